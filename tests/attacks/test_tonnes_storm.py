"""Everything at once for a while: nobody waits in a circle, and in the end the books and the totals agree."""

import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from core.users.models import User
from core.workflow.refusals import Refusal
from programs.models import Consortium
from reporting.claims import operations as claims
from reporting.claims.models import Claim
from reporting.dashboards.books import claims as books
from reporting.statements.models import Statement
from reporting.tallies import queries
from tests.attacks.test_tonnes_at_once import END_OF_JANUARY, FEBRUARY, JANUARY, UNTIL, WHY, sign
from tests.claims.conftest import creditable, make, offset, restate_down
from tests.statements.conftest import air, electricity, factors, later, measure, metered
from tests.tallies.test_kept import everything, up_to_date

__all__ = ["air", "electricity", "factors", "later", "measure", "metered", "sign"]

SECONDS = 4


class Storm:
    """Hands that each do one kind of thing again and again, and what came of it."""

    def __init__(self) -> None:
        self.until = time.monotonic() + SECONDS
        self.came: Counter[str] = Counter()
        self.errors: list[BaseException] = []

    def hand(self, act: Callable[[random.Random], Any], seed: int) -> threading.Thread:
        def run() -> None:
            dice = random.Random(seed)
            try:
                while time.monotonic() < self.until and not self.errors:
                    try:
                        act(dice)
                        self.came[act.__name__] += 1
                    except Refusal as refusal:
                        self.came[f"{act.__name__}: {type(refusal).__name__}"] += 1
            except Exception as error:
                self.errors.append(error)
            finally:
                connection.close()

        return threading.Thread(target=run)

    def rage(self, *acts: Callable[[random.Random], Any]) -> None:
        hands = [self.hand(act, seed) for seed, act in enumerate(acts)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join(timeout=SECONDS * 10)


@pytest.mark.django_db(transaction=True)
def test_claims_restatements_and_counts(
    sign: Any, consortium: Consortium, anchor_rep: User, officer: User, later: dt.datetime
) -> None:
    creditable(consortium)
    lots = [sign(JANUARY, END_OF_JANUARY), sign(FEBRUARY, UNTIL)]
    left = {lot.pk: lot.booked_kg for lot in lots}

    def any_claim(dice: random.Random) -> dict[str, Any]:
        found = list(Claim.objects.standing().filter(retired_at=None))
        return {"claim": dice.choice(found or [None]), "reason": WHY, "by": anchor_rep, "at": later}

    def on_any(operation: Any) -> Callable[[random.Random], Any]:
        def act(dice: random.Random) -> None:
            given = any_claim(dice)
            if given["claim"]:
                operation(**given)

        act.__name__ = operation.__name__
        return act

    def report(dice: random.Random) -> None:
        make(consortium, anchor_rep, later, dice.randrange(1, 6_000))

    def give_outside(dice: random.Random) -> None:
        offset(consortium, anchor_rep, later, dice.randrange(1_000, 6_000))

    def restate(dice: random.Random) -> None:
        lot, less = dice.choice(lots), dice.randrange(1, 40)
        if left[lot.pk] < less:
            return
        with transaction.atomic():
            Statement.objects.lock(lot.pk)
            restate_down(lot, less, by=officer, at=later)
        left[lot.pk] -= less

    def count(_dice: random.Random) -> None:
        up_to_date()

    def count_all(_dice: random.Random) -> None:
        assert everything().differences == 0

    def publish(_dice: random.Random) -> None:
        queries.count(consortium.program, until=queries.newest_transfer())

    storm = Storm()
    storm.rage(
        report, report, give_outside, on_any(claims.release), on_any(claims.release),
        on_any(claims.replace_missing), on_any(claims.replace_missing), on_any(claims.release_missing),
        restate, count, count_all, publish,
    )  # fmt: skip
    assert storm.errors == [], storm.came
    up_to_date()
    assert everything().differences == 0
    assert [books.identity().differences, books.held().differences] == [[], []]
    assert sum(
        line.figures.verified_kg for line in queries.count(consortium.program) if line.dimension == "PROGRAM"
    ) == sum(left.values())
