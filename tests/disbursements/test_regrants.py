"""Indirect subsidy through three tiers and more: awarded, paid, disputed, shrunk, suspended, cancelled."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from applications import operations as applications
from applications.models import Application
from applications.operations.silence import silent_awards
from applications.refusals import LineHalted
from core.inbox.models import Item
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import InsufficientFunds, InvalidAmount
from core.users.queries import system_user
from core.workflow.refusals import InvalidTransition
from disbursements import effects, operations, refusals
from disbursements.figures import award_gap, identity_gap
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import lying_with, node_figures, open_duties, overdue_duties
from reporting.dashboards import books
from tests.disbursements.chains import Chain
from tests.factories import cases, people
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared with their English words."""
    with translation.override("en"):
        yield


def conduit(chain: Chain, number: int, destination: int) -> int:
    return balance(chain.grants[number].owner, f"conduit:{chain.grants[destination].application_id}")


def incoming(chain: Chain, number: int, destination: int) -> int:
    return balance(chain.grants[number].owner, f"incoming:{chain.grants[destination].application_id}")


def assert_balanced(chain: Chain) -> None:
    """Hold the identity at every node, and the books as a whole."""
    for figures in node_figures(chain.grants).values():
        assert (identity_gap(figures), award_gap(figures)) == (0, 0), figures
    found = [str(difference) for comparison in books.check() for difference in comparison.differences]
    assert found == []


class TestAward:
    def test_comes_out_of_the_regrant_above(self, tree: Chain):
        top, middle, last = tree.grants

        assert balance(top.owner, "regrant") == 400_000_000 - 160_000_000
        assert (balance(middle.owner, "committed"), balance(middle.owner, "regrant")) == (100_000_000, 0)
        assert balance(last.owner, "committed") == 60_000_000
        assert [g.parent_id for g in tree.grants] == [None, top.pk, middle.pk]


