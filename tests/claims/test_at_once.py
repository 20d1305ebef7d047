"""The anchor's report and an external project claim the same tonnes at the same moment: one claim lives."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import Refusal
from programs.models import Consortium
from reporting.claims import operations
from reporting.claims.models import Claim
from reporting.statements.models import Statement
from tests.claims.conftest import creditable, make, offset

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
