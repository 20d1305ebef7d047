"""Reading across this room: factors, what is expected, the months of a measure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from core.workflow import clock
from firms.models import Exposure
from measurement import ends
from measurement.factoring.queries import factors_of as factors_of
from measurement.methods import (
    METHODS,
    Calculation,
    ExpectationField,
    FactorValue,
    MonthlyFigures,
    Quantity,
    Stated,
)
from measurement.methods.base import FactorMissing
from measurement.models import Bill, Factor, Measure, Meter, Reading, ReadingFlag, Replacement
from measurement.months import last_day as last_day
from measurement.months import month_before as month_before
from measurement.months import next_month as next_month
from measurement.refusals import FuelNotStated, NoGrossValue
from measurement.tables import Known
from programs.models import Program, Technology


def factor_values(factors: Mapping[str, Factor]) -> dict[str, FactorValue]:
    """Return the factors as a method sees them."""
    return {
        code: FactorValue(code=code, value=f.value, unit=f.unit, approval_round=f.approval_round)
        for code, f in factors.items()
    }


def expected(technology: Technology, inputs: Mapping[str, Stated]) -> Calculation | None:
    """
    Return the calculation of the reduction expected in a year, or None where there is no method yet.

    :raises MethodRefusal: naming the input that is missing or does not fit.
    """
    method = METHODS.get(technology.method)
    if method is None:
        return None
    factors = factor_values(factors_of(technology.program, method.factors_needed(inputs)))
    return method.expected(inputs, factors)


def expectation_of(measure: Measure) -> dict[str, Stated]:
    """Return the stored inputs of a measure's expected reduction: decimals, and codes of choices."""
    return _read(measure.expectation, measure.method.expectation_fields if measure.method else ())


def parameters_of(measure: Measure) -> dict[str, Stated]:
    """Return what the method was told at commissioning: decimals, first days of months, codes of choices."""
    return _read(measure.parameters, measure.method.parameter_fields if measure.method else ())


def _read(stored: Mapping[str, str], fields: Iterable[ExpectationField]) -> dict[str, Stated]:
    months = {field.name for field in fields if field.is_month}
    choices = {field.name for field in fields if field.choices}
    return {
        name: text
        if name in choices
        else dt.date.fromisoformat(f"{text}-01")
        if name in months
        else Decimal(text)
        for name, text in stored.items()
    }


@dataclass(frozen=True)
class MonthRow:
    """
    One month of a measure: whether operation had not begun, the readings, the quantities it needs.

    A quantity has one reading a month, or one of each meter where a meter was replaced in the month.
    """

    month: dt.date
    is_baseline: bool | None
    readings: Mapping[str, tuple[Reading, ...]]
    needed: frozenset[str]

    @property
    def is_complete(self) -> bool:
        """Whether every quantity it needs was read, by the meter that was put in as well."""
        return bool(self.needed) and all(self.is_read(name) for name in self.needed)

    def is_read(self, quantity: str) -> bool:
        """Say whether a meter was read that was still there at the end of the month."""
        return any(is_last_of_month(reading) for reading in self.readings.get(quantity, ()))

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The month's amounts: of each quantity the sum over its meters, in the quantity's unit."""
        return {name: total_of(readings) for name, readings in self.readings.items()}


def is_last_of_month(reading: Reading) -> bool:
    """Say whether no other meter took the place of the reading's within its month."""
    replaced_in = reading.meter.replaced_in
    return replaced_in is None or replaced_in > reading.month


def total_of(readings: Iterable[Reading]) -> Decimal:
    """Return what passed the meters of one quantity together, in its unit."""
    return sum((reading.quantity for reading in readings), Decimal(0))


def month_rows(measure: Measure, readings: Iterable[Reading] | None = None) -> list[MonthRow]:
    """Return every month with a reading, oldest first; one query."""
    gathered: dict[dt.date, dict[str, tuple[Reading, ...]]] = {}
    for reading in readings_of(measure) if readings is None else readings:
        of_month = gathered.setdefault(reading.month, {})
        of_month[reading.meter.quantity] = (*of_month.get(reading.meter.quantity, ()), reading)
    start = measure.commissioned_on
    begins = _begins(measure, gathered)
    return [
        MonthRow(
            month,
            None if start is None else month < start,
            gathered[month],
            frozenset(name for name, first in begins.items() if first <= month),
        )
        for month in sorted(gathered)
    ]


def _begins(measure: Measure, gathered: Mapping[dt.date, Mapping[str, Any]]) -> dict[str, dt.date]:
    """Return since when the method needs each quantity: an optional one from its first reading on."""
    begins = {}
    for quantity in measure.method.quantities if measure.method else ():
        read = [month for month, readings in gathered.items() if quantity.name in readings]
        if not quantity.is_optional:
            begins[quantity.name] = dt.date.min
        elif read:
            begins[quantity.name] = min(read)
    return begins


def readings_of(measure: Measure) -> Any:
    """Return the measure's current readings with their meters and people, oldest first."""
    return (
        Reading.objects.current()
        .filter(meter__measure=measure)
        .select_related("meter", "recorded_by", "evidence__blob")
        .order_by("month", "meter_id")
    )


def baseline_rows(measure: Measure, rows: Sequence[MonthRow]) -> list[MonthRow]:
    """
    Return the complete months that lead without a gap to the month before commissioning, oldest first.

    There are none where the method needs none.
    """
    if measure.commissioned_on is None or measure.method is None or not measure.method.least_baseline_months:
        return []
    complete = {row.month: row for row in rows if row.is_complete}
    found = []
    month = month_before(measure.commissioned_on)
    while month in complete:
        found.append(complete[month])
        month = month_before(month)
    return found[::-1]