class TestPayment:
    def test_goes_through_every_firm_to_the_one_it_is_for(self, tree: Chain, paid: PaymentRequest):
        payment = paid

        assert payment.requested_won == 60_000_000
        assert conduit(tree, 0, 2) == 60_000_000
        first = tree.hop(payment, 0)
        assert (conduit(tree, 0, 2), incoming(tree, 1, 2)) == (0, 60_000_000)
        tree.confirm(first, 1)
        assert (incoming(tree, 1, 2), conduit(tree, 1, 2)) == (0, 60_000_000)
        second = tree.hop(payment, 1)
        tree.confirm(second, 2)

        figures = node_figures(tree.grants)
        top, middle, last = (figures[g.pk] for g in tree.grants)
        assert (top.received, top.regranted, top.net) == (60_000_000, 60_000_000, 0)
        assert (middle.received, middle.regranted, middle.net) == (60_000_000, 60_000_000, 0)
        assert (last.received, last.spent, last.net) == (60_000_000, 60_000_000, 60_000_000)
        assert_balanced(tree)

    def test_can_be_disputed_at_any_firm_and_handed_on_again(self, tree: Chain, paid: PaymentRequest):
        tree.confirm(tree.hop(paid, 0), 1)
        wrong = tree.hop(paid, 1)

        operations.dispute_pass_through(
            pass_through=wrong, reason="입금되지 않음", by=tree.reps[2], at=MOMENT
        )

        assert (incoming(tree, 2, 2), conduit(tree, 1, 2)) == (0, 60_000_000)
        assert_balanced(tree)
        tree.confirm(tree.hop(paid, 1), 2)
        assert balance(tree.grants[2].owner, "spent") == 60_000_000
        assert_balanced(tree)

    def test_of_two_firms_is_never_pooled(self, tree: Chain, paid: PaymentRequest):
        other = tree.paid(tree.grants[1], tree.reps[1], 100_000_000)

        assert (conduit(tree, 0, 1), conduit(tree, 0, 2)) == (20_000_000, 60_000_000)
        tree.confirm(tree.hop(other, 0), 1)
        assert (conduit(tree, 0, 1), conduit(tree, 0, 2)) == (0, 60_000_000)
        assert balance(tree.grants[1].owner, "spent") == 20_000_000
        assert_balanced(tree)

    def test_refuses_a_hop_to_another_than_the_next_firm(self, tree: Chain, paid: PaymentRequest):
        with pytest.raises(refusals.NotNext, match="가온열처리"):
            tree.hop(paid, 0, receiver=tree.grants[2])

    def test_refuses_a_part_of_a_payment(self, tree: Chain, paid: PaymentRequest):
        with pytest.raises(refusals.HopAmountDiffers, match="60,000,000"):
            tree.hop(paid, 0, amount_won=59_999_999)

    def test_refuses_a_hop_by_a_firm_that_does_not_have_the_money(self, tree: Chain, paid: PaymentRequest):
        with pytest.raises(refusals.NothingLies):
            tree.hop(paid, 1)

    def test_refuses_the_second_press_of_the_button(self, tree: Chain, paid: PaymentRequest):
        tree.hop(paid, 0)

        with pytest.raises(refusals.NothingLies):
            tree.hop(paid, 0)

    def test_refuses_a_day_before_the_money_came(self, tree: Chain, paid: PaymentRequest):
        with pytest.raises(refusals.HandedOnTooEarly):
            tree.hop(paid, 0, paid_on=MOMENT.date() - dt.timedelta(days=1))

    def test_waits_with_whoever_holds_it_until_it_is_overdue(self, tree: Chain, paid: PaymentRequest):
        days = tree.consortium.program.pass_through_days
        due = MOMENT.date() + dt.timedelta(days=days)
        (duty,) = open_duties(tree.consortium.program)

        assert (duty.grant.pk, duty.open_won, duty.due_on) == (tree.grants[0].pk, 60_000_000, due)
        assert not overdue_duties(tree.consortium, due)
        assert overdue_duties(tree.consortium, due + dt.timedelta(days=1)) == [duty]
        tree.hop(paid, 0)
        assert not open_duties(tree.consortium)

    def test_that_the_bank_sends_back_waits_for_its_release(self, tree: Chain):
        payment = tree.released(tree.grants[2], tree.reps[2], 500_000_000)

        back = operations.return_from_bank(payment=payment, reason="계좌 오류", by=tree.officer, at=MOMENT)

        assert (back.status, back.released_by) == ("APPROVED", None)
        assert balance(tree.grants[2].owner, "committed") == 60_000_000
        assert_balanced(tree)
        operations.release_payment(payment=payment, by=tree.payer, at=MOMENT)
        assert balance(tree.grants[2].owner, "paying") == 60_000_000
        assert_balanced(tree)


class TestReturn:
    def test_takes_a_payment_out_of_a_conduit(self, tree: Chain, paid: PaymentRequest):
        self.give_back(tree, paid, 60_000_000)

        figures = node_figures(tree.grants)[tree.grants[0].pk]
        assert (figures.received, figures.conduit, figures.returned) == (60_000_000, 0, 60_000_000)
        program = Owner("program", tree.consortium.program_id)
        assert balance(program, "returned") == 60_000_000
        assert not lying_with(tree.grants[0])
        assert_balanced(tree)

    def test_refuses_a_part_of_it(self, tree: Chain, paid: PaymentRequest):
        with pytest.raises(refusals.HopAmountDiffers):
            self.give_back(tree, paid, 1)

    def test_refuses_it_twice(self, tree: Chain, paid: PaymentRequest):
        self.give_back(tree, paid, 60_000_000)

        with pytest.raises(refusals.NothingLies):
            self.give_back(tree, paid, 60_000_000, bank_reference="BACK-2")

    def give_back(self, tree: Chain, payment: PaymentRequest, amount: int, **extra: str) -> None:
        operations.record_return(
            **{
                "grant": tree.grants[0], "payment": payment, "amount": amount, "paid_on": MOMENT.date(),
                "bank_reference": "BACK-1", "reason": "사업 중단", "by": tree.officer, "at": MOMENT, **extra,
            }
        )  # fmt: skip


