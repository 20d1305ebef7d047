"""What is filled in to claim verified tonnes."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import NOT_CHOSEN, KilogramField, LineField
from core.workflow.forms import OperationForm, ReasonForm
from reporting.claims.kinds import Category, Cause, CreditingPeriod, Purpose
from reporting.claims.operations.claiming import Answers

#: fields about an external project
ANSWERS = tuple(field.name for field in dataclasses.fields(Answers))


class ClaimForm(ReasonForm):
    """
    Purpose, year, kilograms; the category of a Scope 3 report; the answers of an external project.

    `seen` is how many claims there were when the page was shown, so that none is made twice by one form.
    """

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices, widget=forms.RadioSelect)
    year = forms.TypedChoiceField(label=_("Year of the reduction"), coerce=int)
    kilograms = KilogramField(label=_("Reduction to claim"))
    category = forms.TypedChoiceField(
        label=_("Category"),
        choices=[("", "–"), *Category.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For a Scope 3 report."),
    )
    is_legal_duty = forms.BooleanField(
        label=_("External project: the reduction is a legal duty"), required=False
    )
    is_in_own_boundary = forms.BooleanField(
        label=_("External project: it lies inside the boundary of a firm in the trading scheme"),
        required=False,
    )
    is_used_elsewhere = forms.BooleanField(
        label=_("External project: it is used in another scheme"), required=False
    )
    is_ownership_agreed = forms.BooleanField(
        label=_("External project: everybody who paid agreed who owns the tonnes"), required=False
    )
    crediting_period = forms.ChoiceField(
        label=_("External project: crediting period"), choices=CreditingPeriod.choices, required=False
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(year, str(year)) for year in years]
        for name in ANSWERS:
            self.fields[name].widget.attrs["data-only-with"] = f"purpose={Purpose.EXTERNAL_PROJECT}"
        self.fields["category"].widget.attrs["data-only-with"] = f"purpose={Purpose.SCOPE3}"
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class KocForm(OperationForm):
    """Under which number an external project was registered."""

    koc_number = LineField(
        label=_("KOC registration number"),
        max_length=40,
        help_text=_("As the register of external projects has it: 1 tCO₂eq is 1 KOC."),
    )


class KcuForm(OperationForm):
    """Into which account of the trading scheme it was converted."""

    kcu_account = LineField(label=_("Account in the trading scheme"), max_length=40)


class CancelForm(ReasonForm):
    """Why an external project loses its tonnes."""

    cause = forms.ChoiceField(label=_("Cause"), choices=[NOT_CHOSEN, *Cause.choices])
    field_order = ("cause", "reason")


class YearForm(ReasonForm):
    """Which contract year is settled, and why now."""

    year = forms.TypedChoiceField(label=_("Contract year"), coerce=int)
    field_order = ("year", "reason")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(year, str(year)) for year in years]
