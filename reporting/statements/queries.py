"""Reading statements: what a measure's figures come to, the hash of them, who could verify."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncMonth

from applications.models import Application, CostItem
from core.users.models import Role, User
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement.methods import Calculation, Method
from measurement.models import Bill, Factor, Measure, Reading
from measurement.queries import (
    MonthRow,
    baseline_rows,
    factor_values,
    factors_of,
    figures,
    last_day,
    month_before,
    month_rows,
    next_month,
    parameters_of,
)
from reporting.statements.models import Statement, StatementQuerySet
from reporting.statements.permissions import could_verify
from reporting.statements.refusals import (
    BaselineIncomplete,
    BeforeOperation,
    InvalidPeriod,
    MonthsIncomplete,
    NoMethod,
    NotInOperation,
)

#: what is stored of a value; calculations go on with the unrounded one
STORED = Decimal(1).scaleb(-18)


@dataclass(frozen=True)
class Computed:
    """A calculation with all it rests on: months, factors, and the hash over everything."""

    method: Method
    baseline: tuple[MonthRow, ...]
    project: tuple[MonthRow, ...]
    factors: Mapping[str, Factor]
    calculation: Calculation
    figures_hash: str

    @property
    def readings(self) -> list[Any]:
        """Return every reading it rests on."""
        rows = (*self.baseline, *self.project)
        return [reading for row in rows for of_meters in row.readings.values() for reading in of_meters]


def compute(
    measure: Measure,
    period_from: dt.date,
    period_until: dt.date,
    factors: Mapping[str, Factor] | None = None,
    readings: Iterable[Reading] | None = None,
) -> Computed:
    """
    Return the measure's reduction over whole months, with the programme's factors or the given frozen ones.

    Without `readings`, those that hold now.

    :raises NoMethod, NotInOperation, InvalidPeriod, BeforeOperation: if there is nothing to calculate.
    :raises BaselineIncomplete: if fewer than twelve complete months lead up to the first month of operation.
    :raises MonthsIncomplete: naming the months of the period without all readings.
    """
    method = _check_period(measure, period_from, period_until)
    rows = month_rows(measure, readings)
    baseline = baseline_rows(measure, rows)
    if len(baseline) < method.least_baseline_months:
        raise _incomplete(measure, method, baseline)
    project = _project_rows(rows, period_from, period_until)
    stated = parameters_of(measure)
    if factors is None:
        codes = method.factors_needed(stated)
        factors = factors_of(measure.consortium.program, codes, (period_from, period_until))
    calculation = method.reduction(figures(baseline), figures(project), factor_values(factors), stated)
    return Computed(
        method=method,
        baseline=tuple(baseline),
        project=tuple(project),
        factors=factors,
        calculation=calculation,
        figures_hash=figures_hash(measure, calculation, [*baseline, *project], factors),
    )


def _check_period(measure: Measure, period_from: dt.date, period_until: dt.date) -> Method:
    if measure.method is None:
        raise NoMethod
    if measure.commissioned_on is None:
        raise NotInOperation
    if period_from.day != 1 or period_until != last_day(period_until) or period_until < period_from:
        raise InvalidPeriod(field="period_until")
    if period_from < measure.commissioned_on:
        raise BeforeOperation(month=f"{measure.commissioned_on:%Y-%m}", field="period_from")
    return measure.method


def _incomplete(measure: Measure, method: Method, baseline: Sequence[MonthRow]) -> BaselineIncomplete:
    start = measure.commissioned_on
    assert start is not None  # noqa: S101 - _check_period has asked
    missing = month_before(baseline[0].month if baseline else start)
    return BaselineIncomplete(
        start=f"{start:%Y-%m}",
        months=len(baseline),
        least=method.least_baseline_months,
        missing=f"{missing:%Y-%m}",
    )


def _project_rows(rows: Sequence[MonthRow], period_from: dt.date, period_until: dt.date) -> list[MonthRow]:
    complete = {row.month: row for row in rows if row.is_complete}
    months = []
    month = period_from
    while month <= period_until:
        months.append(month)
        month = next_month(month)
    missing = [month for month in months if month not in complete]
    if missing:
        raise MonthsIncomplete(
            months=", ".join(f"{month:%Y-%m}" for month in missing[:12]), field="period_until"
        )
    return [complete[month] for month in months]


def recompute(statement: Statement, readings: Iterable[Reading] | None = None) -> Computed:
    """Return what its figures come to with the factors it froze and the readings, by default today's."""
    rows = statement.rows.select_related("factor")
    factors = {row.factor.code: row.factor for row in rows if row.factor}
    return compute(statement.measure, statement.period_from, statement.period_until, factors, readings)


