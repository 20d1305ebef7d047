"""Twenty threads verify one statement: one signs, the kilograms are booked once."""

import datetime as dt
import threading

import pytest
from django.db import connection

from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import InvalidTransition
from reporting.statements import operations
from reporting.statements.models import Statement

THREADS = 20


@pytest.mark.django_db(transaction=True)
def test_one_of_twenty_verifies(assigned: Statement, verifier: User, later: dt.datetime) -> None:
    start = threading.Barrier(THREADS)
    outcomes: list[str] = []

    def sign() -> None:
        try:
            start.wait(timeout=60)
            operations.verify(statement=assigned, by=User.objects.get(pk=verifier.pk), at=later)
            outcomes.append("verified")
        except InvalidTransition:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    share = f"share:{assigned.measure.consortium_id}"
    assert sorted(outcomes) == ["too late"] * (THREADS - 1) + ["verified"]
    assert Transfer.objects.filter(event=f"verify:{assigned.pk}").count() == 1
    assert balance(assigned.owner, share) == assigned.reduction_kg
    assert Statement.objects.get(pk=assigned.pk).changes.filter(to_status="VERIFIED").count() == 1