def figures(rows: Iterable[MonthRow]) -> list[MonthlyFigures]:
    """Return the months as a method sees them."""
    return [MonthlyFigures(row.month, row.amounts) for row in rows]


def unanswered_flags(measure: Measure, months: Iterable[dt.date]) -> list[ReadingFlag]:
    """Return the questions about these months of a measure that the firm has not answered, oldest first."""
    asked = ReadingFlag.objects.open().about(measure).filter(reading__month__in=list(months))
    return list(asked.with_names().order_by("reading__month", "pk"))


def last_reading(meter: Meter) -> Reading | None:
    """Return the newest reading of a meter."""
    return meter.readings.current().order_by("month").last()


def known_of(meter: Meter) -> Known:
    """Return the months a meter has, where it stands, and since when its equipment is gone."""
    rows = list(meter.readings.current().order_by("month").values_list("month", "locked_at", "closing"))
    put_in = Replacement.objects.filter(new=meter).first()
    start = put_in.first_register if put_in else None
    return Known(
        months=tuple(month for month, _locked_at, _closing in rows),
        locked=frozenset(month for month, locked_at, _closing in rows if locked_at),
        closing=rows[-1][2] if rows else start,
        begins=put_in.replaced_on.replace(day=1) if put_in else None,
        ended_on=ends.of(meter.measure),
        is_register=meter.is_register,
    )


def known_of_new(measure: Measure, quantity: Quantity) -> Known:
    """Return what is known of a meter that is still to be added."""
    return Known(ended_on=ends.of(measure), is_register=quantity.is_register)


def bills_of(reading: Reading) -> QuerySet[Bill]:
    """Return the bills whose sum the reading's amount is."""
    last = last_day(reading.month)
    found: QuerySet[Bill] = Bill.objects.valid().filter(
        meter=reading.meter_id, period_from__range=(reading.month, last)
    )
    return found


def reading_of(bill: Bill) -> Reading:
    """Return the current reading of the month that a bill is a part of."""
    found: Reading = bill.meter.readings.current().get(month=bill.period_from.replace(day=1))
    return found


def gross_factors(meter: Meter, period: tuple[dt.date, dt.date]) -> tuple[Factor, Factor]:
    """
    Return the gross and the net calorific value of a meter's fuel, from the tables in use in a period.

    :raises FuelNotStated: if it was not said which fuel the meter counts.
    :raises NoGrossValue: if there is no gross value for it in the meter's unit.
    """
    fuel = parameters_of(meter.measure).get(meter.quantity)
    if not isinstance(fuel, str):
        raise FuelNotStated(field="basis")
    months = (period[0].replace(day=1), last_day(period[1]))
    codes = (f"{fuel}_gcv", f"{fuel}_ncv")
    try:
        found = factors_of(meter.measure.consortium.program, codes, months)
    except FactorMissing:
        raise NoGrossValue(unit=meter.shown_unit, field="basis") from None
    gross, net = (found[code] for code in codes)
    if {gross.unit, net.unit} != {f"MJ/{meter.unit}"}:
        raise NoGrossValue(unit=meter.shown_unit, field="basis")
    return gross, net


def amounts_before(meter: Meter, months: Iterable[dt.date]) -> dict[dt.date, Decimal]:
    """Return {month: amount of the same month a year before} of the meter's quantity, where it was read."""
    years_ago = {month_before(month, 12): month for month in months}
    found: dict[dt.date, Decimal] = {}
    readings = Reading.objects.current().filter(
        meter__measure=meter.measure_id, meter__quantity=meter.quantity, month__in=list(years_ago)
    )
    for reading in readings:
        month = years_ago[reading.month]
        found[month] = found.get(month, Decimal(0)) + reading.quantity
    return found


def missing_quantities(measure: Measure) -> list[Quantity]:
    """Return the quantities of the method that have no meter yet, needed and optional ones."""
    if measure.method is None:
        return []
    known = set(measure.meters.values_list("quantity", flat=True))
    return [quantity for quantity in measure.method.quantities if quantity.name not in known]


def months_to_enter(measure: Measure, known: Known, at: dt.datetime, most: int = 12) -> list[dt.date]:
    """
    Return the months that come next for a meter, at most twelve, none that is not over.

    A meter without readings begins twelve months before operation, or before today while it has not begun;
    where the method needs no baseline it begins with the operation.
    """
    this_month = clock.day(at).replace(day=1)
    if known.next is not None:
        month = known.next
    elif measure.commissioned_on and measure.method and not measure.method.least_baseline_months:
        month = measure.commissioned_on
    else:
        month = month_before(min(measure.commissioned_on or this_month, this_month), most)
    months: list[dt.date] = []
    while month < this_month and len(months) < most and not (known.ended_on and month > known.ended_on):
        months.append(month)
        month = next_month(month)
    return months


def measurable_technologies(program: Program) -> list[Technology]:
    """Return the programme's technologies that a method of ours can measure."""
    return [t for t in Technology.objects.filter(program=program) if t.method in METHODS]


def exposures_to_choose(measure: Measure) -> QuerySet[Exposure]:
    """Return the export rules of the measure's firm that have not ended, and those it serves already."""
    served = measure.exposures.values("exposure")
    return measure.firm.exposures.filter(Q(ended_on__isnull=True) | Q(pk__in=served))
