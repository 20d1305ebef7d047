"""What the tests of this room share."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from applications import operations
from applications.models import Application
from core.users.models import User
from firms.models import Firm
from programs.models import Call, Consortium, Program, Technology
from tests.factories import cases
from tests.factories.people import MOMENT

EXPECTATION = {
    "baseline_sec": Decimal("0.135"),
    "project_sec": Decimal("0.105"),
    "annual_nm3": Decimal(5_000_000),
}
PERIOD = {"starts_on": dt.date(2026, 4, 1), "ends_on": dt.date(2026, 12, 31)}


def add_item(application: Application, technology: Technology, by: User, **extra: Any) -> Any:
    """Add an equipment line by the operation, as a clerk would."""
    terms = {
        "cost_kind": "EQUIPMENT",
        "technology": technology,
        "name": "스크루 압축기 75 kW",
        "cost_won": 200_000_000,
        "quote_supplier": "시험기계",
        "quote_on": dt.date(2026, 1, 20),
        "quote": cases.quote(by),
        "site": "1공장",
        "expectation": EXPECTATION,
        **extra,
    }
    return operations.add_cost_item(application=application, by=by, at=MOMENT, **terms)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared with their English words."""
    with translation.override("en"):
        yield


@pytest.fixture
def factors(program: Program) -> None:
    """The grid factor the method needs (domain.md §4: approval 2024)."""
    from tests.factories.factors import grid

    grid(program.factor_round)


@pytest.fixture
def draft(
    consortium: Consortium,
    selected_plan: Application,
    tier1: Firm,
    tier1_clerk: User,
    technology: Technology,
    factors: None,
) -> Application:
    """A clerk's draft with one compressor of 200 million won."""
    application = operations.draft_application(
        consortium=consortium,
        firm=tier1,
        title="압축기 교체",
        purpose="전력 절감",
        by=tier1_clerk,
        at=MOMENT,
        **PERIOD,
    )
    add_item(application, technology, tier1_clerk)
    return application


@pytest.fixture
def submitted(draft: Application, tier1_rep: User) -> Application:
    return operations.submit(application=draft, by=tier1_rep, at=MOMENT)


@pytest.fixture
def assessed(submitted: Application, officer: User) -> Application:
    return operations.assess(
        application=submitted, recommendation="AWARD", finding="적법하고 계산이 맞음", by=officer, at=MOMENT
    )


@pytest.fixture
def awarded(assessed: Application, funded_call: Call, approving_officer: User) -> Application:
    return operations.award(
        application=assessed,
        amount=120_000_000,
        reason="선정평가 결과에 따름",
        effective_on=MOMENT.date(),
        by=approving_officer,
        at=MOMENT,
    )
