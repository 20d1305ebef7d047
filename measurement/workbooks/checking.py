"""From rows to registers: the rows of a meter pass the table that is filled in by hand, then its rules."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from core.evidence.sheets.reading import Contents, Problem, Row
from core.workflow.refusals import Refusal
from measurement.forms import BaseTable, MeterForm, month_text, register, table_of
from measurement.methods import Quantity
from measurement.models import Measure, Meter
from measurement.operations.workbooks import Registers, meters_of
from measurement.queries import known_of, known_of_new
from measurement.refusals import (
    FirstReadingOnly,
    InOtherColumn,
    SerialStays,
    TooManyMonths,
    TwoSerials,
    UnknownMeter,
)
from measurement.tables import ZERO, Known, check_opening, checked
from measurement.workbooks.columns import (
    AMOUNT,
    CLOSING,
    MONTH,
    NUMBER,
    OPENING,
    SERIAL,
    end_column,
    number_of,
    other_column,
    quantities_of,
)

#: ten years; no method looks back further
MOST_MONTHS = 120


class Checker:
    """The rows of a workbook against what is known of the measures; what is wrong is told to `contents`."""

    def __init__(self, measures: Sequence[Measure], contents: Contents, at: dt.datetime) -> None:
        self.contents, self.at = contents, at
        self.meters = meters_of(measures)
        self.places = {
            number_of(measure, quantity.name): (measure, quantity)
            for measure in measures
            for quantity in quantities_of(measure)
        }

    def entries(self) -> list[Registers]:
        """Return what is entered of every meter that has something new and nothing wrong."""
        found = []
        for number, rows in self._by_meter().items():
            before = len(self.contents.problems)
            entry = self._entry(*self.places[number], rows)
            if entry and len(self.contents.problems) == before and not any(row.spoilt for row in rows):
                found.append(entry)
        return found

    def _complain(self, row: Row, key: str, why: Any) -> None:
        if key not in row.spoilt:  # that cell was named already
            value = row.typed.get(key, "")[:80]
            self.contents.problems.append(Problem(self.contents.sheet, row.place(key), value, str(why)))

    def _by_meter(self) -> dict[str, list[Row]]:
        """Return the rows of each meter, in the order of the sheet."""
        found: dict[str, list[Row]] = {}
        for row in self.contents.rows:
            number = row.typed.get(NUMBER.key, "")
            if number in self.places:
                found.setdefault(number, []).append(row)
            elif NUMBER.key not in row.spoilt:
                self._complain(row, NUMBER.key, UnknownMeter())
        return found

    def _entry(self, measure: Measure, quantity: Quantity, rows: list[Row]) -> Registers | None:
        """Return what the rows enter of one meter, or None where they say nothing new."""
        if len(rows) > MOST_MONTHS:
            self._complain(rows[MOST_MONTHS], MONTH.key, TooManyMonths(most=MOST_MONTHS))
            return None
        meter = self.meters.get((measure.pk, quantity.name))
        known = known_of(meter) if meter else known_of_new(measure, quantity)
        table = _table_of(rows, quantity)
        is_good = table.is_valid() and self._stands_right(rows, quantity)
        for row, form in zip(rows, table.forms, strict=True):
            for name, errors in form.errors.items():
                self._complain(row, self._key(name, known), " ".join(str(error) for error in errors))
        is_filled = any(form.is_filled for form in table.forms)
        serial = self._serial(meter, rows, is_asked=is_filled)
        if not is_filled and (meter or not serial):
            return None
        opening = self._opening(rows[0], known, is_asked=is_filled) if known.is_register else ZERO
        months = table.rows() if is_good else []
        if months and opening is not None:
            self._check(rows, months, known, opening)
        said = tuple((month, closing) for _index, month, closing in months)
        return Registers(measure, quantity, meter, serial, opening, said)

    def _stands_right(self, rows: list[Row], quantity: Quantity) -> bool:
        """Say whether no row has a register where an amount belongs, or the other way round."""
        right, wrong = end_column(quantity), other_column(quantity)
        misplaced = [row for row in rows if row.typed.get(wrong.key)]
        for row in misplaced:
            self._complain(row, wrong.key, InOtherColumn(column=right.heading))
        return not misplaced

    def _key(self, field: str, known: Known) -> str:
        """Return the column of a field of the table."""
        return AMOUNT.key if field == CLOSING.key and not known.is_register else field

    def _serial(self, meter: Meter | None, rows: list[Row], *, is_asked: bool) -> str:
        """Return the serial number that the rows name; asked for where a meter without one is read."""
        named = [(row, row.typed[SERIAL.key]) for row in rows if row.typed.get(SERIAL.key)]
        given = meter.serial if meter else (named[0][1] if named else "")
        for row, serial in named:
            if serial != given:
                self._complain(row, SERIAL.key, (SerialStays if meter else TwoSerials)(serial=given))
        if meter is None and (named or is_asked):
            try:
                return str(MeterForm.base_fields["serial"].clean(given))
            except ValidationError as error:
                self._complain(rows[0], SERIAL.key, " ".join(error.messages))
        return given

    def _opening(self, row: Row, known: Known, *, is_asked: bool) -> Decimal | None:
        """Return the register at the start of the first month, as the form takes it."""
        field = register(required=is_asked and known.closing is None)
        try:
            opening: Decimal | None = field.clean(row.typed.get(OPENING.key, ""))
        except ValidationError as error:
            self._complain(row, OPENING.key, " ".join(error.messages))
            return None
        return known.closing if opening is None else opening

    def _check(
        self, rows: list[Row], months: Sequence[tuple[int, dt.date, Decimal]], known: Known, opening: Decimal
    ) -> None:
        """Ask the rules that the operation asks, and say at which cell it is."""
        said = [(month, closing) for _index, month, closing in months]
        try:
            start = check_opening(opening, known, said)
        except Refusal as refusal:
            self._complain(rows[0], OPENING.key, refusal)
            return
        for index, problem in checked(said, known, start, at=self.at).items():
            key = self._key(problem.field or CLOSING.key, known)
            self._complain(rows[months[index][0]], key, problem)
        for row in _starting_elsewhere(rows, months) if known.is_register else ():
            self._complain(row, OPENING.key, FirstReadingOnly())


def _table_of(rows: Sequence[Row], quantity: Quantity) -> BaseTable:
    """Return the table that somebody would have filled in by hand."""
    end = end_column(quantity).key
    data = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        data[f"rows-{index}-month"] = month_text(row.typed.get(MONTH.key, ""))
        data[f"rows-{index}-closing"] = row.typed.get(end, "")
    kind: dict[str, Any] = {"is_register": quantity.is_register}
    return table_of(len(rows), MOST_MONTHS)(data, prefix="rows", form_kwargs=kind)


def _starting_elsewhere(rows: Sequence[Row], months: Sequence[tuple[int, dt.date, Decimal]]) -> Iterator[Row]:
    """Yield the later rows that name another start than where the month before ended."""
    for (_before, _month, closing), (index, _next, _closing) in itertools.pairwise(months):
        try:
            said = register(required=False).clean(rows[index].typed.get(OPENING.key, ""))
        except ValidationError:
            said = Decimal(-1)  # no register at all
        if said is not None and said != closing:
            yield rows[index]
