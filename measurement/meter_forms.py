"""Forms about meters themselves: one replaced, a register that turned, and bills."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField, LineField, MonthField, WholeField
from core.workflow.forms import ReasonForm
from measurement.forms import register
from measurement.models import BillBasis, Meter, Turn
from measurement.tables import Turned

#: digits a register can have in front of the decimal point; what is stored has fifteen
DIGITS = range(3, 16)


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
    first_register = register(_("First register of the new meter"))
    evidence = KeptFileField(
        label=_("Protocol, or photo of both registers"),
        required=False,
        help_text=_("PDF, PNG or JPEG. The verifier asks for it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            ["meter", "replaced_on", "last_register", "serial", "first_register", "reason", "evidence"]
        )


class TurnedForm(OfMeters, ReasonForm):
    """The month in which a register rolled over or was reset, how, and why."""

    month = MonthField(label=_("Month"), help_text=_("The next month of this meter."))
    turn = forms.ChoiceField(label=_("What happened"), choices=Turn.choices, widget=forms.RadioSelect)
    digits = WholeField(
        label=_("Digits of the register"),
        required=False,
        limit=100,
        help_text=_("If it rolled over: how many places it has in front of the decimal point."),
    )
    before = register(_("Register just before the reset"), required=False)
    after = register(_("Register just after the reset"), required=False)
    closing = register(_("Register at the end of the month"))
    evidence = KeptFileField(
        label=_("Photo of the register"), required=False, help_text=_("PDF, PNG or JPEG. Optional.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].help_text = _("Only for a reset.")
        self.fields["after"].help_text = _("Only for a reset; 0 if you leave it empty.")
        for name, turn in (("digits", Turn.ROLLED_OVER), ("before", Turn.RESET), ("after", Turn.RESET)):
            self.fields[name].widget.attrs["data-only-with"] = f"turn={turn}"
        self.order_fields(
            ["meter", "month", "turn", "digits", "before", "after", "closing", "reason", "evidence"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        turn, digits = cleaned.get("turn"), cleaned.get("digits")
        if turn == Turn.ROLLED_OVER and "digits" not in self.errors and digits not in DIGITS:
            words = {"least": DIGITS[0], "most": DIGITS[-1]}
            self.add_error("digits", _("Enter how many digits it has, from %(least)s to %(most)s.") % words)
        if turn == Turn.RESET and "before" not in self.errors and cleaned.get("before") is None:
            self.add_error("before", _("Enter what the register showed just before the reset."))
        return cleaned

    def turned(self) -> Turned:
        """Return how the register turned."""
        given = self.cleaned_data
        if given["turn"] == Turn.ROLLED_OVER:
            return Turned(digits=given["digits"])
        return Turned(before=given["before"], after=given["after"] or Decimal(0))


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
    stated = register(_("Figure on the bill"))
    evidence = KeptFileField(label=_("The bill"), required=False, help_text=_("PDF, PNG or JPEG. Optional."))
