"""Every transfer at the accounts of a grant or of a call stands in a stage of its trail, and in one only."""

import datetime as dt

import pytest
from django.db.models import Q

from core.workflow import clock
from core.workflow.models import SEOUL
from disbursements import operations
from reporting.auditing.trails import won
from reporting.dashboards.queries.causes import transfers_at
from tests.auditing.test_trails import stage_of
from tests.factories import cases
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

MILLION = 1_000_000
WHY = "증빙과 일치함"
#: the undertakings of the tests end on 1 December 2026
AFTER = dt.datetime(2026, 12, 10, 10, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def pledged(running, grant, anchor_rep, tier1_rep):
    """20 million of the anchor's cash that tier 1 confirmed; it gave 5 back."""

    def terms(by, won, reference):
        return {
            "amount_won": won * MILLION, "paid_on": MOMENT.date(), "bank_reference": reference,
            "evidence": cases.paper(by, filename="receipt.pdf"), "by": by, "at": MOMENT,
        }  # fmt: skip

    pledge = operations.promise(
        consortium=running,
        cash_won=20 * MILLION,
        in_kind_won=0,
        purpose="자부담 지원",
        by=anchor_rep,
        at=MOMENT,
    )
    operations.pay_in(pledge=pledge, **terms(anchor_rep, 20, "IN-1"))
    gift = operations.give(pledge=pledge, grant=grant, **terms(anchor_rep, 20, "OUT-1"))
    operations.confirm_gift(gift=gift, amount_won=20 * MILLION, by=tier1_rep, at=MOMENT)
    operations.return_gift(gift=gift, **terms(tier1_rep, 5, "BACK-1"))
    return gift


@pytest.fixture
def settled(running, grant, officer, approving_officer, tier1_rep):
    """The grant's settlement, with a million won of interest that was paid in."""
    one = operations.open_settlement(grant=grant, by=officer, at=AFTER)
    stated = {line.public_id: (line.stated_won, "") for line in one.lines.all()}
    operations.state_settlement(
        settlement=one, stated=stated, interest_won=MILLION, own_burden_won=40 * MILLION,
        performance="압축기 교체 완료", by=tier1_rep, at=AFTER,
    )  # fmt: skip
    for line in one.lines.all():
        operations.decide_line(
            line=line, verdict="CONFIRMED", confirmed_won=None, reason=WHY, by=officer, at=AFTER
        )
    operations.check_settlement(settlement=one, finding=WHY, by=officer, at=AFTER)
    operations.confirm_settlement(settlement=one, reason=WHY, by=approving_officer, at=AFTER)
    return operations.record_interest(settlement=one, by=officer, at=AFTER)


@pytest.fixture
def recovered(settled, grant, officer, approving_officer):
    """10 million recovered after the settlement, of which 4 were paid."""
    debt = operations.propose_debt(
        grant=grant, ground="MISUSE", amount=10 * MILLION, reason=WHY, by=officer, at=AFTER
    )
    operations.order_debt(debt=debt, reason=WHY, by=approving_officer, at=AFTER)
    operations.record_debt_payment(
        debt=debt, amount=4 * MILLION, bank_reference="D-1", paid_on=clock.day(AFTER), by=officer, at=AFTER
    )
    return debt


@pytest.fixture
def cancelled(pledged, recovered, grant, approving_officer):
    """10 million taken back, and then the rest, with the grant."""
    operations.shrink_grant(
        grant=grant, own_won=10 * MILLION, regrant_won=0, reason=WHY, by=approving_officer, at=AFTER
    )
    return operations.cancel_grant(grant=grant, reason="협약 위반", by=approving_officer, at=AFTER)


def shown(trail):
    return [move.transfer.key for stage in trail.stages for step in stage.steps for move in step.moves]


def posted(kind, pk):
    return {one.key for one in transfers_at(Q(owner_kind=kind, owner_id=pk))}


def assert_is_whole(trail, keys):
    """Every one of these transfers stands in a stage that says what it is, and no transfer stands in two."""
    told = shown(trail)
    assert keys <= set(told), keys - set(told)
    assert len(told) == len(set(told))
    assert "other" not in {stage.key for stage in trail.stages}


class TestGrant:
    def test_has_every_transfer_at_its_accounts_and_at_its_debts(self, cancelled, recovered, grant, auditor):
        trail = won.of_grant(cancelled, auditor, AFTER)
        keys = posted("application", grant.application_id) | posted("debt", recovered.pk)

        assert len(keys) >= 14
        assert_is_whole(trail, keys)
        assert [step.amount for step in stage_of(trail, "taken_back").steps] == [10 * MILLION, 30 * MILLION]
        assert [step.amount for step in stage_of(trail, "interest").steps] == [MILLION]
        (owed,) = stage_of(trail, "back").steps
        assert [move.transfer.amount for move in owed.moves] == [10 * MILLION, 4 * MILLION]

    def test_has_the_cash_of_the_anchor_with_its_receipts(self, pledged, grant, auditor):
        steps = stage_of(won.of_grant(grant, auditor, MOMENT), "received").steps

        assert [(step.amount, len(step.moves), len(step.papers)) for step in steps] == [
            (20 * MILLION, 1, 1),
            (5 * MILLION, 1, 1),
        ]

    def test_of_the_budget_has_what_was_appropriated_alone(self, cancelled, auditor):
        (step,) = stage_of(won.of_grant(cancelled, auditor, AFTER), "budget").steps

        assert step.moves[0].transfer.source.owner_kind == "outside"

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_of_a_chain_has_what_went_through_it_and_what_came_up_from_below(
        self, tree, paid, auditor, number
    ):
        for payer in range(2):
            tree.confirm(tree.hop(paid, payer), payer + 1)
        operations.cancel_grant(grant=tree.fresh(1), reason="협약 위반", by=tree.approver, at=MOMENT)
        grant = tree.fresh(number)

        trail = won.of_grant(grant, auditor, MOMENT)

        assert_is_whole(trail, posted("application", grant.application_id))


class TestCall:
    def test_has_every_transfer_at_its_budget(self, cancelled, call, auditor):
        trail = won.of_call(call, auditor, AFTER)

        assert_is_whole(trail, posted("call", call.pk))
        assert len(stage_of(trail, "budget").steps) == 1
        assert [step.amount for step in stage_of(trail, "taken_back").steps] == [10 * MILLION, 30 * MILLION]
