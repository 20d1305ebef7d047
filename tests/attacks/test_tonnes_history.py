"""Whatever the order of events, every kilogram that was signed is in a share, in a claim, or known to be missing."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import Refusal
from measurement.models import Measure, Reading, ReadingFlag
from measurement.operations import answer_flag
from programs.models import Consortium
from reporting.claims import operations as claims
from reporting.claims.models import Claim
from reporting.claims.queries import claimed_by_lot
from reporting.dashboards.books import claims as books
from reporting.statements import operations as statements
from reporting.statements.models import Statement, StatementShare
from reporting.tallies import queries
from reporting.tallies.models import OVERLAPPING, Dimension
from tests.claims.conftest import creditable, make, offset
from tests.factories import people
from tests.factories.programmes import ConsortiumFactory, SupportModelFactory, join
from tests.statements.conftest import FROM, UNTIL, air, electricity, factors, later, measure, metered
from tests.statements.test_shares import agree
from tests.tallies.test_kept import everything, ledger_kg, sums, up_to_date

__all__ = ["air", "electricity", "factors", "later", "measure", "metered"]

WHY = "실무 확인 결과"
#: what may happen, to which of the claims or consortia, how much of it, in which month
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["claim", "claim", "offset", "release", "retire", "cancel", "correct", "correct", "replace",
             "release_missing", "count"]
        ),
        st.integers(0, 5),
        st.integers(1, 20_000),
        st.integers(1, 3),
    ),
    min_size=3,
    max_size=9,
)  # fmt: skip


class World:
    """Two lots of one compressor: January is one consortium's, February and March are shared by two."""

    def __init__(self, measure: Measure, consortia: list[Consortium], cast: dict[str, User], at: Any) -> None:
        self.measure, self.consortia, self.cast, self.at = measure, consortia, cast, at
        self.leaders = {consortium.pk: cast[f"leader {n}"] for n, consortium in enumerate(consortia)}

    def signed(self, made: Statement, deducted: int = 0) -> Statement:
        """Hand a statement in, deduct for a finding if there is one, sign."""
        for flag in ReadingFlag.objects.open().about(self.measure):
            answer_flag(flag=flag, answer=WHY, by=self.cast["clerk"], at=self.at)
        statements.submit_statement(statement=made, by=self.cast["rep"], at=self.at)
        verifier = self.cast["verifier"]
        statements.assign_verifier(statement=made, verifier=verifier, by=self.cast["officer"], at=self.at)
        if 0 < deducted < made.reduction_kg:
            self.deduct(made, deducted)
        return statements.verify(statement=made, by=verifier, at=self.at)

    def deduct(self, made: Statement, kilograms: int) -> None:
        reading = Reading.objects.current().filter(meter__measure=self.measure).last()
        finding = statements.raise_finding(
            statement=made, kind="MISSTATEMENT", what=WHY, effect_kg=kilograms, readings=[reading],
            by=self.cast["verifier"], at=self.at,
        )  # fmt: skip
        statements.answer_finding(finding=finding, answer=WHY, by=self.cast["clerk"], at=self.at)
        verifier = self.cast["verifier"]
        statements.deduct(finding=finding, kilograms=kilograms, reason=WHY, by=verifier, at=self.at)

    def begin(self) -> None:
        for first, last in ((FROM, dt.date(2026, 1, 31)), (dt.date(2026, 2, 1), UNTIL)):
            made = statements.calculate(
                measure=self.measure, period_from=first, period_until=last, by=self.cast["clerk"], at=self.at
            )
            self.signed(made)

    def happens(self, what: str, which: int, amount: int, month: int) -> None:
        """Let one thing happen, or be refused."""
        try:
            with transaction.atomic():
                getattr(self, what)(which, amount, month)
        except Refusal:
            return

    def claim(self, which: int, amount: int, month: int) -> None:
        consortium = self.consortia[which % 2]
        make(consortium, self.leaders[consortium.pk], self.at, amount)

    def offset(self, which: int, amount: int, month: int) -> None:
        consortium = self.consortia[which % 2]
        offset(consortium, self.leaders[consortium.pk], self.at, amount)

    def step(self, operation: Any, which: int, **more: Any) -> None:
        found = list(Claim.objects.standing().order_by("pk"))
        if found:
            claim = found[which % len(found)]
            operation(claim=claim, reason=WHY, by=self.leaders[claim.consortium_id], at=self.at, **more)

    def release(self, which: int, amount: int, month: int) -> None:
        self.step(claims.release, which)

    def retire(self, which: int, amount: int, month: int) -> None:
        self.step(claims.retire, which)

    def replace(self, which: int, amount: int, month: int) -> None:
        self.step(claims.replace_missing, which)

    def release_missing(self, which: int, amount: int, month: int) -> None:
        self.step(claims.release_missing, which)

    def cancel(self, which: int, amount: int, month: int) -> None:
        found = Claim.objects.standing().filter(purpose="EXTERNAL_PROJECT").first()
        if found:
            by = self.leaders[found.consortium_id]
            claims.cancel(claim=found, cause="LEGAL_DUTY", reason=WHY, by=by, at=self.at)

    def correct(self, which: int, amount: int, month: int) -> None:
        """Correct a signed month up or down, restate what is void, now and then with a deduction."""
        reading = Reading.objects.current().get(
            meter__measure=self.measure, meter__quantity="electricity_kwh", month=dt.date(2026, month, 1)
        )
        closing = reading.closing + Decimal(amount if which % 3 else -amount)
        void = statements.correct_verified(
            reading=reading, closing=closing, reason=WHY, by=self.cast["clerk"], at=self.at
        )
        for one in void:
            again = statements.calculate_restatement(statement=one, by=self.cast["clerk"], at=self.at)
            self.signed(again, deducted=amount % 1_000 if which % 2 else 0)

    def count(self, which: int, amount: int, month: int) -> None:
        up_to_date()

    def is_right(self) -> None:
        """Expect signed = posted = where it lies now, lot by lot and share by share."""
        standing = Statement.objects.verified().filter(measure=self.measure)
        assert standing.count() == 2
        lots = {one.owner.id: one for one in standing}
        claimed: dict[tuple[int, int], int] = defaultdict(int, claimed_by_lot(lots))
        for lot, one in lots.items():
            shares = StatementShare.objects.filter(statement=one)
            assert shares.aggregate(kg=Sum("kilograms"))["kg"] == one.booked_kg == max(0, one.signed_kg)
            for share in shares:
                left = balance(one.owner, f"share:{share.consortium_id}")
                assert left + claimed[lot, share.consortium_id] == share.kilograms, (lot, share)
        for claim in Claim.objects.standing().filter(purpose="EXTERNAL_PROJECT").exclude(status="FROZEN"):
            assert claim.held_kg % 1_000 == 0
        assert ledger_kg() == sum(one.booked_kg for one in lots.values())
        assert [books.identity().differences, books.held().differences] == [[], []]

    def is_counted(self) -> None:
        """Expect the kept totals, a published count and a full count to come to the ledger."""
        up_to_date()
        for dimension in set(Dimension.values) - OVERLAPPING:
            assert sums(dimension)[0] == ledger_kg(), dimension
        published: dict[str, int] = defaultdict(int)
        for line in queries.count(self.measure.consortium.program):
            published[line.dimension] += line.figures.verified_kg
        assert {published[one] for one in set(Dimension.values) - OVERLAPPING} == {ledger_kg()}
        assert everything().differences == 0


@pytest.fixture
def world(
    metered: Measure, consortium: Consortium, anchor_rep: User, tier1_clerk: User, tier1_rep: User,
    officer: User, verifier: User, later: dt.datetime,
) -> World:  # fmt: skip
    model = SupportModelFactory(code="synergy", passes_money_on=False, shares_reductions=True)
    other = ConsortiumFactory(call=consortium.call, support_model=model, anchor=people.FirmFactory())
    join(other, metered.firm, join(other, other.anchor))
    february, shares = dt.date(2026, 2, 1), {consortium: 6_667, other: 3_333}
    agree(consortium.program, metered.firm, shares, since=february, by=anchor_rep, at=later)
    creditable(consortium)
    cast = {
        "clerk": tier1_clerk, "rep": tier1_rep, "officer": officer, "verifier": verifier,
        "leader 0": anchor_rep, "leader 1": people.person_of(other.anchor),
    }  # fmt: skip
    return World(metered, [consortium, other], cast, later)


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_no_kilogram_is_made_or_lost(world: World, events: list[Any]) -> None:
    with transaction.atomic():
        world.begin()
        for event in events:
            world.happens(*event)
            world.is_right()
        world.is_counted()
        transaction.set_rollback(True)
