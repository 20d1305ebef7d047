"""The same tonne claimed twice at the same moment: one claim lives, round after round."""

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import Refusal
from programs.models import Consortium
from reporting.claims import operations
from reporting.claims.models import Claim
from reporting.dashboards.books import claims as books
from reporting.statements.models import Statement
from tests.claims.conftest import creditable, make, offset, restate_down
from tests.ledger.test_threads import at_once

ALL, TONNE = 27_246, 1_000
PATIENCE_SECONDS = 120

Claiming = Callable[..., Claim]


class Race:
    """Two people, each on a connection of their own, who claim the last tonne of a share, again and again."""

    def __init__(self, consortium: Consortium, by: User, at: dt.datetime) -> None:
        self.consortium, self.by, self.at = consortium, by.pk, at
        self.outcomes: dict[str, list[str]] = {}
        #: how many claims held the tonne at the end of each round
        self.standing: list[int] = []
        self.start = threading.Barrier(2)
        self.end = threading.Barrier(2, action=self._count)

    def _count(self) -> None:
        self.standing.append(Claim.objects.standing().filter(kilograms=TONNE).count())

    def run(self, rounds: int, **ways: Claiming) -> None:
        """Let each way of claiming try once a round, both at the same moment."""
        self.outcomes = {name: [] for name in ways}
        threads = [threading.Thread(target=self._try, args=(name, how, rounds)) for name, how in ways.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=PATIENCE_SECONDS * 10)

    def _try(self, name: str, how: Claiming, rounds: int) -> None:
        try:
            for _round in range(rounds):
                person = User.objects.get(pk=self.by)
                self.start.wait(timeout=PATIENCE_SECONDS)
                made = self._claimed(name, how, person)
                self.end.wait(timeout=PATIENCE_SECONDS)
                if made:
                    operations.release(claim=made, reason="다음 차례", by=person, at=self.at)
        finally:
            connection.close()

    def _claimed(self, name: str, how: Claiming, person: User) -> Claim | None:
        try:
            made = how(self.consortium, person, self.at, TONNE)
        except Refusal:
            self.outcomes[name].append("refused")
            return None
        self.outcomes[name].append("claimed")
        return made

    def pairs(self) -> list[set[str]]:
        """Return what happened in each round."""
        one, other = self.outcomes.values()
        return [set(pair) for pair in zip(one, other, strict=True)]


@pytest.mark.parametrize("rounds", [20, pytest.param(1_000, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "ways",
    [
        pytest.param({"report": make, "offset": offset}, id="report-and-offset"),
        pytest.param({"report": make, "report again": make}, id="two-reports"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_one_claim_lives(
    verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime, ways: Any, rounds: int
) -> None:
    creditable(consortium)
    make(consortium, anchor_rep, later, ALL - TONNE)
    race = Race(consortium, anchor_rep, later)

    race.run(rounds, **ways)

    assert race.pairs() == [{"claimed", "refused"}] * rounds
    assert race.standing == [1] * rounds
    assert Claim.objects.count() == 1 + rounds
    assert balance(verified.owner, f"share:{consortium.pk}") == TONNE
    assert [books.identity().differences, books.held().differences] == [[], []]


@pytest.mark.django_db(transaction=True)
def test_a_restatement_and_a_release_of_its_tonnes_never_wait_for_each_other(
    verified: Statement, consortium: Consortium, anchor_rep: User, officer: User, later: dt.datetime
) -> None:
    def restate() -> None:
        with transaction.atomic():
            restate_down(verified, 10, by=officer, at=later)

    for left in range(ALL, ALL - 200, -10):
        ours = make(consortium, anchor_rep, later, left)
        answers = at_once(
            restate, partial(operations.release, claim=ours, reason="물러섬", by=anchor_rep, at=later)
        )
        assert [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)] == []
        ours.refresh_from_db()
        if ours.status == "FROZEN":
            operations.release_missing(claim=ours, reason="없어진 만큼", by=anchor_rep, at=later)
            ours.refresh_from_db()
            operations.release(claim=ours, reason="나머지", by=anchor_rep, at=later)
        assert balance(verified.owner, f"share:{consortium.pk}") == left - 10
