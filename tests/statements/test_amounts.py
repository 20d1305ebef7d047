"""From amounts by month and bills to verified tonnes: a fuel switch, and the gases of a chip maker."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest

from core.users.models import User
from firms.models import Firm
from measurement.models import Measure, Meter, ReadingFlag
from measurement.operations import (
    add_meter,
    answer_flag,
    commission,
    describe_measure,
    enter_bill,
    enter_readings,
    replace_meter,
)
from programs.models import Consortium, Member
from reporting.statements import operations
from reporting.statements.models import Statement
from reporting.statements.queries import recompute
from tests.factories.programmes import TechnologyFactory
from tests.measurement.conftest import months
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db

#: kg CO2eq of a GJ: city gas and B-C oil, with CH4 × 28 and N2O × 265
GAS_GJ = (56_100 + 1 * 28 + Fraction(1, 10) * 265) / 1000
OIL_GJ = (80_300 + 3 * 28 + Fraction(6, 10) * 265) / 1000
A_KWH = Fraction("0.4541")


def verified(
    measure: Measure, firm: tuple[User, User], office: tuple[User, User], at: dt.datetime
) -> Statement:
    """Take the three months from calculation to signature, every question answered."""
    (clerk, rep), (officer, verifier) = firm, office
    found = operations.calculate(measure=measure, period_from=FROM, period_until=UNTIL, by=clerk, at=at)
    assert recompute(found).figures_hash == found.figures_hash
    for flag in ReadingFlag.objects.open():
        answer_flag(flag=flag, answer="주문이 줄었습니다.", by=clerk, at=at)
    found = operations.submit_statement(statement=found, by=rep, at=at)
    found = operations.assign_verifier(statement=found, verifier=verifier, by=officer, at=at)
    return operations.verify(statement=found, by=verifier, at=at)


def meter(measure: Measure, quantity: str, unit: str, by: User, at: dt.datetime) -> Meter:
    return add_meter(measure=measure, quantity=quantity, unit=unit, serial=f"S-{quantity}", by=by, at=at)


class TestFuelSwitch:
    def test_by_bills_in_gross_energy(
        self, boiler: Measure, tier1_clerk: User, tier1_rep: User, officer: User, verifier: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        """1,000 GJ of heat a month from 25,500 Nm³ of gas, billed as 25,500 × 42.7 MJ gross."""
        heat = meter(boiler, "heat_gj", "GJ", tier1_clerk, later)
        gas = meter(boiler, "fuel_nm3", "Nm3", tier1_clerk, later)
        rows = months(FROM, [1_000, 2_000, 3_000])
        enter_readings(meter=heat, opening=Decimal(0), rows=rows, by=tier1_clerk, at=later)
        for month, last in ((1, 31), (2, 28), (3, 31)):
            enter_bill(
                meter=gas, number=f"2026-{month}", period_from=dt.date(2026, month, 1),
                period_until=dt.date(2026, month, last), basis="GROSS_MJ",
                stated=25_500 * Decimal("42.7"), by=tier1_clerk, at=later,
            )  # fmt: skip

        found = verified(boiler, (tier1_clerk, tier1_rep), (officer, verifier), later)

        before = 3_000 / Fraction(85, 100) * OIL_GJ
        after = 3 * 25_500 * Fraction(389, 10_000) * GAS_GJ
        assert (found.status, found.reduction_kg) == ("VERIFIED", floor(before - after))
        assert found.rows.get(code="fuel_gj").value == Decimal("2975.85")

    def test_with_a_heat_meter_replaced_in_february(
        self, boiler: Measure, tier1_clerk: User, tier1_rep: User, officer: User, verifier: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        """500 GJ by the old meter and 500 by the new one are the 1,000 GJ of the month."""
        heat = meter(boiler, "heat_gj", "GJ", tier1_clerk, later)
        gas = meter(boiler, "fuel_nm3", "Nm3", tier1_clerk, later)
        enter_readings(meter=heat, opening=Decimal(0), rows=months(FROM, [1_000]), by=tier1_clerk, at=later)
        new = replace_meter(
            meter=heat, replaced_on=dt.date(2026, 2, 14), last_register=Decimal(1_500), serial="H-2",
            first_register=Decimal(70), reason="고장으로 교체함", by=tier1_clerk, at=later,
        )  # fmt: skip
        rows = months(dt.date(2026, 2, 1), [570, 1_570])
        enter_readings(meter=new, rows=rows, by=tier1_clerk, at=later)
        enter_readings(meter=gas, rows=months(FROM, [25_000, 26_000, 25_500]), by=tier1_clerk, at=later)

        found = verified(boiler, (tier1_clerk, tier1_rep), (officer, verifier), later)

        assert found.rows.get(code="heat_gj").value == 3_000
        read = [reading for one in (heat, new) for reading in one.readings.order_by("month")]
        assert [reading.locked_by for reading in read] == [verifier] * 4
        assert recompute(found).figures_hash == found.figures_hash


#: a fluorinated gas of which four fifths react, abated at 95 %
GASES: dict[str, Any] = {
    "sf6_use_percent": Decimal(80), "sf6_fed_after": Decimal(100), "sf6_destroyed_after": Decimal(95),
}  # fmt: skip


class TestGases:
    def test_by_weight_and_hours(
        self, factors: int, consortium: Consortium, tier1_member: Member, tier1: Firm, tier1_clerk: User,
        tier1_rep: User, officer: User, verifier: User, later: dt.datetime,
    ) -> None:  # fmt: skip
        """0.9 × FC × 0.2 × 0.95 × 23,500, while the abatement runs, less the scrubber's electricity."""
        technology = TechnologyFactory(program=consortium.program, code="f_gas", method="f_gas")
        expected = {
            **GASES, "annual_sf6_kg": Decimal(120), "uptime_percent": Decimal(90),
            "annual_scrubber_kwh": Decimal(1_200),
        }  # fmt: skip
        measure = describe_measure(
            firm=tier1, consortium=consortium, technology=technology, name="스크러버", site="부산 1공장",
            expectation=expected, by=tier1_clerk, at=later,
        )  # fmt: skip
        commission(measure=measure, commissioned_on=FROM, parameters=GASES, by=tier1_clerk, at=later)
        entered = (
            ("scrubber_kwh", "kWh", [100, 200, 300]), ("tool_hours", "h", [700, 650, 720]),
            ("abated_hours", "h", [700, 650, 720]), ("sf6_kg", "kg", [10, 11, 9]),
        )  # fmt: skip
        for quantity, unit, ends in entered:
            enter_readings(
                meter=meter(measure, quantity, unit, tier1_clerk, later), opening=Decimal(0),
                rows=months(FROM, ends), by=tier1_clerk, at=later,
            )  # fmt: skip

        found = verified(measure, (tier1_clerk, tier1_rep), (officer, verifier), later)

        destroyed = Fraction(9, 10) * 30 * Fraction(2, 10) * Fraction(95, 100) * 23_500
        assert (found.status, found.reduction_kg) == ("VERIFIED", floor(destroyed - 300 * A_KWH))
