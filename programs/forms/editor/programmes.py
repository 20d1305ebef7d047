"""A programme and its calls; copied, compared, given money."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField, TonnesField, WonField
from core.ui.widgets import UnitInput
from core.users.models import Office, OfficeKind
from core.workflow.forms import ReasonForm, VersionedForm
from programs import registry
from programs.forms.editor.fields import MomentField, ShortNameField
from programs.forms.editor.shared import NamedForm, SourcedForm
from programs.models import GrantKind, Program


class ProgramForm(SourcedForm, NamedForm):
    """The facts of a programme."""

    agency = forms.ModelChoiceField(
        label=_("Delegated agency"),
        queryset=Office.objects.filter(kind=OfficeKind.AGENCY).order_by("pk"),
        required=False,
        empty_label=_("None"),
    )
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2999)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    target_kg = TonnesField(label=_("Expected reduction a year"), allow_zero=True)
    pass_through_kind = forms.ChoiceField(
        label=_("Usual legal kind of money passed on"),
        choices=[(kind.value, kind.label) for kind in (GrantKind.CONTRIBUTION, GrantKind.INDIRECT)],
        help_text=_("A consortium that passes money on may choose the other kind when it is registered."),
        widget=forms.RadioSelect,
    )
    pass_through_days = forms.IntegerField(
        label=_("Days for passing money on"),
        min_value=1,
        max_value=3650,
        widget=UnitInput(unit=_("days"), inputmode="numeric"),
    )
    factor_round = forms.ChoiceField(
        label=_("Approval round of the factors"),
        help_text=_("The emission factors with which statements of this programme are computed."),
    )
    excludes_trading_scheme = forms.BooleanField(
        label=_("Firms in the emissions trading scheme are excluded"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [(offer.code, offer.label) for offer in registry.rounds()]
        present = self.initial.get("factor_round")
        known = {code for code, _label in offers}
        self.fields["factor_round"].choices = [  # type: ignore[attr-defined]
            *([] if not present or present in known else [(present, present)]),
            *offers,
        ]


class NewProgramForm(ProgramForm):
    code = ShortNameField()
    field_order = ("code",)


class EditProgramForm(VersionedForm, ReasonForm, ProgramForm):
    """The facts of a programme, and why they change."""


class CallForm(SourcedForm, NamedForm):
    """A call; moments to the second."""

    opens_at = MomentField(label=_("Opens"))
    plans_close_at = MomentField(
        label=_("Plans until"), help_text=_("The second that is named is still in time.")
    )
    applications_close_at = MomentField(label=_("Applications until"))
    budget_won = WonField(label=_("Announced budget"))


class NewCallForm(CallForm):
    code = ShortNameField()
    field_order = ("code",)


class EditCallForm(VersionedForm, ReasonForm, CallForm):
    """A call, and why it changes."""


class AppropriateForm(forms.Form):
    amount = WonField(label=_("Amount"))
    reference = forms.CharField(
        label=_("Number of the paper that allots it"),
        max_length=60,
        help_text=_("The same paper counts once, however often it is entered."),
    )


class CopyForm(forms.Form):
    code = ShortNameField(help_text=_("Of the new programme, for instance partnership-2027."))
    fiscal_year = forms.IntegerField(label=_("Fiscal year"), min_value=2000, max_value=2999)


class ComparisonForm(forms.Form):
    """With which programme, and on which days; everything may be left out."""

    day = DayField(label=_("This programme on"), required=False)
    other = forms.ModelChoiceField(
        label=_("Compared with"), queryset=Program.objects.none(), required=False, to_field_name="public_id"
    )
    other_day = DayField(label=_("On the day"), required=False)
    everything = forms.BooleanField(label=_("Show what is the same as well"), required=False)

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = programs  # type: ignore[attr-defined]

    def days(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """Return the two days; today where none is given."""
        return self.cleaned_data.get("day") or today, self.cleaned_data.get("other_day") or today
