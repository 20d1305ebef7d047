"""A consortium with 27,246 verified kg of 2026, and what is claimed of them."""

import datetime as dt
from typing import Any

import pytest

from core.ledger.models import Account, Transfer, Unit
from core.ledger.operations import Move, account, outside, post_event
from core.users.models import User
from programs.models import Consortium, FundingRule
from reporting.claims import operations
from reporting.claims.models import Claim
from reporting.claims.operations.claiming import Answers
from reporting.statements import claimed
from reporting.statements.models import Statement
from tests.factories.people import FIRST_DAY
from tests.measurement.conftest import air, electricity, factors, in_english, later, measure, metered
from tests.statements.conftest import assigned, calculated, submitted, verified

__all__ = [
    "air", "assigned", "calculated", "electricity", "factors", "in_english", "later", "measure", "metered",
    "submitted", "verified",
]  # fmt: skip

FIT = Answers(
    is_legal_duty=False,
    is_in_own_boundary=False,
    is_used_elsewhere=False,
    is_ownership_agreed=True,
    crediting_period="RENEWABLE_5",
)


def make(consortium: Consortium, by: User, at: dt.datetime, kilograms: int = 10_000, **terms: Any) -> Claim:
    """Claim kilograms of 2026, for a Scope 3 report unless said otherwise."""
    given = {"purpose": "SCOPE3", "category": 1, "year": 2026, "reason": "2026년 공급망 보고", **terms}
    return operations.claim(consortium=consortium, kilograms=kilograms, by=by, at=at, **given)


def offset(consortium: Consortium, by: User, at: dt.datetime, kilograms: int, **terms: Any) -> Claim:
    """Claim kilograms of 2026 for an external project."""
    given = {"purpose": "EXTERNAL_PROJECT", "category": None, "answers": FIT, **terms}
    return make(consortium, by, at, kilograms, **given)


def creditable(consortium: Consortium, basis_points: int = 10_000) -> None:
    """Let so much of subsidised tonnes count outside."""
    FundingRule.objects.create(
        program=consortium.program, kind="CREDITABLE", value=basis_points, valid_from=FIRST_DAY,
        source_ko="시험 자료", source_en="Test data",
    )  # fmt: skip


def restate_down(lot: Statement, kilograms: int, *, by: User, at: dt.datetime) -> None:
    """Post what a restatement by so much less posts: out of the share first, then out of claims."""
    whose, event = lot.measure.consortium_id, f"restate:{lot.pk}:{Transfer.objects.count()}"
    share = account(lot.owner, f"share:{whose}", Unit.KILOGRAM)
    share = Account.objects.select_for_update(no_key=True).get(pk=share.pk)
    own = min(share.balance, kilograms)
    moves = [Move(f"{event}:{whose}", share, outside("verified", Unit.KILOGRAM), own)] if own else []
    if kilograms > own:
        lacking = {"lot_id": lot.pk, "consortium_id": whose, "kilograms": kilograms - own}
        moves += claimed.make_up(**lacking, at=at, by=by, event=event)
    post_event(moves=moves, effective_on=lot.period_until, at=at, by=by, event=event)


@pytest.fixture
def claim(verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime) -> Claim:
    """10,000 kg for the anchor's Scope 3 report."""
    return make(consortium, anchor_rep, later)
