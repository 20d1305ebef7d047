"""Whatever happens in whatever order, every dimension sums to the ledger's kilograms and equals a full count."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.models import Account, Unit
from core.ledger.operations import Owner, account, outside
from measurement.models import Meter, Reading
from programs.models import Member
from reporting.tallies import queries
from reporting.tallies.kept.increment import catch_up
from reporting.tallies.models import OVERLAPPING, Dimension
from tests.factories.people import MOMENT, FirmFactory
from tests.factories.programmes import ConsortiumFactory, SupportModelFactory, join
from tests.ledger.test_threads import at_once
from tests.tallies.test_kept import everything, ledger_kg, move, read, sums, unguarded, up_to_date

MONTHS = [dt.date(2026, month, 1) for month in range(1, 13)]
#: what may happen: its name, one of two consortia, how much, in which month
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "verify",
                "take_back",
                "claim",
                "release",
                "short",
                "cure",
                "read",
                "change",
                "region",
                "tier",
                "reshare",
                "orphan",
                "count",
                "killed",
            ]
        ),
        st.integers(0, 1),
        st.integers(1, 5_000),
        st.sampled_from(MONTHS),
    ),
    min_size=1,
    max_size=14,
)


class World:
    """Two consortia with a share in one lot each, one claim on both, and one meter."""

    def __init__(self, measure: Any, other: Any, by: Any) -> None:
        self.measure, self.by, self.number = measure, by, 0
        self.meter = Meter.objects.create(
            measure=measure, quantity="electricity_kwh", unit="kWh", serial="E-1"
        )
        lot = measure.statements.get().pk
        self.parts = [f"{lot}:{consortium.pk}" for consortium in (measure.consortium, other)]
        self.shares = [
            account(Owner("lot", lot), f"share:{part.partition(':')[2]}", Unit.KILOGRAM)
            for part in self.parts
        ]
        self.claims = [account(Owner("claim", 7), f"lot:{part}", Unit.KILOGRAM) for part in self.parts]
        self.verified = outside("verified", Unit.KILOGRAM)
        self.missing = outside("shortfall:7", Unit.KILOGRAM)

    def post(self, source: Account, target: Account, most: int, which: int, month: dt.date) -> None:
        """Move as much as there is, at most `most` kilograms."""
        source.refresh_from_db()
        amount = most if source.owner_kind == "outside" else min(most, source.balance)
        if amount > 0:
            self.number += 1
            move(f"e{self.number}:{self.parts[which]}", source, target, amount, self.by, month)

    def happens(self, what: str, which: int, amount: int, month: dt.date) -> None:
        """Let one thing happen."""
        share, claim = self.shares[which], self.claims[which]
        sides = {
            "verify": (self.verified, share), "take_back": (share, self.verified), "claim": (share, claim),
            "release": (claim, share), "short": (self.missing, self.verified), "cure": (claim, self.missing),
        }  # fmt: skip
        if what in sides:
            self.post(*sides[what], amount, which, month)
        elif what == "reshare":
            self.reshare(which, amount, month)
        else:
            getattr(self, what)(amount, month)

    def read(self, amount: int, month: dt.date) -> None:
        if not Reading.objects.filter(meter=self.meter, month=month).exists():
            read(self.meter, month, amount, self.by)

    def change(self, amount: int, month: dt.date) -> None:
        Reading.objects.filter(meter=self.meter, month=month).update(closing=amount)

    def region(self, amount: int, month: dt.date) -> None:
        firm = self.measure.firm
        type(firm).objects.filter(pk=firm.pk).update(region=["jeju", "ulsan", "busan"][amount % 3])

    def tier(self, amount: int, month: dt.date) -> None:
        unguarded(Member.objects.filter(firm=self.measure.firm), tier=1 + amount % 3)

    def reshare(self, which: int, amount: int, month: dt.date) -> None:
        """Move kilograms from one consortium's share to the other's, as a corrected split does."""
        self.shares[which].refresh_from_db()
        there = min(amount, self.shares[which].balance)
        self.post(self.shares[which], self.verified, there, which, month)
        self.post(self.verified, self.shares[1 - which], there, 1 - which, month)

    def orphan(self, amount: int, month: dt.date) -> None:
        unguarded(Member.objects.filter(firm=self.measure.firm), upstream=900_000 + amount)

    def count(self, amount: int, month: dt.date) -> None:
        up_to_date()

    def killed(self, amount: int, month: dt.date) -> None:
        """Count, and lose everything that this wrote; whoever counts next has to find it all again."""
        with transaction.atomic():
            up_to_date()
            transaction.set_rollback(True)


@pytest.fixture
def other(running: Any, tier1: Any) -> Any:
    model = SupportModelFactory(code="synergy", passes_money_on=False, shares_reductions=True)
    found = ConsortiumFactory(call=running.call, support_model=model, anchor=FirmFactory())
    join(found, tier1, join(found, found.anchor))
    return found


@pytest.mark.django_db
class TestAnyOrder:
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(events=EVENTS)
    def test_sums_to_the_ledger_and_to_a_full_count(
        self, running: Any, measure: Any, other: Any, officer: Any, events: list[Any]
    ) -> None:
        with transaction.atomic():
            world = World(measure, other, officer)
            for event in events:
                world.happens(*event)
            up_to_date()
            whole = sums(Dimension.PROGRAM)
            assert whole[0] == ledger_kg()
            for dimension in set(Dimension.values) - OVERLAPPING:
                assert sums(dimension) == whole, dimension
            published: dict[str, int] = {}
            for line in queries.count(running.program):
                published[line.dimension] = published.get(line.dimension, 0) + line.figures.verified_kg
            for dimension in set(Dimension.values) - OVERLAPPING:
                assert published[dimension] == whole[0], dimension
            if any(event[0] == "orphan" for event in events):
                assert "UPSTREAM" in set(queries.lacking().values_list("missing", flat=True))
            found = everything()
            assert found.differences == 0, found.found
            transaction.set_rollback(True)


class TestTwoAtOnce:
    def test_each_kilogram_is_counted_once(self, transactional_db: Any, officer: Any) -> None:
        lot = account(Owner("lot", 1), "share:1", Unit.KILOGRAM)
        move("one", outside("verified", Unit.KILOGRAM), lot, 50, officer)
        newest = Account.objects.get(pk=lot.pk).transfers_in.get().pk
        run: Callable[[], object] = lambda: catch_up(newest=newest, at=MOMENT)  # noqa: E731
        answers = at_once(run, run, run)
        assert sorted(answer.cells for answer in answers) == [0, 0, 1], answers
        assert sums(Dimension.PROGRAM)[0] == 50
