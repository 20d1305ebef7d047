"""Forms of this room."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import MonthField
from core.users.models import User
from core.workflow.forms import OperationForm, ReasonForm
from measurement.forms import register
from measurement.models import Reading
from measurement.queries import last_day


class PeriodForm(OperationForm):
    """The first and the last month of a statement."""

    period_from = MonthField(label=_("First month"), help_text=_("The first month of operation, or later."))
    period_until = MonthField(label=_("Last month"), help_text=_("This month is part of the statement."))

    def clean_period_until(self) -> dt.date:
        """Return the last day of the month that was typed."""
        return last_day(self.cleaned_data["period_until"])


class VerifierForm(OperationForm):
    """One of those who could verify."""

    verifier = forms.ModelChoiceField(
        label=_("Verifier"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_(
            "Only people with the role of verifier who belong to no firm of the consortium are listed."
        ),
    )

    def __init__(self, *args: Any, possible: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verifier"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = User.objects.filter(pk__in=[user.pk for user in possible]).order_by("name", "pk")


class OpinionForm(OperationForm):
    """What the verifier found; kept with the signature."""

    reason = forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was checked and how. Optional."),
    )


class SignedReadingForm(ReasonForm):
    """One of the readings that were signed, with what its register really was, and why."""

    reading = forms.ModelChoiceField(label=_("Month and meter"), queryset=Reading.objects.none())
    opening = register(_("Register at the start of the month"), required=False)
    closing = register(_("Register at the end of the month"))

    field_order = ("reading", "opening", "closing", "reason")

    def __init__(self, *args: Any, signed: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reading"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = signed
        field.label_from_instance = _signed_words  # type: ignore[method-assign,assignment]
        self.fields["opening"].help_text = _("Only for the meter's first month; leave it empty otherwise.")


def _signed_words(reading: Reading) -> str:
    """Return a reading as one can tell it from the others: month, meter, registers."""
    registers = f"{reading.shown_opening} → {reading.shown_closing} {reading.meter.shown_unit}"
    return f"{reading.month:%Y-%m} · {reading.meter.label} · {registers}"
