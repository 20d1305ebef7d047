"""Hypothesis drives the book: whatever is posted, retried, refused or put right, it balances."""

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test

from core.ledger.models import Account, Transfer, Unit
from core.ledger.operations import OUTSIDE, Move, Owner, account, post, post_event, reverse
from core.ledger.refusals import InsufficientFunds, KeyReused
from tests.factories.people import FIRST_DAY, MOMENT, UserFactory

PLACES = [OUTSIDE, Owner("call", 1), Owner("application", 1), Owner("application", 2)]
#: mostly small ones, so that an account is often nearly empty
AMOUNTS = st.one_of(st.integers(1, 50), st.integers(1, 10**15 - 1))
KEYS = st.sampled_from([f"key:{n}" for n in range(12)])


class Book(RuleBasedStateMachine):
    """The book beside a model of it: a dictionary of balances and one of keys."""

    transfers = Bundle("transfers")

    def __init__(self) -> None:
        super().__init__()
        # Each example is undone, so that the next begins with an empty book.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.clerk = UserFactory()
        self.accounts = {
            (unit, number): account(owner, f"{unit}", unit)
            for unit in (Unit.WON, Unit.KILOGRAM)
            for number, owner in enumerate(PLACES)
        }
        self.balances = dict.fromkeys(self.accounts, 0)
        self.keys: dict[str, tuple] = {}
        self.reversed: set[str] = set()

    def terms(self, event: str) -> dict:
        return {"effective_on": FIRST_DAY, "at": MOMENT, "by": self.clerk, "event": event}

    def can_pay(self, place: tuple, amount: int) -> bool:
        return place[1] == 0 or self.balances[place] >= amount

    @rule(
        target=transfers,
        key=KEYS,
        unit=st.sampled_from([Unit.WON, Unit.KILOGRAM]),
        sides=st.permutations(range(len(PLACES))),
        amount=AMOUNTS,
    )
    def post(self, key: str, unit: str, sides: list[int], amount: int) -> Transfer | None:
        source, target = (unit, sides[0]), (unit, sides[1])
        wanted = (source, target, amount)
        before = Transfer.objects.count()
        try:
            posted = post(
                key=key,
                source=self.accounts[source],
                target=self.accounts[target],
                amount=amount,
                **self.terms(key),
            )
        except KeyReused:
            assert self.keys[key] != wanted
            return None
        except InsufficientFunds:
            assert key not in self.keys
            assert not self.can_pay(source, amount)
            return None
        if key in self.keys:
            assert self.keys[key] == wanted
            assert Transfer.objects.count() == before
            return posted
        assert self.can_pay(source, amount)
        self.moved(source, target, amount)
        self.keys[key] = wanted
        return posted

    @rule(transfer=transfers)
    def put_right(self, transfer: Transfer | None) -> None:
        if transfer is None:
            return
        source, target, amount = self.keys[transfer.key]
        try:
            reverse(transfer=transfer, **self.terms("mistake"))
        except InsufficientFunds:
            assert transfer.key not in self.reversed
            assert not self.can_pay(target, amount)
            return
        if transfer.key not in self.reversed:
            self.moved(target, source, amount)
            self.reversed.add(transfer.key)

    @rule(amounts=st.lists(st.integers(1, 60), min_size=2, max_size=4), number=st.integers(0, 10**9))
    def act(self, amounts: list[int], number: int) -> None:
        """Won come from outside and go through three accounts in one act, or not at all."""
        path = [(Unit.WON, n) for n in range(len(PLACES))]
        steps = list(zip(path, path[1:], amounts, strict=False))
        if any(f"act:{number}:{n}" in self.keys for n in range(len(steps))):
            return
        moves = [
            Move(f"act:{number}:{n}", self.accounts[a], self.accounts[b], won)
            for n, (a, b, won) in enumerate(steps)
        ]
        try:
            post_event(moves=moves, **self.terms(f"act:{number}"))
        except InsufficientFunds:
            assert not self.can_do(steps)
            return
        assert self.can_do(steps)
        for n, (a, b, won) in enumerate(steps):
            self.moved(a, b, won)
            self.keys[f"act:{number}:{n}"] = (a, b, won)

    def can_do(self, steps: list[tuple]) -> bool:
        balances = dict(self.balances)
        for source, target, won in steps:
            balances[source] -= won
            balances[target] += won
            if source[1] and balances[source] < 0:
                return False
        return True

    def moved(self, source: tuple, target: tuple, amount: int) -> None:
        self.balances[source] -= amount
        self.balances[target] += amount

    def teardown(self) -> None:
        """Compare the book with the model, then forget this example."""
        found = {place: Account.objects.get(pk=a.pk) for place, a in self.accounts.items()}
        sums = {a.pk: [_sum(a.transfers_in), _sum(a.transfers_out)] for a in found.values()}
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)
        assert {place: a.balance for place, a in found.items()} == self.balances
        assert {a.pk: [a.total_in, a.total_out] for a in found.values()} == sums
        for unit in (Unit.WON, Unit.KILOGRAM):
            assert sum(a.balance for a in found.values() if a.unit == unit) == 0


def _sum(transfers: object) -> int:
    return sum(transfers.values_list("amount", flat=True))


def drive(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Book, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


@pytest.mark.django_db
class TestBook:
    def test_balances_whatever_is_done(self):
        drive(20, 15)

    @pytest.mark.long
    def test_balances_whatever_is_done_for_long(self):
        drive(150, 50)
