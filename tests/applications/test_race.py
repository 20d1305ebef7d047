"""Many approving officers at once: real threads, real transactions."""

import threading
import time
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections, transaction

from applications import operations
from applications.models import Application
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import Refusal
from tests.factories import cases, people, programmes
from tests.factories.people import MOMENT
from tests.factories.programmes import change_rules

THREADS = 6


def at_once(*calls: Any) -> list[Any]:
    """Make all calls at the same moment, each in a thread with a connection of its own; return what came."""
    ready, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Any) -> None:
        try:
            close_old_connections()
            connection.ensure_connection()
            ready.wait(timeout=20)
            outcomes[number] = call()
        except Refusal as refusal:
            outcomes[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.fixture
def six(consortium: Any, technology: Any, officer: User, anchor_member: Any) -> list[Application]:
    """Six assessed applications of 60 million won each, of six firms of one consortium."""
    assessed = []
    for number in range(THREADS):
        firm = people.FirmFactory(name=f"협력사 {number}")
        people.certify(firm)
        rep = people.person_of(firm)
        programmes.join(consortium, firm, anchor_member)
        application = cases.draft(consortium, firm, rep, title=f"교체 {number}")
        cases.add_cost(application, technology, 100_000_000)
        Application.objects.filter(pk=application.pk).update(purpose="절감")
        submitted = operations.submit(application=application, by=rep, at=MOMENT)
        assessed.append(
            operations.assess(
                application=submitted, recommendation="AWARD", finding="적정함", by=officer, at=MOMENT
            )
        )
    return assessed


def award(application: Application, by: User) -> Any:
    return lambda: operations.award(
        application=application,
        amount=60_000_000,
        reason="동시 결정",
        effective_on=MOMENT.date(),
        by=by,
        at=MOMENT,
    )


@pytest.mark.django_db(transaction=True)
class TestSixAwardsAtOnce:
    def test_spend_what_there_is_and_no_won_more(
        self, six: list[Application], call: Any, approving_officer: User
    ) -> None:
        programmes.fund(call, 130_000_000)
        outcomes = at_once(*(award(application, approving_officer) for application in six))
        assert (
            sorted(type(outcome).__name__ for outcome in outcomes)
            == ["Application"] * 2 + ["InsufficientFunds"] * 4
        )
        assert balance(Owner("call", call.pk), "available") == 10_000_000
        assert Application.objects.awarded().count() == 2
        assert sum(balance(application.owner, "committed") for application in six) == 120_000_000

    def test_never_pass_the_cap_together(
        self, six: list[Application], funded_call: Any, approving_officer: User
    ) -> None:
        change_rules(130_000_000, kind="CAP_CONSORTIUM", cost_kind="")
        outcomes = at_once(*(award(application, approving_officer) for application in six))
        assert (
            sorted(type(outcome).__name__ for outcome in outcomes)
            == ["Application"] * 2 + ["CapExceeded"] * 4
        )

    def test_award_one_application_once(
        self, six: list[Application], funded_call: Any, approving_officer: User
    ) -> None:
        outcomes = at_once(*(award(six[0], approving_officer) for _ in range(THREADS)))
        assert (
            sorted(type(outcome).__name__ for outcome in outcomes)
            == ["Application"] + ["InvalidTransition"] * 5
        )
        assert balance(six[0].owner, "committed") == 60_000_000


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_a_case_that_passes_to_another_firm_finds_it(consortium, anchor_member):
    firm, heir = people.FirmFactory(), people.FirmFactory()
    programmes.join(consortium, firm, anchor_member)
    case = cases.draft(consortium, firm, people.person_of(firm), title="압축기 교체")
    is_locked = threading.Event()

    def hand_over() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            Application.objects.lock(case.pk)
            is_locked.set()
            time.sleep(0.5)  # the other hand waits by now
            Application.objects.filter(pk=case.pk).update(firm=heir)

    def wait_for_it() -> int:
        assert is_locked.wait(20)
        with transaction.atomic():
            return Application.objects.lock_line(case.pk)[-1].firm_id

    assert at_once(hand_over, wait_for_it) == [None, heir.pk]
