"""A compressor of the tier-1 firm, with its two meters."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.utils import translation

from core.users.models import User
from firms.models import Firm
from measurement.loader import load_factors
from measurement.models import Measure, Meter
from measurement.operations import add_meter, commission, describe_measure, enter_readings
from measurement.queries import next_month
from programs.models import Consortium, Member, Technology
from tests.factories.people import SEOUL
from tests.factories.programmes import TechnologyFactory

EXPECTATION = {"baseline_sec": "0.135", "project_sec": "0.105", "annual_nm3": "8000000"}


@pytest.fixture(autouse=True)
def in_english():
    """What the tests match is written in English; pages choose the language of their reader."""
    with translation.override("en"):
        yield


@pytest.fixture
def factors(db: None, moment: dt.datetime) -> int:
    return load_factors(by=None, at=moment)


@pytest.fixture
def measure(
    factors: int,
    consortium: Consortium,
    tier1_member: Member,
    tier1: Firm,
    technology: Technology,
    tier1_clerk: User,
    moment: dt.datetime,
) -> Measure:
    """A compressor that is expected to save 8,000,000 × 0.030 × 0.4541 = 108,984 kg a year."""
    return describe_measure(
        firm=tier1,
        consortium=consortium,
        technology=technology,
        name="스크루 압축기 75 kW",
        site="부산 1공장",
        expectation={name: Decimal(text) for name, text in EXPECTATION.items()},
        by=tier1_clerk,
        at=moment,
    )


def months(first: dt.date, registers: Sequence[str | int]) -> list[tuple[dt.date, Decimal]]:
    """Return rows for `enter_readings`: one month after the other, each with its register at the end."""
    rows, month = [], first
    for register in registers:
        rows.append((month, Decimal(register)))
        month = next_month(month)
    return rows


@pytest.fixture
def later() -> dt.datetime:
    """A day on which the months of the project are over."""
    return dt.datetime(2026, 6, 1, 9, 0, tzinfo=SEOUL)


@pytest.fixture
def electricity(measure: Measure, tier1_clerk: User, moment: dt.datetime) -> Meter:
    return add_meter(
        measure=measure, quantity="electricity_kwh", unit="kWh", serial="E-1", by=tier1_clerk, at=moment
    )


@pytest.fixture
def air(measure: Measure, tier1_clerk: User, moment: dt.datetime) -> Meter:
    return add_meter(measure=measure, quantity="air_nm3", unit="Nm3", serial="A-1", by=tier1_clerk, at=moment)


@pytest.fixture
def metered(electricity: Meter, air: Meter, tier1_clerk: User, later: dt.datetime) -> Measure:
    """
    Twelve baseline months of 2025 and January to March 2026.

    Baseline 90,000 kWh and 666,667 Nm³ a month; project 70,000 kWh for the same air.
    """
    kwh = [90_000 * n for n in range(1, 13)] + [1_080_000 + 70_000 * n for n in range(1, 4)]
    for meter, registers in ((electricity, kwh), (air, [666_667 * n for n in range(1, 16)])):
        enter_readings(
            meter=meter,
            opening=Decimal(0),
            rows=months(dt.date(2025, 1, 1), registers),
            by=tier1_clerk,
            at=later,
        )
    return commission(
        measure=electricity.measure, commissioned_on=dt.date(2026, 1, 1), by=tier1_clerk, at=later
    )


#: B-C oil at 85 % before, city gas at 92 % afterwards
SWITCH = {
    "old_fuel": "bc_oil", "old_efficiency_percent": Decimal(85), "new_fuel": "city_gas",
    "new_efficiency_percent": Decimal(92), "annual_gj": Decimal(12_000),
}  # fmt: skip


@pytest.fixture
def boiler(
    factors: int, consortium: Consortium, tier1_member: Member, tier1: Firm, tier1_clerk: User,
    moment: dt.datetime, later: dt.datetime,
) -> Measure:  # fmt: skip
    """A boiler that burns city gas instead of B-C oil since January 2026; its gas comes by bills."""
    technology = TechnologyFactory(program=consortium.program, code="fuel_switch", method="fuel_switch")
    measure = describe_measure(
        firm=tier1, consortium=consortium, technology=technology, name="보일러", site="부산 1공장",
        expectation=SWITCH, by=tier1_clerk, at=moment,
    )  # fmt: skip
    stated = {name: SWITCH[name] for name in ("old_fuel", "old_efficiency_percent")}
    return commission(
        measure=measure, commissioned_on=dt.date(2026, 1, 1), parameters={**stated, "fuel_nm3": "city_gas"},
        by=tier1_clerk, at=later,
    )  # fmt: skip