class TestSuspend:
    def test_stops_payments_awards_and_hops_below_until_it_runs_again(
        self, tree: Chain, paid: PaymentRequest
    ):
        draft = tree.propose(0, 1, 1_000_000)
        operations.suspend_grant(grant=tree.grants[0], reason="현장 점검", by=tree.officer, at=MOMENT)

        for act in (
            lambda: tree.hop(paid, 0),
            lambda: operations.draft_payment(grant=tree.grants[2], by=tree.reps[2], at=MOMENT),
            lambda: tree.propose(1, 2, 1_000),
            lambda: tree.assessed(draft, 1),
        ):
            with pytest.raises(LineHalted, match="한빛정밀"):
                act()
        assert_balanced(tree)
        operations.resume_grant(grant=tree.fresh(0), reason="점검 끝남", by=tree.officer, at=MOMENT)
        tree.confirm(tree.hop(paid, 0), 1)
        assert_balanced(tree)

    def test_refuses_who_may_not(self, tree: Chain):
        with pytest.raises(PermissionDenied):
            operations.suspend_grant(grant=tree.grants[0], reason="점검", by=tree.reps[0], at=MOMENT)


class TestShrink:
    def test_gives_back_what_was_not_paid_to_where_it_came_from(self, tree: Chain):
        before = balance(Owner("call", tree.consortium.call_id), "available")

        self.shrink(tree, 1, 40_000_000, 0)
        self.shrink(tree, 0, 100_000_000, 280_000_000)

        assert balance(tree.grants[1].owner, "committed") == 60_000_000
        assert balance(tree.grants[0].owner, "regrant") == 0
        assert balance(Owner("call", tree.consortium.call_id), "available") == before + 380_000_000
        assert_balanced(tree)

    def test_refuses_what_firms_below_were_awarded(self, tree: Chain):
        with pytest.raises(refusals.AboveRegrantLeft, match="240,000,000"):
            self.shrink(tree, 0, 0, 240_000_001)

    def test_refuses_what_was_asked_for(self, tree: Chain):
        tree.requested(tree.grants[2], tree.reps[2], 400_000_000)

        with pytest.raises(refusals.AboveWhatIsLeft, match="12,000,000"):
            self.shrink(tree, 2, 12_000_001, 0)

    @pytest.mark.parametrize(("own", "regrant"), [(0, 0), (-1, 2), (2, -1)])
    def test_refuses_what_is_no_amount(self, tree: Chain, own: int, regrant: int):
        with pytest.raises(InvalidAmount):
            self.shrink(tree, 0, own, regrant)

    def test_leaves_less_to_ask_for(self, tree: Chain):
        self.shrink(tree, 2, 30_000_000, 0)

        payment = tree.requested(tree.grants[2], tree.reps[2], 500_000_000)

        assert payment.requested_won == 30_000_000

    def test_of_a_parent_leaves_too_little_for_a_case_below(self, tree: Chain):
        draft = tree.propose(0, 1, 200_000_000)
        cases.add_cost(draft, tree.technology, 500_000_000)
        assessed = tree.assessed(draft, 1)
        self.shrink(tree, 0, 0, 100_000_000)

        with pytest.raises(InsufficientFunds, match="140,000,000"):
            applications.award(
                application=assessed, amount=200_000_000, reason="결정", effective_on=MOMENT.date(),
                by=tree.approver, at=MOMENT,
            )  # fmt: skip

    def shrink(self, tree: Chain, number: int, own: int, regrant: int) -> None:
        operations.shrink_grant(
            grant=tree.fresh(number), own_won=own, regrant_won=regrant, reason="사업 축소",
            by=tree.approver, at=MOMENT,
        )  # fmt: skip


