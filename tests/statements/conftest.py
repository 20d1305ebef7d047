"""Statements over January to March 2026 of the metered compressor, at each step of their way."""

import datetime as dt

import pytest

from core.users.models import User
from measurement.models import Measure, Reading
from reporting.statements import operations
from reporting.statements.models import Statement, VerificationFinding
from tests.measurement.conftest import air, boiler, electricity, factors, in_english, later, measure, metered

__all__ = ["air", "boiler", "electricity", "factors", "in_english", "later", "measure", "metered"]

FROM, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


@pytest.fixture
def calculated(metered: Measure, tier1_clerk: User, later: dt.datetime) -> Statement:
    """27,246 kg: (3 × 90,000 − 3 × 70,000) kWh × 0.4541."""
    return operations.calculate(
        measure=metered, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
    )


@pytest.fixture
def submitted(calculated: Statement, tier1_rep: User, later: dt.datetime) -> Statement:
    return operations.submit_statement(statement=calculated, by=tier1_rep, at=later)


@pytest.fixture
def assigned(submitted: Statement, officer: User, verifier: User, later: dt.datetime) -> Statement:
    return operations.assign_verifier(statement=submitted, verifier=verifier, by=officer, at=later)


@pytest.fixture
def verified(assigned: Statement, verifier: User, later: dt.datetime) -> Statement:
    return operations.verify(statement=assigned, reason="계측 자료와 일치합니다.", by=verifier, at=later)


@pytest.fixture
def february(assigned: Statement) -> Reading:
    """Tier 1's electricity of February 2026, on which the statement rests."""
    return Reading.objects.get(
        meter__measure=assigned.measure, meter__quantity="electricity_kwh", month=dt.date(2026, 2, 1)
    )


@pytest.fixture
def finding(
    assigned: Statement, february: Reading, verifier: User, later: dt.datetime
) -> VerificationFinding:
    """The verifier finds that the statement overstates by 1,246 kg."""
    return operations.raise_finding(
        statement=assigned, kind="MISSTATEMENT", what="2월 전력량이 고지서보다 적습니다.", effect_kg=1_246,
        readings=[february], by=verifier, at=later,
    )  # fmt: skip


@pytest.fixture
def answered(finding: VerificationFinding, tier1_clerk: User, later: dt.datetime) -> VerificationFinding:
    return operations.answer_finding(
        finding=finding, answer="고지서를 잘못 옮겨 적었습니다.", by=tier1_clerk, at=later
    )
