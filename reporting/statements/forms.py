"""Forms of this room."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui.fields import KilogramField, MonthField
from core.users.models import User
from core.workflow.forms import TOO_SHORT, OperationForm, ReasonForm
from measurement.forms import register
from measurement.meter_forms import TurnCorrection
from measurement.models import Bill, Reading
from measurement.queries import last_day
from reporting.statements.models import FindingKind, Outcome, StatementRow


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


class SignedReadingForm(TurnCorrection, ReasonForm):
    """One of the readings that were signed, with what its register or amount really was, and why."""

    reading = forms.ModelChoiceField(label=_("Month and meter"), queryset=Reading.objects.none())
    opening = register(_("Register at the start of the month"), required=False)
    closing = register(_("Register at the end of the month, or amount"))

    field_order = ("reading", "opening", "closing", "turn", "digits", "before", "after", "reason")

    def __init__(self, *args: Any, signed: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reading"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = signed
        field.label_from_instance = _signed_words  # type: ignore[method-assign,assignment]
        self.fields["opening"].help_text = _("Only for the meter's first month; leave it empty otherwise.")
        if not signed.exclude(turn="").exists():
            for name in TurnCorrection.base_fields:
                del self.fields[name]

    def operation_arguments(self) -> dict[str, Any]:
        """Return what `correct_verified` takes, how the register turned put together."""
        given = {n: value for n, value in self.cleaned_data.items() if n not in TurnCorrection.base_fields}
        return {**given, "turned": self.turned()}


def _signed_words(reading: Reading) -> str:
    """Return a reading as one can tell it from the others: month, meter, registers."""
    said = (
        f"{reading.shown_opening} → {reading.shown_closing}"
        if reading.meter.is_register
        else reading.shown_end
    )
    return f"{reading.month:%Y-%m} · {reading.meter.label} · {said} {reading.meter.shown_unit}"


class SignedBillForm(ReasonForm):
    """One of the bills whose months were signed, and why it is withdrawn."""

    bill = forms.ModelChoiceField(label=_("Bill"), queryset=Bill.objects.none())

    field_order = ("bill", "reason")

    def __init__(self, *args: Any, bills: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bill"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = bills
        field.label_from_instance = _bill_words  # type: ignore[method-assign,assignment]


def _bill_words(bill: Bill) -> str:
    """Return a bill as one can tell it from the others: its days, number and figure."""
    days = f"{bill.period_from:%Y-%m-%d} – {bill.period_until:%Y-%m-%d}"
    return f"{days} · {bill.meter.label} · {bill.number} · {bill.shown_stated}"


OVERSTATED, UNDERSTATED = "over", "under"


class FindingForm(OperationForm):
    """What was found, of which kind, with which effect, and the lines it concerns."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FindingKind.choices, widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("What was found"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )
    direction = forms.ChoiceField(
        label=_("What it does to the reduction"),
        choices=[(OVERSTATED, _("The figures overstate it")), (UNDERSTATED, _("The figures understate it"))],
        initial=OVERSTATED,
        widget=forms.RadioSelect,
    )
    effect_kg = KilogramField(
        label=_("Effect"), required=False, help_text=_("Only of a misstatement, in whole kilograms.")
    )
    readings = forms.ModelMultipleChoiceField(
        label=_("Readings it concerns"),
        queryset=Reading.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rows = forms.ModelMultipleChoiceField(
        label=_("Rows of the calculation it concerns"),
        queryset=StatementRow.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, readings: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("direction", "effect_kg"):
            self.fields[name].widget.attrs["data-only-with"] = f"kind={FindingKind.MISSTATEMENT}"
        for name, found, words in (("readings", readings, _signed_words), ("rows", rows, _row_words)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
            field.queryset = found
            field.label_from_instance = words  # type: ignore[method-assign,assignment]

    def clean(self) -> dict[str, Any]:
        """Put the direction into the sign of the effect: below zero where the figures understate."""
        found = super().clean() or {}
        if found.pop("direction", "") == UNDERSTATED and found.get("effect_kg"):
            found["effect_kg"] = -found["effect_kg"]
        return found


class AnswerForm(OperationForm):
    """What the firm says to a finding."""

    answer = forms.CharField(
        label=pgettext_lazy("to a verifier", "Answer"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
        help_text=_("Why the figure is right, or that you agree."),
    )


class DeductionForm(ReasonForm):
    """How many kilograms are deducted, and why so many."""

    kilograms = KilogramField(label=_("Deducted"))

    field_order = ("kilograms", "reason")


class MarkForm(OperationForm):
    """What the look at a reading came to."""

    outcome = forms.ChoiceField(label=_("Result"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Against which bill, photo or display it was checked. Optional."),
    )


def _row_words(row: StatementRow) -> str:
    return f"{row.label} · {row.expression}"