class TestHaltedLine:
    @pytest.fixture
    def awarded(self, tree: Chain) -> Application:
        draft = tree.propose(0, 1, 50_000_000, title="둘째")
        cases.add_cost(draft, tree.technology, 500_000_000)
        return tree.award(draft, 1, 50_000_000)

    def suspend(self, tree: Chain) -> None:
        operations.suspend_grant(grant=tree.fresh(0), reason="점검", by=tree.approver, at=MOMENT)

    def test_ends_no_award_that_cannot_be_accepted(self, tree: Chain, awarded: Application):
        much_later = MOMENT + dt.timedelta(days=90)
        silence = {"application": awarded, "by": system_user(), "at": much_later}
        self.suspend(tree)
        assert not applications.end_silence(**silence)

        operations.resume_grant(grant=tree.fresh(0), reason="점검 끝", by=tree.approver, at=much_later)
        due = Item.objects.open().get(kind="accept_award", subject_id=awarded.pk).due_on
        assert due == much_later.date() + dt.timedelta(days=20)  # the days begin anew once it can be accepted
        assert silent_awards(much_later) == []
        assert not applications.end_silence(**silence)
        assert applications.end_silence(**{**silence, "at": much_later + dt.timedelta(days=21)})
        told = Item.objects.filter(kind="award_lapsed").values_list("subject_id", "scope_kind")
        assert sorted(told) == sorted([
            (awarded.pk, "FIRM"), (awarded.pk, "OFFICE"), (tree.grants[0].application_id, "FIRM"),
        ])  # fmt: skip

    def test_lets_no_objection_be_upheld(self, tree: Chain, awarded: Application):
        objection = applications.object_to(
            application=awarded, against="AMOUNT", grounds="적음", by=tree.reps[1], at=MOMENT
        )
        self.suspend(tree)
        terms = {"objection": objection, "answer": "다시 봄", "by": people.with_role("APPROVING_OFFICER")}
        with pytest.raises(LineHalted, match="한빛정밀"):
            applications.answer_objection(outcome="UPHELD", **terms, at=MOMENT)
        assert applications.answer_objection(outcome="DISMISSED", **terms, at=MOMENT).status == "DISMISSED"


