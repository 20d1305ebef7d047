"""Many at once: nobody waits for ever, and nothing is spent twice."""

import random
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from core.ledger.models import Account, Transfer
from core.ledger.operations import Move, Owner, account, outside, post, post_event
from core.ledger.refusals import InsufficientFunds
from tests.factories.people import FIRST_DAY, MOMENT, UserFactory


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Do all jobs in threads that begin together; return what each returned or raised."""
    gate, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def work(number: int, job: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=20)
            answers[number] = job()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread still waits: a deadlock"
    return answers


def totals_are_sums() -> None:
    for found in Account.objects.all():
        assert found.total_in == sum(found.transfers_in.values_list("amount", flat=True))
        assert found.total_out == sum(found.transfers_out.values_list("amount", flat=True))
        assert found.owner_kind == "outside" or found.balance >= 0


@pytest.fixture
def world(transactional_db):
    """A budget of two hundred won, and who moves it."""
    clerk = UserFactory()
    pot = account(Owner("call", 1), "available")
    terms = {"effective_on": FIRST_DAY, "at": MOMENT, "by": clerk}
    post(key="fund", source=outside("state"), target=pot, amount=200, event="fund", **terms)
    return pot, terms


class TestSixAtOnce:
    def test_two_of_six_get_a_share_of_a_budget_for_two(self, world):
        pot, terms = world

        def award(number: int) -> Callable[[], object]:
            target = account(Owner("application", number), "committed")
            return lambda: post(
                key=f"award:{number}", source=pot, target=target, amount=100, event=f"award:{number}", **terms
            )

        answers = at_once(*(award(number) for number in range(6)))

        assert sum(isinstance(a, Transfer) for a in answers) == 2
        assert sum(isinstance(a, InsufficientFunds) for a in answers) == 4
        pot.refresh_from_db()
        assert pot.balance == 0
        totals_are_sums()

    def test_one_key_is_posted_once(self, world):
        pot, terms = world
        target = account(Owner("application", 1), "committed")

        answers = at_once(
            *[lambda: post(key="a", source=pot, target=target, amount=100, event="a", **terms)] * 6
        )

        assert len({a.pk for a in answers}) == 1
        pot.refresh_from_db()
        assert pot.balance == 100

    def test_one_account_is_opened_once(self, transactional_db):
        answers = at_once(*[lambda: account(Owner("call", 5), "available")] * 6)

        assert len({a.pk for a in answers}) == 1


class TestOppositeTransfers:
    def test_never_wait_for_each_other(self, world):
        pot, terms = world
        other = account(Owner("call", 2), "available")
        post(key="half", source=pot, target=other, amount=100, event="half", **terms)

        def walk(number: int) -> Callable[[], object]:
            there, back = (pot, other) if number % 2 else (other, pot)

            def go() -> None:
                for step in range(15):
                    post(
                        key=f"{number}:{step}",
                        source=there,
                        target=back,
                        amount=1,
                        event=f"{number}",
                        **terms,
                    )

            return go

        answers = at_once(*(walk(number) for number in range(8)))

        assert answers == [None] * 8
        assert Transfer.objects.count() == 2 + 8 * 15
        totals_are_sums()

    def test_of_raw_sql_are_ordered_by_the_trigger(self, world):
        pot, terms = world
        other = account(Owner("call", 2), "available")
        post(key="half", source=pot, target=other, amount=100, event="half", **terms)

        def walk(number: int) -> Callable[[], object]:
            there, back = (pot, other) if number % 2 else (other, pot)

            def go() -> None:
                for step in range(10):
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(
                            "INSERT INTO ledger_transfer"
                            " (public_id, key, event, source_id, target_id, amount, effective_on, at, by_id)"
                            " VALUES (%s, %s, 'sql', %s, %s, 1, '2026-01-01', now(), %s)",
                            [f"{number}-{step}", f"{number}:{step}", there.pk, back.pk, terms["by"].pk],
                        )

            return go

        assert at_once(*(walk(number) for number in range(6))) == [None] * 6
        totals_are_sums()

    def test_of_long_acts_never_wait_for_each_other(self, world):
        pot, terms = world
        places = [pot, *(account(Owner("call", number), "available") for number in range(2, 7))]
        moves = [Move(f"fill:{place.pk}", outside("state"), place, 1000) for place in places]
        post_event(moves=moves, event="fill", **terms)

        def act(number: int) -> Callable[[], object]:
            chance = random.Random(number)

            def go() -> None:
                for step in range(5):
                    pairs = [chance.sample(places, 2) for _ in range(4)]
                    moves = [Move(f"{number}:{step}:{i}", a, b, 1) for i, (a, b) in enumerate(pairs)]
                    post_event(moves=moves, event=f"{number}:{step}", **terms)

            return go

        assert at_once(*(act(number) for number in range(6))) == [None] * 6
        totals_are_sums()
