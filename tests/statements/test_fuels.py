"""A furnace that burns gas: every factor of its fuel is frozen with the statement, and it can be signed."""

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest

from core.users.models import User
from firms.models import Firm
from measurement.models import Measure, ReadingFlag
from measurement.operations import add_meter, answer_flag, commission, describe_measure, enter_readings
from programs.models import Consortium, Member
from reporting.statements import operations
from reporting.statements.queries import recompute
from tests.factories.programmes import TechnologyFactory
from tests.measurement.conftest import months
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db

#: what each month counts in the year before, and in January to March; gas and goods come as such amounts
KWH, GAS, TREATED = (10_000, 8_000), (5_000, 4_000), (200, 200)
METERS = (("furnace_kwh", "kWh", KWH), ("fuel_nm3", "Nm3", GAS), ("treated_t", "t", TREATED))
#: kg CO2eq of a Nm³: 38.9 MJ, 56,100 kg CO2, 1 kg CH4 × 28 and 0.1 kg N2O × 265 a TJ
A_CUBIC_METRE = Fraction(389, 10) * (56_100 + 28 + Fraction(265, 10)) / 10**6
A_KWH = Fraction("0.4541")


@pytest.fixture
def furnace(
    factors: int, consortium: Consortium, tier1_member: Member, tier1: Firm, tier1_clerk: User,
    moment: dt.datetime, later: dt.datetime,
) -> Measure:  # fmt: skip
    technology = TechnologyFactory(program=consortium.program, code="heat_treatment", method="heat_treatment")
    stated = {"baseline_kwh": 50, "project_kwh": 40, "annual_output": 2_400}
    measure = describe_measure(
        firm=tier1, consortium=consortium, technology=technology, name="침탄로", site="부산 1공장",
        expectation={name: Decimal(number) for name, number in stated.items()}, by=tier1_clerk, at=moment,
    )  # fmt: skip
    for number, (quantity, unit, (before, after)) in enumerate(METERS):
        meter = add_meter(
            measure=measure, quantity=quantity, unit=unit, serial=f"F-{number}", by=tier1_clerk, at=moment
        )
        counted = [before] * 12 + [after] * 3
        ends = list(itertools.accumulate(counted)) if meter.is_register else counted
        rows = months(dt.date(2025, 1, 1), ends)
        enter_readings(meter=meter, opening=Decimal(0), rows=rows, by=tier1_clerk, at=later)
    return commission(
        measure=measure, commissioned_on=FROM, parameters={"fuel_nm3": "city_gas"}, by=tier1_clerk, at=later
    )


class TestFurnace:
    def test_is_verified_with_all_factors_of_its_gas(
        self, furnace: Measure, tier1_clerk: User, tier1_rep: User, officer: User, verifier: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        found = operations.calculate(
            measure=furnace, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
        )
        saved = 3 * ((KWH[0] - KWH[1]) * A_KWH + (GAS[0] - GAS[1]) * A_CUBIC_METRE)
        assert found.reduction_kg == floor(saved)
        frozen = set(found.rows.filter(factor__isnull=False).values_list("factor__code", flat=True))
        assert frozen == {
            "grid_electricity", "city_gas_ncv", "city_gas_co2", "city_gas_ch4", "city_gas_n2o", "gwp_ch4",
            "gwp_n2o",
        }  # fmt: skip
        assert recompute(found).figures_hash == found.figures_hash
        for flag in ReadingFlag.objects.open():  # the same amounts month by month
            answer_flag(flag=flag, answer="시험 자료입니다.", by=tier1_clerk, at=later)
        found = operations.submit_statement(statement=found, by=tier1_rep, at=later)
        found = operations.assign_verifier(statement=found, verifier=verifier, by=officer, at=later)
        assert operations.verify(statement=found, by=verifier, at=later).status == "VERIFIED"
