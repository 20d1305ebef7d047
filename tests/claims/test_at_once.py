"""The anchor's report and an external project claim the same tonnes at the same moment: one claim lives."""

import datetime as dt
import threading
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
from reporting.statements.models import Statement
from tests.claims.conftest import creditable, make, offset, restate_down
from tests.ledger.test_threads import at_once

ALL = 27_246


@pytest.mark.parametrize("rounds", [30, pytest.param(1_000, marks=pytest.mark.long)])
@pytest.mark.django_db(transaction=True)
def test_one_claim_lives(
    verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime, rounds: int
) -> None:
    creditable(consortium)
    start, end = threading.Barrier(2), threading.Barrier(2)
    outcomes: dict[str, list[str]] = {"report": [], "offset": []}
    by = anchor_rep.pk

    def claim(name: str, how: Any, kilograms: int) -> None:
        try:
            for _round in range(rounds):
                person, ours = User.objects.get(pk=by), None
                start.wait(timeout=60)
                try:
                    ours = how(consortium, person, later, kilograms)
                    outcomes[name].append("claimed")
                except Refusal:
                    outcomes[name].append("refused")
                end.wait(timeout=60)
                if ours:
                    operations.release(claim=ours, reason="다음 차례", by=person, at=later)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=claim, args=("report", make, ALL)),
        threading.Thread(target=claim, args=("offset", offset, ALL)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)

    pairs = [{a, b} for a, b in zip(outcomes["report"], outcomes["offset"], strict=True)]
    assert pairs == [{"claimed", "refused"}] * rounds
    assert Claim.objects.count() == rounds
    assert balance(verified.owner, f"share:{consortium.pk}") == ALL


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