def standing_figures(statement: Statement) -> Computed | None:
    """
    Return the statement's figures as they are now if they come to what it says; None if they don't.

    Until it is signed, its factors must still be of the versions that the programme uses for its months. A
    restatement keeps those that were signed.
    """
    is_bound = statement.is_signed or statement.restates_id
    try:
        computed = recompute(statement)
        if not is_bound and _factors_in_use(statement, computed) != computed.factors:
            return None
    except Refusal:
        return None
    return computed if computed.figures_hash == statement.figures_hash else None


def _factors_in_use(statement: Statement, computed: Computed) -> Mapping[str, Factor]:
    period = (statement.period_from, statement.period_until)
    return factors_of(statement.measure.consortium.program, computed.factors, period)


def stands(statement: Statement) -> bool:
    """Say whether the statement's figures still come to what it says."""
    return standing_figures(statement) is not None


def rests_on(reading: Reading) -> bool:
    """Say whether a verified statement rests on the reading, or on the month after."""
    later = reading.meter.readings.current().filter(month__gt=reading.month).order_by("month").first()
    return bool(reading.locked_at or (later and later.locked_at))


def signed_readings(statement: Statement) -> Any:
    """Return the current readings of the measure that verified statements rest on, newest first."""
    return (
        Reading.objects.current()
        .locked()
        .filter(meter__measure=statement.measure_id, month__lte=statement.period_until)
        .select_related("meter")
        .order_by("-month", "meter_id")
    )


def signed_bills(measure: Measure) -> Any:
    """Return the measure's bills that count and on whose months verified statements rest, newest first."""
    signed = Reading.objects.current().locked().filter(meter=OuterRef("meter"), month=OuterRef("month"))
    bills = Bill.objects.valid().filter(meter__measure=measure).annotate(month=TruncMonth("period_from"))
    return bills.filter(Exists(signed)).select_related("meter").order_by("-period_from", "-pk")


def figures_hash(
    measure: Measure, calculation: Calculation, rows: Sequence[MonthRow], factors: Mapping[str, Factor]
) -> str:
    """Return the SHA-256 over readings, factors, parameters and rows: what a verifier signs."""
    facts = {
        "measure": measure.public_id,
        "method": [measure.technology.method, calculation.form],
        "commissioned_on": str(measure.commissioned_on),
        "parameters": _bearing(measure, rows),
        "readings": [
            [f"{row.month:%Y-%m}", name, *_registers(reading)]
            for row in rows
            for name, of_meters in sorted(row.readings.items())
            for reading in of_meters
        ],
        "factors": [
            [f.purpose, f.code, f.approval_round, _plain(f.value), f.unit] for _, f in sorted(factors.items())
        ],
        "rows": [[row.code, row.expression, _plain(row.value), row.unit] for row in calculation.rows],
        "reduction_kg": calculation.reduction_kg,
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _registers(reading: Reading) -> list[str]:
    """Return what a reading says; how its register turned only where it did, so that old hashes hold."""
    registers = [_plain(reading.opening), _plain(reading.closing)]
    return [*registers, reading.turn, _plain(reading.carried)] if reading.turn else registers


def _bearing(measure: Measure, rows: Sequence[MonthRow]) -> dict[str, str]:
    """Return the parameters that bear on these months: one that holds from a later month on does not."""
    last = f"{max(row.month for row in rows):%Y-%m}"
    fields = measure.method.parameter_fields if measure.method else ()
    dated = {field.name for field in fields if field.is_month}
    return {n: text for n, text in measure.parameters.items() if n not in dated or text <= last}


def _plain(value: Decimal) -> str:
    """Return a number in one way of writing, whatever zeros it was stored with."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def possible_verifiers(statement: Statement, at: dt.datetime) -> list[User]:
    """Return the active people to whom the statement could be assigned, by name."""
    day = clock.day(at)
    held = Q(assignments__role=Role.VERIFIER, assignments__valid_from__lte=day)
    held &= Q(assignments__valid_until__isnull=True) | Q(assignments__valid_until__gte=day)
    people = User.objects.filter(held, is_active=True).distinct().order_by("name", "pk")
    return [user for user in people if could_verify(user, statement, at=at)]


def statements_of(measure: Measure, user: Any) -> StatementQuerySet:
    """Return the measure's statements that this person may see, newest first."""
    found: StatementQuerySet = Statement.objects.visible_to(user).filter(measure=measure)
    return found.select_related("verifier")


def measures_to_verify(user: Any) -> Q:
    """Return the condition over measures that opens those of a verifier's statements to them."""
    return Q(pk__in=Statement.objects.filter(verifier=user.pk).values("measure_id"))


def statements_in(application: Application) -> list[int]:
    """Return the ids of the statements about the measures of a case."""
    found = Statement.objects.filter(measure__cost_item__application=application)
    return list(found.order_by("pk").values_list("pk", flat=True))


def measures_in_drafts() -> Q:
    """Return the condition over measures that only an application which was never handed in describes."""
    drafts = CostItem.objects.filter(application__submitted_at__isnull=True, measure__isnull=False)
    return Q(pk__in=drafts.values("measure"))
