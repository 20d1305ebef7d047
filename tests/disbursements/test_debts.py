"""Debts: recovered, paid, set off, written off, withdrawn; every won stays somewhere, at every node."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from applications.models import EligibilityFinding
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.permissions import NotAllowed
from core.workflow import clock
from core.workflow.refusals import InvalidTransition
from disbursements import operations, refusals
from disbursements.figures import identity_gap
from disbursements.models import DebtEntry, RelatedPart
from disbursements.queries import lying_with, node_figures
from disbursements.queries.debts import open_won
from disbursements.refusals import debts as no
from firms.sanctions.models import Exclusion
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db
WHY = "목적 외 사용을 확인함"
TODAY = clock.day(MOMENT)


@pytest.fixture
def propose(grant, confirmed_payment, officer):
    def act(amount=10_000_000, ground="MISUSE", **terms):
        given = {"grant": grant, "reason": WHY, "by": officer, "at": MOMENT, **terms}
        return operations.propose_debt(amount=amount, ground=ground, **given)

    return act


@pytest.fixture
def debt(propose, approving_officer):
    return operations.order_debt(debt=propose(), reason=WHY, by=approving_officer, at=MOMENT)


def figures(grant):
    return node_figures([grant])[grant.pk]


def pay(debt, officer, amount, reference="D-1", **terms):
    given = {"paid_on": TODAY, "by": officer, "at": MOMENT, **terms}
    return operations.record_debt_payment(debt=debt, amount=amount, bank_reference=reference, **given)


class TestOrdering:
    def test_moves_nothing_before_another_person_orders(self, propose, grant, officer, approving_officer):
        proposed = propose()
        assert figures(grant).spent == 60_000_000
        with pytest.raises(NotAllowed):
            operations.order_debt(debt=proposed, reason=WHY, by=officer, at=MOMENT)
        ordered = operations.order_debt(debt=proposed, reason=WHY, by=approving_officer, at=MOMENT)
        now = figures(grant)
        assert (now.spent, now.under_recovery, identity_gap(now)) == (50_000_000, 10_000_000, 0)
        assert ordered.due_on == TODAY + dt.timedelta(days=30)

    def test_twice_is_once(self, debt, grant, approving_officer):
        with pytest.raises(InvalidTransition):
            operations.order_debt(debt=debt, reason=WHY, by=approving_officer, at=MOMENT)
        assert figures(grant).under_recovery == 10_000_000

    def test_the_database_holds_four_eyes(self, propose, officer):
        proposed = propose()
        proposed.ordered_by, proposed.ordered_at, proposed.due_on = officer, MOMENT, TODAY
        with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
            proposed.save()

    def test_refuses_more_than_lies_there_and_counts_proposals(self, propose):
        propose(60_000_000)
        with pytest.raises(no.MoreThanLies, match="0"):
            propose(1)

    @pytest.mark.parametrize("amount", [100_000_000, 5_000_000_000])
    def test_refuses_amounts_that_were_never_paid(self, propose, amount):
        with pytest.raises(no.MoreThanLies, match="60,000,000"):
            propose(amount)

    def test_a_proposal_that_is_dropped_frees_what_it_counted(self, propose, grant, approving_officer):
        operations.drop_debt(debt=propose(60_000_000), reason=WHY, by=approving_officer, at=MOMENT)
        assert propose(60_000_000).spent_won == 60_000_000


class TestPaying:
    def test_one_transfer_is_booked_once_whatever_it_was_for(self, debt, grant, officer):
        with pytest.raises(refusals.BankReferenceUsed):
            pay(debt, officer, 1, reference="BANK-1")  # it proved the payment
        pay(debt, officer, 1, reference=" D-1 ")
        with pytest.raises(refusals.BankReferenceUsed):
            operations.record_return(
                grant=grant, amount=1, paid_on=TODAY, bank_reference="D-1", reason=WHY, by=officer, at=MOMENT
            )

    def test_what_was_paid_late_bears_the_fee_until_its_day(self, debt, officer):
        late = MOMENT + dt.timedelta(days=40)
        pay(debt, officer, 10_000_000, paid_on=clock.day(late), at=late)
        much_later = MOMENT + dt.timedelta(days=300)
        assert operations.debts.owed_beside(debt, "LATE_FEE", much_later) == 100_000

    def test_in_parts_until_nothing_is_open(self, debt, grant, officer):
        pay(debt, officer, 4_000_000)
        with pytest.raises(no.MoreThanOpen, match="6,000,000"):
            pay(debt, officer, 6_000_001, "D-2")
        pay(debt, officer, 6_000_000, "D-2")
        debt.refresh_from_db()
        now = figures(grant)
        assert (debt.status, now.returned, now.under_recovery, identity_gap(now)) == (
            "PAID",
            10_000_000,
            0,
            0,
        )

    def test_refuses_a_used_reference_and_days_that_cant_be(self, debt, officer):
        pay(debt, officer, 1)
        with pytest.raises(refusals.BankReferenceUsed):
            pay(debt, officer, 1)
        with pytest.raises(no.PaidBeforeOrder):
            pay(debt, officer, 1, "D-3", paid_on=TODAY - dt.timedelta(days=1))
        with pytest.raises(refusals.InvoiceInFuture):
            pay(debt, officer, 1, "D-3", paid_on=TODAY + dt.timedelta(days=1))

    def test_the_database_holds_entries_below_the_debt(self, debt, officer):
        with pytest.raises(Exception, match="never_more_than_owed"), transaction.atomic():
            DebtEntry.objects.create(
                debt=debt, kind="PAID", amount_won=10_000_001, paid_on=TODAY, bank_reference="X", at=MOMENT,
                by=officer,
            )  # fmt: skip

    def test_the_rest_can_be_written_off(self, debt, grant, officer, approving_officer):
        pay(debt, officer, 4_000_000)
        operations.write_off_debt(debt=debt, reason="파산으로 회수 불능", by=approving_officer, at=MOMENT)
        now = figures(grant)
        assert (now.returned, now.written_off, now.under_recovery) == (4_000_000, 6_000_000, 0)
        assert identity_gap(now) == 0

    def test_a_withdrawn_order_leaves_all_as_it_was(self, debt, grant, approving_officer):
        operations.withdraw_debt(debt=debt, reason="처분 취소 판결", by=approving_officer, at=MOMENT)
        now = figures(grant)
        assert (now.spent, now.under_recovery, identity_gap(now)) == (60_000_000, 0, 0)

    def test_what_was_paid_in_part_is_not_withdrawn(self, debt, officer, approving_officer):
        pay(debt, officer, 1)
        with pytest.raises(no.PaidInPart):
            operations.withdraw_debt(debt=debt, reason="처분 취소", by=approving_officer, at=MOMENT)


class TestBeside:
    def test_a_surcharge_goes_up_to_its_scale(self, debt, officer, approving_officer, program):
        terms = {"debt": debt, "kind": "SURCHARGE", "reason": WHY, "by": officer, "at": MOMENT}
        with pytest.raises(no.AboveScale, match="300"):
            operations.charge_beside(amount=30_000_001, **terms)
        charge = operations.charge_beside(amount=30_000_000, **terms)
        with pytest.raises(no.AboveScale):
            operations.charge_beside(amount=1, **terms)
        operations.order_debt(debt=charge, reason=WHY, by=approving_officer, at=MOMENT)
        pay(charge, officer, 30_000_000)
        assert balance(Owner("program", program.pk), "surcharge") == 30_000_000

    def test_interest_and_late_fee_are_computed(self, debt, officer):
        later = MOMENT + dt.timedelta(days=31)
        terms = {"debt": debt, "amount": 0, "reason": WHY, "by": officer}
        interest = operations.charge_beside(kind="INTEREST", at=later, **terms)
        assert interest.amount_won == 10_000_000 * 310 * 31 // 3_650_000
        with pytest.raises(no.NotOverdue):
            operations.charge_beside(kind="LATE_FEE", at=later - dt.timedelta(days=1), **terms)
        assert operations.charge_beside(kind="LATE_FEE", at=later, **terms).amount_won == 100_000

    def test_a_ground_without_a_scale_bears_none(self, propose, officer, approving_officer):
        ordered = operations.order_debt(
            debt=propose(ground="CANCELLATION"), reason=WHY, by=approving_officer, at=MOMENT
        )
        with pytest.raises(no.NoSurcharge):
            operations.charge_beside(
                debt=ordered, kind="SURCHARGE", amount=1, reason=WHY, by=officer, at=MOMENT
            )


class TestInstalments:
    def test_a_missed_part_makes_the_rest_due_at_once(self, debt, officer, approving_officer):
        first = TODAY + dt.timedelta(days=10)
        plan = operations.agree_to_instalments(
            debt=debt, number=3, first_due_on=first, reason=WHY, by=approving_officer, at=MOMENT
        )
        assert [part.amount_won for part in plan.parts.all()] == [3_333_334, 3_333_333, 3_333_333]
        pay(debt, officer, 3_333_334)
        day = MOMENT + dt.timedelta(days=11)
        assert not operations.end_missed_plan(plan=plan, by=officer, at=day)
        second = plan.parts.get(number=2).due_on
        late = MOMENT + (second - TODAY) + dt.timedelta(days=1)
        assert operations.end_missed_plan(plan=plan, by=officer, at=late)
        debt.refresh_from_db()
        assert debt.due_on == second
        assert open_won(debt) == 6_666_666


class TestChain:
    def test_a_breach_below_shows_above_and_takes_the_won_once(self, tree, paid):
        for n in (0, 1):
            tree.confirm(tree.hop(paid, n), n + 1)
        debt = operations.propose_debt(
            grant=tree.grants[2], amount=60_000_000, ground="BREACH", reason=WHY, by=tree.officer, at=MOMENT
        )
        operations.order_debt(debt=debt, reason=WHY, by=tree.approver, at=MOMENT)
        above = RelatedPart.objects.filter(debt=debt).values_list("grant", "amount_won")
        assert list(above) == [(tree.grants[1].pk, 60_000_000), (tree.grants[0].pk, 60_000_000)]
        found = node_figures(tree.grants)
        assert [found[grant.pk].under_recovery for grant in tree.grants] == [0, 0, 60_000_000]
        assert {identity_gap(one) for one in found.values()} == {0}
        with pytest.raises(no.MoreThanLies):
            operations.propose_debt(
                grant=tree.grants[1], amount=1, ground="BREACH", reason=WHY, by=tree.officer, at=MOMENT
            )

    def test_what_lies_in_a_conduit_is_taken_whole_and_goes_no_further(self, tree, paid):
        grant = tree.grants[0]
        terms = {"grant": grant, "ground": "BREACH", "reason": WHY, "by": tree.officer, "at": MOMENT}
        with pytest.raises(refusals.HopAmountDiffers):
            operations.propose_debt(amount=1, payment=paid, **terms)
        debt = operations.propose_debt(amount=60_000_000, payment=paid, **terms)
        operations.order_debt(debt=debt, reason=WHY, by=tree.approver, at=MOMENT)
        now = figures(grant)
        assert (now.conduit, now.under_recovery, identity_gap(now)) == (0, 60_000_000, 0)
        assert lying_with(grant) == []

    def test_handed_on_meanwhile_is_refused(self, tree, paid):
        debt = operations.propose_debt(
            grant=tree.grants[0], amount=60_000_000, payment=paid, ground="BREACH", reason=WHY,
            by=tree.officer, at=MOMENT,
        )  # fmt: skip
        tree.hop(paid, 0)
        with pytest.raises(refusals.NothingLies):
            operations.order_debt(debt=debt, reason=WHY, by=tree.approver, at=MOMENT)


class TestExclusion:
    def test_is_for_five_years_at_most(self, debt, approving_officer):
        terms = {"debt": debt, "reason": WHY, "by": approving_officer, "at": MOMENT}
        with pytest.raises(no.OutsideYears, match="2031-02-01"):
            operations.exclude_firm(until_on=dt.date(2031, 2, 2), **terms)
        operations.exclude_firm(until_on=dt.date(2031, 2, 1), **terms)
        with pytest.raises(no.ExcludedAlready):
            operations.exclude_firm(until_on=dt.date(2031, 2, 1), **terms)

    def test_ends_with_the_order_it_rests_on_and_so_does_the_plan(self, debt, tier1, approving_officer):
        terms = {"debt": debt, "reason": WHY, "by": approving_officer, "at": MOMENT}
        operations.exclude_firm(until_on=dt.date(2031, 2, 1), **terms)
        operations.agree_to_instalments(number=2, first_due_on=TODAY + dt.timedelta(days=9), **terms)
        assert tier1.exclusions.holding_on(TODAY).exists()
        operations.withdraw_debt(**terms)
        assert not tier1.exclusions.holding_on(TODAY).exists()
        assert tier1.exclusions.holding_on(TODAY - dt.timedelta(days=1)).count() == 0
        assert (tier1.exclusions.get().end.free_from_on, debt.plans.get().ended_at) == (TODAY, MOMENT)

    def test_is_seen_by_the_next_application_of_the_firm(
        self, debt, approving_officer, consortium, tier1, tier1_rep, technology
    ):
        from applications.eligibility.sanctions import sanction_facts
        from tests.factories import cases

        operations.exclude_firm(debt=debt, until_on=TODAY, reason=WHY, by=approving_officer, at=MOMENT)
        draft = cases.draft(consortium, tier1, tier1_rep)
        assert sanction_facts(draft, MOMENT).excluded_until == TODAY
        assert sanction_facts(draft, MOMENT + dt.timedelta(days=1)).excluded_until is None
        assert Exclusion.objects.get().firm == tier1
        assert not EligibilityFinding.objects.filter(rule="sanctions", outcome="BLOCKED").exists()
