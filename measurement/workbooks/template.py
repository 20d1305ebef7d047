"""The template: every meter with the months that come next, filled with what is known of it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from core.evidence.sheets.columns import INSTRUCTIONS
from core.evidence.sheets.writing import FORMATS, head, instruct, offer, put, saved
from core.ui.formats import month as shown_month
from measurement.methods import Quantity
from measurement.models import Measure, Meter
from measurement.operations.workbooks import meters_of, state_of
from measurement.queries import known_of, known_of_new, months_to_enter
from measurement.workbooks.columns import (
    COLUMNS,
    MEASURE,
    METER,
    MONTH,
    NUMBER,
    OPENING,
    READINGS,
    SERIAL,
    meter_words,
    metered,
    number_of,
    quantities_of,
)
from measurement.workbooks.tables import as_csv


def template(measures: Sequence[Measure], at: dt.datetime) -> bytes:
    """Return the workbook to fill in: a row for each month of each meter that is over and not read yet."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(READINGS)
    head(sheet, [column.heading for column in COLUMNS])
    for number, values in enumerate(_rows(measures, at), start=2):
        for place, column in enumerate(COLUMNS, start=1):
            put(sheet, number, place, values.get(column.key), FORMATS.get(column.kind, "@"))
    offer(book, sheet, COLUMNS, {})
    instruct(book.create_sheet(str(INSTRUCTIONS)), _told(), COLUMNS, state_of(measures))
    return saved(book)


def csv_template(measures: Sequence[Measure], at: dt.datetime) -> bytes:
    """Return the same rows as CSV, for who fills them in from another system."""
    lines = [[values.get(column.key) for column in COLUMNS] for values in _rows(measures, at)]
    return as_csv([[str(column.heading) for column in COLUMNS], *lines])


def _rows(measures: Sequence[Measure], at: dt.datetime) -> Iterator[dict[str, Any]]:
    """Yield the rows, meter by meter."""
    for measure in metered(measures):
        meters = meters_of([measure])
        for quantity in quantities_of(measure):
            yield from _meter_rows(measure, quantity, meters.get((measure.pk, quantity.name)), at)


def _meter_rows(
    measure: Measure, quantity: Quantity, meter: Meter | None, at: dt.datetime
) -> Iterator[dict[str, Any]]:
    known = known_of(meter) if meter else known_of_new(measure, quantity)
    row = {
        NUMBER.key: number_of(measure, quantity.name),
        MEASURE.key: measure.name,
        METER.key: str(meter_words(quantity)),
        SERIAL.key: meter.serial if meter else "",
    }
    stands = quantity.is_register and known.closing is not None
    for index, month in enumerate(months_to_enter(measure, known, at)):
        opening = {OPENING.key: known.closing} if stands and not index else {}
        yield row | opening | {MONTH.key: shown_month(month)}


def _told() -> list[tuple[Any, Any]]:
    """Return what is to be known before the sheet is filled in."""
    return [
        (_("Row by row"), _("Each row of the first sheet is one month of one meter, oldest first.")),
        (_("A new meter"), _("Write its serial number and the register at the start into its first row.")),
        (_("Registers"), _("What the meter showed at the end of the month, not what was used in it.")),
        (_("Amounts"), _("Fuel, gas or hours by bills: how much it was in the month, in the last column.")),
        (_("More months"), _("Copy a row of the meter below its last one, and change the month.")),
        (_("Not possible"), _("Formulas, merged cells, macros and passwords. Paste values only.")),
    ]