class TestCancel:
    def cancel(self, tree: Chain, number: int) -> Grant:
        return operations.cancel_grant(
            grant=tree.fresh(number), reason="중대한 위반", by=tree.approver, at=MOMENT
        )

    def test_takes_everything_below_back_leaves_first(self, tree: Chain):
        before = balance(Owner("call", tree.consortium.call_id), "available")

        self.cancel(tree, 0)

        assert [tree.fresh(n).status for n in range(3)] == ["CANCELLED"] * 3
        assert balance(Owner("call", tree.consortium.call_id), "available") == before + 800_000_000
        assert_balanced(tree)

    def test_of_one_in_the_middle_leaves_those_above(self, tree: Chain):
        self.cancel(tree, 1)

        assert [tree.fresh(n).status for n in range(3)] == ["OPENED", "CANCELLED", "CANCELLED"]
        assert balance(tree.grants[0].owner, "regrant") == 400_000_000
        assert_balanced(tree)

    def test_keeps_what_was_spent(self, tree: Chain, paid: PaymentRequest):
        for number in (0, 1):
            tree.confirm(tree.hop(paid, number), number + 1)

        self.cancel(tree, 0)

        assert balance(tree.grants[2].owner, "spent") == 60_000_000
        assert_balanced(tree)

    def test_refuses_while_money_is_at_the_bank_on_its_way_or_in_a_conduit(self, tree: Chain):
        payment = tree.released(tree.grants[2], tree.reps[2], 500_000_000)
        with pytest.raises(refusals.MoneyOnItsWay, match="60,000,000"):
            self.cancel(tree, 0)
        operations.confirm_payment(
            payment=payment, paid_on=MOMENT.date(), bank_reference="B-1", amount_won=60_000_000,
            by=tree.officer, at=MOMENT,
        )  # fmt: skip
        for number in (0, 1, 2):  # the conduit is above the grants that are cancelled
            with pytest.raises(refusals.MoneyOnItsWay, match="한빛정밀"):
                self.cancel(tree, number)
        hop = tree.hop(payment, 0)
        with pytest.raises(refusals.MoneyOnItsWay, match="가온열처리"):
            self.cancel(tree, 2)
        tree.confirm(hop, 1)
        tree.confirm(tree.hop(payment, 1), 2)
        self.cancel(tree, 0)
        assert_balanced(tree)

    def test_withdraws_cases_below_and_open_requests(self, tree: Chain):
        draft = tree.propose(0, 1, 10_000_000)
        second = tree.propose(0, 1, 50_000_000, title="둘째")
        cases.add_cost(second, tree.technology, 500_000_000)
        awarded = tree.award(second, 1, 50_000_000)
        asked = tree.requested(tree.grants[2], tree.reps[2], 10_000_000)
        operations.check_payment(
            payment=asked, decisions=all_accepted(asked), finding="확인", by=tree.officer, at=MOMENT
        )

        self.cancel(tree, 0)

        for case in (draft, awarded, asked):
            case.refresh_from_db()
            assert case.status == "WITHDRAWN"
        assert_balanced(tree)

    def test_ends_conditions_and_objections_below(self, tree: Chain):
        refused, second, third = (tree.propose(0, 1, won * 1_000_000) for won in (10, 50, 60))
        for draft in (refused, second, third):
            cases.add_cost(draft, tree.technology, 10_000_000)
            tree.assessed(draft, 1)
        applications.refuse(application=refused, reason="지원 대상이 아님", by=tree.approver, at=MOMENT)
        objection = applications.object_to(
            application=refused, against="REFUSAL", grounds="대상임", by=tree.reps[1], at=MOMENT
        )
        conditions = [applications.Condition("사진을 낼 것", MOMENT.date())]
        accepted, waiting = (
            applications.award(
                application=case, amount=1_000_000, reason="결정", effective_on=MOMENT.date(),
                conditions=conditions, by=tree.approver, at=MOMENT,
            ) for case in (second, third)
        )  # fmt: skip
        operations.accept_award(application=accepted, by=tree.reps[1], at=MOMENT)

        self.cancel(tree, 0)

        objection.refresh_from_db()
        assert objection.status == "WITHDRAWN"
        assert [case.conditions.get().status for case in (accepted, waiting)] == ["WAIVED", "WAIVED"]
        assert not Item.objects.open().filter(subject_kind__in=["condition", "objection"], is_notice=False)

    def test_refuses_anything_under_it_afterwards(self, tree: Chain):
        self.cancel(tree, 1)

        with pytest.raises(LineHalted):
            tree.propose(1, 2, 1_000)
        with pytest.raises(refusals.GrantClosed):
            operations.draft_payment(grant=tree.fresh(2), by=tree.reps[2], at=MOMENT)
        with pytest.raises(InvalidTransition):
            self.cancel(tree, 1)

    def test_refuses_the_officer_who_may_only_suspend(self, tree: Chain):
        with pytest.raises(PermissionDenied):
            operations.cancel_grant(grant=tree.grants[0], reason="위반", by=tree.officer, at=MOMENT)


class TestEffects:
    def test_are_what_is_done(self, tree: Chain):
        tree.propose(0, 1, 10_000_000)
        said = [(effect.depth, str(effect.firm)) for effect in effects.of_cancelling(tree.grants[0])]

        assert said == [(1, "가온열처리"), (2, "나래도금"), (1, "가온열처리"), (0, "한빛정밀")]
        assert "800,000,000" not in effects.of_cancelling(tree.grants[0])[1].sentence
        top = effects.of_cancelling(tree.grants[0])[-1].sentence
        assert "400,000,000" in top

    def test_of_suspending_and_shrinking_name_everything_below(self, tree: Chain):
        tree.propose(0, 1, 10_000_000)

        assert len(effects.of_suspending(tree.grants[0])) == 4
        assert len(effects.of_shrinking(tree.grants[0])) == 4
