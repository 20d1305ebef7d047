"""The sheet of registers: one row is one month of one meter."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.evidence.sheets.columns import MONTH as A_MONTH
from core.evidence.sheets.columns import QUANTITY, Column
from measurement.methods import Quantity
from measurement.models import Measure

#: title of the sheet
READINGS = _("Readings")

NUMBER = Column("number", _("Number"), help=_("Leave it as it is."), is_required=True)
MEASURE = Column("measure", _("Measure"), help=_("Only for reading: it is not taken over."))
METER = Column("meter", _("What the meter counts"), help=_("Only for reading: it is not taken over."))
SERIAL = Column(
    "serial",
    _("Serial number"),
    help=_("As printed on the meter's plate; for a new meter, in its first row."),
    is_required=True,
)
MONTH = Column("month", _("Month"), A_MONTH, _("Year and month, such as 2025-03."), is_required=True)
OPENING = Column(
    "opening",
    _("Register at the start of the month"),
    QUANTITY,
    _("For a new meter, in its first row; later months start where the last one ended."),
)
CLOSING = Column(
    "closing",
    _("Register at the end of the month"),
    QUANTITY,
    _("Leave the months at the end empty that you don't know yet."),
)
AMOUNT = Column(
    "amount",
    _("Amount of the month"),
    QUANTITY,
    _("For what is no register, such as fuel by bills: how much it was in the month, no sum over months."),
)
COLUMNS = (NUMBER, MEASURE, METER, SERIAL, MONTH, OPENING, CLOSING, AMOUNT)


def end_column(quantity: Quantity) -> Column:
    """Return the column in which a month of the quantity is entered."""
    return CLOSING if quantity.is_register else AMOUNT


def other_column(quantity: Quantity) -> Column:
    """Return the column that stays empty for the quantity."""
    return AMOUNT if quantity.is_register else CLOSING


def number_of(measure: Measure, quantity: str) -> str:
    """Return what names a meter in a workbook, whether it was added yet or not."""
    return f"{measure.public_id}/{quantity}"


def metered(measures: Iterable[Measure]) -> list[Measure]:
    """Return the measures whose registers can be read now: in operation, or with a baseline before it."""
    return [m for m in measures if m.method and (m.commissioned_on or m.method.least_baseline_months)]


def quantities_of(measure: Measure) -> tuple[Quantity, ...]:
    """Return the quantities that its method reads, the optional ones too."""
    return measure.method.quantities if measure.method else ()


def meter_words(quantity: Quantity) -> Any:
    """Return what a meter counts, with its unit, and whether the method can do without it."""
    words = f"{quantity.label} ({quantity.shown_unit})"
    return _("%(meter)s, if there is one") % {"meter": words} if quantity.is_optional else words
