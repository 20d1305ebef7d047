"""Kilograms: a measure is metered and taken into operation, months are calculated, handed in, verified."""

import datetime as dt
from decimal import Decimal
from random import Random

from measurement import operations as measurement
from measurement.models import Measure
from reporting.statements import operations
from reporting.statements.models import Statement
from tests.factories.people import FIRST_DAY
from tests.life_cycle.moves.picking import pick
from tests.life_cycle.world import World

STATEMENTS = Statement.objects.all()
IN_USE = Measure.objects.filter(cost_item__application__status="ACCEPTED")
#: per month: kWh and Nm³, before and after the first day of 2026
BEFORE, AFTER = (90_000, 700_000), (70_000, 700_000)
MONTHS = 10


def _months(column: int) -> list[tuple[dt.date, Decimal]]:
    register, rows = Decimal(0), []
    for n in range(12 + MONTHS):
        register += (BEFORE if n < 12 else AFTER)[column]
        rows.append((dt.date(2025 + n // 12, n % 12 + 1, 1), register))
    return rows


def meter(world: World, rng: Random) -> None:
    measure = pick(rng, IN_USE.filter(meters=None), IN_USE)
    by = world.of(measure.firm_id)
    for column, (quantity, unit) in enumerate((("electricity_kwh", "kWh"), ("air_nm3", "Nm3"))):
        added = measurement.add_meter(
            measure=measure,
            quantity=quantity,
            unit=unit,
            serial=f"{quantity}-{measure.pk}",
            by=by,
            at=world.at,
        )
        measurement.enter_readings(meter=added, opening=Decimal(0), rows=_months(column), by=by, at=world.at)
    measurement.commission(measure=measure, commissioned_on=FIRST_DAY, by=by, at=world.at)


def calculate(world: World, rng: Random) -> None:
    measure = pick(rng, IN_USE.filter(commissioned_on__isnull=False), IN_USE)
    month = rng.randint(1, MONTHS)
    first = dt.date(2026, month, 1)
    last = dt.date(2026, month + 1, 1) - dt.timedelta(days=1)
    operations.calculate(
        measure=measure, period_from=first, period_until=last, by=world.of(measure.firm_id), at=world.at
    )


def submit_statement(world: World, rng: Random) -> None:
    statement = pick(rng, STATEMENTS.filter(status="CALCULATED"), STATEMENTS)
    operations.submit_statement(statement=statement, by=world.of(statement.measure.firm_id), at=world.at)


def assign_verifier(world: World, rng: Random) -> None:
    statement = pick(rng, STATEMENTS.filter(status="SUBMITTED"), STATEMENTS)
    operations.assign_verifier(statement=statement, verifier=world.verifier, by=world.officer, at=world.at)


def verify(world: World, rng: Random) -> None:
    statement = pick(rng, STATEMENTS.filter(status="ASSIGNED"), STATEMENTS)
    operations.verify(statement=statement, reason="적정", by=world.verifier, at=world.at)


def return_statement(world: World, rng: Random) -> None:
    statement = pick(rng, STATEMENTS.filter(status="ASSIGNED"), STATEMENTS)
    operations.return_statement(statement=statement, reason="보완", by=world.verifier, at=world.at)


MOVES = (meter, calculate, submit_statement, assign_verifier, verify, return_statement)
