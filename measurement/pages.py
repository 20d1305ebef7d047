"""What the page of a measure shows, gathered: months, figures, the next step. Words, no decisions."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.ui.formats import month as shown_month
from core.ui.formats import trimmed
from measurement import permissions
from measurement.beside import percent
from measurement.calibrated import Standing, interval, known_of, standing
from measurement.flags import FlagRow
from measurement.methods import Calculation, ExpectationField, MethodRefusal
from measurement.methods.monitoring import plan_of
from measurement.methods.uncertainty import Uncertainty, uncertainty
from measurement.models import Measure, Meter, Reading
from measurement.panels import Step
from measurement.queries import (
    MonthRow,
    baseline_rows,
    expectation_of,
    expected,
    factor_values,
    factors_of,
    figures,
    month_before,
    month_rows,
    parameters_of,
)


@dataclass(frozen=True)
class Stated:
    """Something that was stated, with its label and unit."""

    label: Any
    value: str
    unit: str


@dataclass(frozen=True)
class Cell:
    """A month's amount of one quantity with its readings, and by how much it differs from last year's."""

    meter: Meter
    readings: Sequence[Reading]
    amount: Decimal | None
    is_whole: bool
    change: str

    @property
    def shown(self) -> str:
        """The amount as people write it."""
        return "" if self.amount is None else trimmed(self.amount)


def _cell(row: MonthRow, meter: Meter, rows: Mapping[dt.date, MonthRow]) -> Cell:
    amount, name = row.amounts.get(meter.quantity), meter.quantity
    before = rows.get(month_before(row.month, 12))
    last_year = before.amounts.get(name) if before else None
    change = percent(last_year, amount) if row.is_read(name) else ""
    return Cell(meter, row.readings.get(name, ()), amount, row.is_read(name), change)


@dataclass(frozen=True)
class MeasurePage:
    """The figures of one measure."""

    measure: Measure
    meters: list[Meter]
    rows: list[MonthRow]
    baseline: list[MonthRow]
    project: list[MonthRow]
    measured: Calculation | None
    uncertainty: Uncertainty | None

    @property
    def missing(self) -> list[Any]:
        """Return the method's quantities without a meter, optional ones too."""
        known = {meter.quantity for meter in self.meters}
        method = self.measure.method
        return [q for q in (method.quantities if method else ()) if q.name not in known]

    @property
    def lacks_meters(self) -> bool:
        """Whether a quantity that the method can't do without has no meter."""
        return any(not quantity.is_optional for quantity in self.missing)

    @property
    def counting(self) -> list[Meter]:
        """Return the meters that count now, one of each quantity."""
        return [meter for meter in self.meters if meter.replaced_on is None]

    @property
    def reads_registers(self) -> bool:
        """Whether one of them is read as a register, which can turn over or be replaced."""
        return any(meter.is_register for meter in self.counting)

    @property
    def takes_bills(self) -> bool:
        """Whether one of them comes by amounts, which can be billed."""
        return any(not meter.is_register for meter in self.counting)

    @property
    def calibrates(self) -> bool:
        """Whether the monitoring plan asks a calibration for one of them."""
        return any(interval(self.measure, meter.quantity) is not None for meter in self.counting)

    @property
    def table(self) -> list[tuple[MonthRow, list["Cell"]]]:
        """Return the months, newest first, each with what was read of every quantity."""
        by_month = {row.month: row for row in self.rows}
        return [(row, [_cell(row, meter, by_month) for meter in self.counting]) for row in self.rows[::-1]]

    @property
    def stated(self) -> list[Stated]:
        """Return what the firm stated, for the expectation and about the baseline."""
        method = self.measure.method
        if method is None:
            return []
        given: Mapping[str, Any] = {**expectation_of(self.measure), **parameters_of(self.measure)}
        fields = (*method.expectation_fields, *method.parameter_fields)
        return [Stated(f.label, shown_stated(f, given[f.name]), f.unit) for f in fields if f.name in given]

    @property
    def least(self) -> int:
        """Return how many baseline months the method needs."""
        return self.measure.method.least_baseline_months if self.measure.method else 0

    @property
    def has_baseline(self) -> bool:
        """Whether months before operation are compared with; else the method needs none."""
        return self.measure.method is None or self.least > 0

    @property
    def measured_kg(self) -> int | None:
        """Return the reduction of all project months so far, not verified, in whole kg."""
        return self.measured.reduction_kg if self.measured else None

    @property
    def expected_so_far_kg(self) -> int | None:
        """Return the expected reduction of as many months, in whole kg rounded down."""
        if self.measure.expected_kg is None or not self.project:
            return None
        return self.measure.expected_kg * len(self.project) // 12


