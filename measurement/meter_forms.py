"""Forms about meters themselves: one replaced, a register that turned, a calibration, and bills."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField, LineField, MonthField, WholeField
from core.workflow.forms import ReasonForm
from measurement.forms import (
    CorrectionForm,
    certificate_field,
    instrument_field,
    register,
    valid_until_field,
)
from measurement.models import BillBasis, Meter, Turn
from measurement.tables import Turned

#: digits a register can have in front of the decimal point; what it carries over has one more, up to fifteen
DIGITS = range(3, 15)
#: that a register did not turn after all, where that is corrected
NOT_AT_ALL = "NOT_AT_ALL"


class OfMeters(EvidenceForm):
    """A form about one of several meters."""

    meter = forms.ChoiceField(label=_("Meter"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, meters: Sequence[Meter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meters = {meter.quantity: meter for meter in meters}
        field: Any = self.fields["meter"]
        field.choices = [(m.quantity, _shown(m)) for m in meters]
        if len(meters) == 1:
            field.initial = meters[0].quantity

    def clean_meter(self) -> Meter:
        """Return the meter that was chosen."""
        return self.meters[self.cleaned_data["meter"]]


def _shown(meter: Meter) -> str:
    """Return a meter with its unit; of one whose register is read also where it stands."""
    name = f"{meter} · {meter.shown_unit}"
    last = meter.readings.current().order_by("-month").first() if meter.is_register else None
    if last is None:
        return name
    words = {"month": f"{last.month:%Y-%m}", "register": last.shown_closing}
    return f"{name} · " + str(_("at the end of %(month)s: %(register)s") % words)


class ReplaceMeterForm(OfMeters, ReasonForm):
    """Which meter was replaced and when, what both registers showed, and why."""

    replaced_on = DayField(label=_("Day of the replacement"))
    last_register = register(_("Last register of the old meter"))
    serial = LineField(
        label=_("Serial number of the new meter"), max_length=60, help_text=_("As printed on its plate.")
    )
    instrument = instrument_field()
    first_register = register(_("First register of the new meter"))
    evidence = KeptFileField(
        label=_("Protocol, or photo of both registers"),
        required=False,
        help_text=_("PDF, PNG or JPEG. The verifier asks for it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            [
                "meter",
                "replaced_on",
                "last_register",
                "serial",
                "instrument",
                "first_register",
                "reason",
                "evidence",
            ]
        )


class TurnFields(forms.Form):
    """How a register turned: rolled over at the number of its digits, or reset from one number to another."""

    turn = forms.ChoiceField(label=_("What happened"), choices=Turn.choices, widget=forms.RadioSelect)
    digits = WholeField(
        label=_("Digits of the register"),
        required=False,
        limit=100,
        help_text=_("If it rolled over: how many places it has in front of the decimal point."),
    )
    before = register(_("Register just before the reset"), required=False)
    after = register(_("Register just after the reset"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].help_text = _("Only for a reset.")
        self.fields["after"].help_text = _("Only for a reset; 0 if you leave it empty.")
        for name, turn in (("digits", Turn.ROLLED_OVER), ("before", Turn.RESET), ("after", Turn.RESET)):
            self.fields[name].widget.attrs["data-only-with"] = f"turn={turn}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        turn, digits = cleaned.get("turn"), cleaned.get("digits")
        if turn == Turn.ROLLED_OVER and "digits" not in self.errors and digits not in DIGITS:
            words = {"least": DIGITS[0], "most": DIGITS[-1]}
            self.add_error("digits", _("Enter how many digits it has, from %(least)s to %(most)s.") % words)
        if turn == Turn.RESET and "before" not in self.errors and cleaned.get("before") is None:
            self.add_error("before", _("Enter what the register showed just before the reset."))
        return cleaned

    def turned(self) -> Turned | None:
        """Return how the register turned, or None where that stays as it was entered."""
        given = self.cleaned_data
        turn = given.get("turn")
        if turn == Turn.ROLLED_OVER:
            return Turned(digits=given["digits"])
        if turn == Turn.RESET:
            return Turned(before=given["before"], after=given["after"] or Decimal(0))
        return Turned(is_none=True) if turn == NOT_AT_ALL else None


class TurnedForm(TurnFields, OfMeters, ReasonForm):
    """The month in which a register rolled over or was reset, how, and why."""

    month = MonthField(label=_("Month"), help_text=_("The next month of this meter."))
    closing = register(_("Register at the end of the month"))
    evidence = KeptFileField(
        label=_("Photo of the register"), required=False, help_text=_("PDF, PNG or JPEG. Optional.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            ["meter", "month", "turn", "digits", "before", "after", "closing", "reason", "evidence"]
        )


class TurnCorrection(TurnFields):
    """How a register turned after all; as it was entered unless something else is chosen."""

    turn = forms.ChoiceField(
        label=_("Turn of the register"),
        choices=[("", _("As it was entered")), *Turn.choices, (NOT_AT_ALL, _("It did not turn"))],
        required=False,
        widget=forms.RadioSelect,
    )


class TurnedCorrectionForm(TurnCorrection, CorrectionForm):
    """The right register of a month in which it turned, and how it turned where that was wrong too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["opening", "closing", "turn", "digits", "before", "after", "reason", "version"])

    def operation_arguments(self) -> dict[str, Any]:
        """Return what `correct_reading` takes, how it turned put together."""
        given = {n: value for n, value in self.cleaned_data.items() if n not in TurnFields.base_fields}
        return {**given, "turned": self.turned()}


class CalibrationForm(OfMeters):
    """A calibration: of which meter, its days, its certificate."""

    calibrated_on = DayField(label=_("Calibrated on"), help_text=_("As on the certificate or the seal."))
    valid_until = valid_until_field()
    certificate = certificate_field()
    evidence = KeptFileField(
        label=_("Certificate, or photo of the seal"),
        required=False,
        help_text=_("PDF, PNG or JPEG. The verifier asks for it."),
    )


class BillForm(OfMeters):
    """A bill: what it is for, its days, what it states."""

    number = LineField(label=_("Number of the bill"), max_length=60)
    period_from = DayField(label=_("First day"))
    period_until = DayField(label=_("Last day"), help_text=_("In the same month as the first one."))
    basis = forms.ChoiceField(
        label=_("What the bill states"),
        choices=BillBasis.choices,
        initial=BillBasis.AMOUNT,
        widget=forms.RadioSelect,
        help_text=_("Gross energy is converted by the factor table; both figures are kept."),
    )
    stated = register(_("Figure on the bill"), allow_zero=False)
    evidence = KeptFileField(label=_("The bill"), required=False, help_text=_("PDF, PNG or JPEG. Optional."))