def standings(page: MeasurePage, day: dt.date) -> list[tuple[Meter, Standing]]:
    """Return the meters that count now, each with how it stands by its calibrations on a day; one query."""
    known = known_of(page.measure)
    return [(meter, standing(page.measure, meter, known, day)) for meter in page.counting]


def shown_stated(field: ExpectationField, value: Any) -> str:
    """Return a number, a month or a choice as people read it."""
    if field.choices:
        return str(dict(field.choices).get(value, value))
    return shown_month(value) if field.is_month else trimmed(value)


def measure_page(measure: Measure) -> MeasurePage:
    """Return the page of a measure; a constant number of queries."""
    meters = list(measure.meters.order_by("pk"))
    rows = month_rows(measure)
    baseline = baseline_rows(measure, rows)
    project = [row for row in rows if row.is_baseline is False and row.is_complete]
    return MeasurePage(measure, meters, rows, baseline, project, *_measured(measure, baseline, project))


def _measured(
    measure: Measure, baseline: list[MonthRow], project: list[MonthRow]
) -> tuple[Calculation, Uncertainty] | tuple[None, None]:
    """Return the reduction so far and how uncertain it is, or twice None where it can't be computed."""
    method = measure.method
    if method is None or not project or len(baseline) < method.least_baseline_months:
        return None, None
    try:
        stated = parameters_of(measure)
        codes = method.factors_needed(stated)
        factors = factor_values(factors_of(measure.consortium.program, codes))
        months = figures(baseline), figures(project)
        return (
            method.reduction(*months, factors, stated),
            uncertainty(method, *months, factors, stated, plan_of(method).accuracies),
        )
    except MethodRefusal:
        return None, None


def next_step(page: MeasurePage, user: Any, *, at: dt.datetime) -> Step | None:
    """Return what the firm has to do before a reduction can be calculated, or None."""
    measure = page.measure
    if measure.method is None:
        return None
    may = permissions.may_edit_measure(user, measure, at=at)

    def step(label: str, name: str) -> Step:
        return Step(
            label, measure.firm, reverse(f"measurement:{name}", args=[measure.public_id]) if may else ""
        )

    if page.lacks_meters:
        return step(_("Add the meters"), "meter_add")
    complete = len([row for row in page.rows if row.is_complete])
    if measure.commissioned_on is None:
        if complete < page.least:
            words = {"done": complete, "least": page.least}
            return step(_("Enter the baseline months (%(done)s of %(least)s)") % words, "readings")
        return step(_("Say since when the new equipment works"), "commission")
    if len(page.baseline) < page.least:
        words = {"done": len(page.baseline), "least": page.least}
        return step(_("Enter the baseline months (%(done)s of %(least)s)") % words, "readings")
    if not page.project:
        return step(_("Enter the months of operation"), "readings")
    return None


def questions_step(rows: Iterable[FlagRow], measure: Measure, user: Any, *, at: dt.datetime) -> Step | None:
    """Return the step of answering what is open about readings, or None."""
    if all(row.flag.answered_at for row in rows):
        return None
    may = permissions.may_enter_readings(user, measure, at=at)
    return Step(_("Answer the questions about readings"), measure.firm, "#flags" if may else "")


def expectation_rows(measure: Measure) -> list[dict[str, Any]]:
    """Return the calculation of the expected reduction as rows to print."""
    calculation = None
    try:
        calculation = expected(measure.technology, expectation_of(measure))
    except MethodRefusal:
        return []
    return printed(calculation, measure.method) if calculation else []


def printed(calculation: Calculation, method: Any) -> list[dict[str, Any]]:
    """Return a calculation's rows with labels and shown values."""
    return [
        {
            "label": method.row_labels.get(row.code, row.code),
            "expression": row.expression,
            "value": trimmed(row.value.quantize(Decimal("0.000001"))),
            "unit": row.unit,
        }
        for row in calculation.rows
    ]
