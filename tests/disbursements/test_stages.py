"""Advances met by invoices, and what is held back of payments until the last one, to the won."""

import datetime as dt

import pytest
from django.db import transaction

from core.inbox.models import Item
from core.ledger.models import Transfer
from core.ledger.refusals import InvalidAmount
from core.users.permissions import NotAllowed
from core.workflow.refusals import InvalidTransition
from disbursements import operations, refusals, stages
from disbursements.figures import award_gap, identity_gap
from disbursements.hands import Hand
from disbursements.models import PaymentRequest
from disbursements.permissions.limits import at_stake
from disbursements.queries import left_of_award, node_figures
from disbursements.queries.assets import paid_equipment
from disbursements.queries.debts import free_won, recoverable
from disbursements.queries.held import free_held
from disbursements.queries.settlements import known_lines, own_burden
from disbursements.queries.stages import left_of_kept, not_drawn
from disbursements.refusals import stages as no
from disbursements.refusals.assets import AssetsIncomplete
from disbursements.refusals.debts import MoreThanLies
from programs.models import PaymentStage
from reporting.dashboards import books
from reporting.exports.steps import TABLES
from tests.disbursements.conftest import line_terms
from tests.factories.cases import all_accepted

pytestmark = pytest.mark.django_db


def differences() -> list[str]:
    return [str(one) for comparison in books.check() for one in comparison.differences]


class TestParts:
    @pytest.mark.parametrize(
        ("accepted", "held", "bp", "parts"),
        [
            (100, 0, 0, (0, 0, 100)),
            (100, 30, 0, (30, 0, 70)),
            (100, 100, 1_000, (100, 0, 0)),
            (100, 101, 1_000, (100, 0, 0)),
            (101, 0, 1_000, (0, 10, 91)),
            (100, 1, 1_000, (1, 9, 90)),
            (1, 0, 9_999, (0, 0, 1)),
        ],
    )
    def test_an_advance_comes_first_and_the_rest_is_held_back_in_part(self, accepted, held, bp, parts):
        found = stages.parts_of(accepted_won=accepted, held_won=held, kept_bp=bp)
        assert (found.covered_won, found.kept_won, found.payable_won) == parts

    def test_what_was_held_back_first_is_paid_first(self):
        assert stages.still_kept([(1, 10), (2, 5)], 12) == {1: 0, 2: 3}


@pytest.fixture
def stage(program):
    def make(kind, share_bp, conditions=()):
        return PaymentStage.objects.create(
            program=program, kind=kind, share_bp=share_bp, conditions=list(conditions),
            valid_from=dt.date(2026, 1, 1), source_ko="설정", source_en="A setting",
        )  # fmt: skip

    return make


@pytest.fixture
def pay(officer, approving_officer, paying_officer, moment):
    """Walk a checked request through approval, release and the bank."""

    def walk(payment: PaymentRequest) -> PaymentRequest:
        operations.approve_payment(payment=payment, by=approving_officer, at=moment)
        operations.release_payment(payment=payment, by=paying_officer, at=moment)
        return operations.confirm_payment(
            payment=payment, paid_on=moment.date(), bank_reference=f"B-{payment.number}",
            amount_won=payment.payable_won, by=officer, at=moment,
        )  # fmt: skip

    return walk


@pytest.fixture
def bare(grant, tier1_clerk, tier1_rep, moment):
    """Ask for something without lines."""

    def ask(kind, amount_won=None) -> PaymentRequest:
        payment = operations.draft_payment(
            grant=grant, kind=kind, amount_won=amount_won, by=tier1_clerk, at=moment
        )
        return operations.submit_payment(payment=payment, by=tier1_rep, at=moment)

    return ask


@pytest.fixture
def check(officer, moment):
    def decide(payment, **extra) -> PaymentRequest:
        terms = {"decisions": all_accepted(payment), "finding": "확인함", "by": officer, "at": moment}
        return operations.check_payment(payment=payment, **terms, **extra)

    return decide


@pytest.fixture
def asked(grant, tier1_clerk, tier1_rep, moment):
    """Ask against one invoice; the grant pays 60 % of it."""

    def ask(n, supply_won, kind="INTERIM") -> PaymentRequest:
        payment = operations.draft_payment(grant=grant, kind=kind, by=tier1_clerk, at=moment)
        terms = line_terms(grant, tier1_clerk, n=n, supply_won=supply_won)
        operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
        return operations.submit_payment(payment=payment, by=tier1_rep, at=moment)

    return ask


@pytest.fixture
def advance(stage, bare, check, pay):
    """30 of the 120 million won, held by the firm."""
    stage("ADVANCE", 2_500)
    return pay(check(bare("ADVANCE", 30_000_000)))


class TestAdvance:
    def test_kept_for_lines_is_not_recovered_beside_what_was_proposed(
        self, advance, grant, asked, check, officer, moment
    ):
        def propose(amount):
            return operations.propose_debt(
                grant=grant, ground="MISUSE", amount=amount, reason="목적 외 사용", by=officer, at=moment
            )

        assert propose(10_000_000).held_won == 10_000_000
        check(asked(1, 40_000_001))  # keeps 24 of the 30 million
        assert recoverable(grant) == (0, 0)
        with pytest.raises(MoreThanLies):
            propose(1)

    def test_is_held_and_met_by_invoices_to_the_won(
        self, advance, grant, asked, check, pay, lies, officer, approving_officer, moment
    ):
        assert (lies(grant, "held"), lies(grant, "spent"), lies(grant, "committed")) == (
            30_000_000, 0, 90_000_000,
        )  # fmt: skip
        assert (left_of_award(grant), not_drawn(grant)) == (120_000_000, 90_000_000)
        duty = Transfer.objects.get(key=f"confirm:{advance.pk}:duty")
        assert duty.amount == 30_000_000

        small = asked(1, 40_000_001)
        assert small.to_pay_won == 24_000_000
        small = check(small)
        assert (small.status, small.covered_won, small.payable_won) == ("CHECKED", 24_000_000, 0)
        assert (lies(grant, "held"), free_held(grant)) == (30_000_000, 6_000_000)  # kept for it
        assert differences() == []
        with pytest.raises(NotAllowed):
            operations.approve_payment(payment=small, by=officer, at=moment)
        small = operations.approve_payment(payment=small, by=approving_officer, at=moment)
        assert (small.status, small.to_pay_won) == ("COVERED", 0)
        assert [row["지급금액"] for row in TABLES["PAYMENT"].read(grant.consortium.program)] == [
            30_000_000,
            0,
        ]
        moved = Transfer.objects.get(key=f"cover:{small.pk}:1")
        assert (moved.source.code, moved.target.code, moved.amount) == ("held", "spent", 24_000_000)
        assert Item.objects.open().filter(kind="payment_covered", subject_id=small.pk).exists()
        assert list(paid_equipment()) == list(small.lines.all()) == [grant.assets.get().lines.get().line]

        rest = check(asked(2, 100_000_000))
        assert (rest.status, rest.covered_won, rest.payable_won) == ("CHECKED", 6_000_000, 54_000_000)
        assert (at_stake(rest, Hand.APPROVE), at_stake(rest, Hand.RELEASE)) == (60_000_000, 54_000_000)
        assert (lies(grant, "held"), lies(grant, "spent")) == (0, 30_000_000)
        pay(rest)
        assert (lies(grant, "spent"), lies(grant, "committed")) == (84_000_000, 36_000_000)
        figures = node_figures([grant])[grant.pk]
        assert (figures.received, award_gap(figures), identity_gap(figures)) == (84_000_000, 0, 0)
        assert not Transfer.objects.filter(key=f"cover:{rest.pk}:2").exists()
        assert sum(known.paid_won for known in known_lines(grant)) == 84_000_000
        assert own_burden(grant) == 140_000_001 - 84_000_000
        assert differences() == []

    def test_goes_back_with_the_request_it_covered(
        self, advance, grant, asked, check, approving_officer, tier1_rep, lies, moment
    ):
        payment = check(asked(1, 50_000_000))  # covered whole: nothing moved yet, nothing moves back
        operations.return_payment(payment=payment, reason="금액 확인", by=approving_officer, at=moment)
        operations.remove_payment_line(line=payment.lines.get(), by=tier1_rep, at=moment)
        terms = line_terms(grant, tier1_rep, n=2, supply_won=100_000_000)
        operations.add_payment_line(payment=payment, **terms, by=tier1_rep, at=moment)
        payment = check(operations.submit_payment(payment=payment, by=tier1_rep, at=moment))
        operations.return_payment(payment=payment, reason="계좌 확인", by=approving_officer, at=moment)
        payment.refresh_from_db()
        assert (payment.covered_won, payment.payable_won) == (0, 0)
        assert (lies(grant, "held"), lies(grant, "spent")) == (30_000_000, 0)
        again = check(operations.submit_payment(payment=payment, by=tier1_rep, at=moment))
        assert (again.covered_won, again.payable_won) == (30_000_000, 30_000_000)
        assert set(Transfer.objects.filter(key__contains="cover:").values_list("key", flat=True)) == {
            f"cover:{payment.pk}:2", f"reverse:cover:{payment.pk}:2", f"cover:{payment.pk}:3",
        }  # fmt: skip
        assert differences() == []

    def test_binds_no_set_off_once_it_covers_the_whole_request(
        self, advance, grant, asked, check, officer, approving_officer, tier1_clerk, tier1_rep, moment
    ):
        debt = operations.propose_debt(
            grant=grant, ground="MISUSE", amount=10_000_000, reason="목적 외", by=officer, at=moment
        )
        operations.order_debt(debt=debt, reason="목적 외", by=approving_officer, at=moment)
        payment = check(asked(1, 50_000_000))
        operations.bind_set_off(
            payment=payment, debt=debt, amount=10_000_000, by=approving_officer, at=moment
        )
        assert free_won(debt) == 0
        operations.return_payment(payment=payment, reason="보완", by=approving_officer, at=moment)
        operations.remove_payment_line(line=payment.lines.get(), by=tier1_clerk, at=moment)
        terms = line_terms(grant, tier1_clerk, n=9, supply_won=20_000_000)
        operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
        asked_again = check(operations.submit_payment(payment=payment, by=tier1_rep, at=moment))
        again = operations.approve_payment(payment=asked_again, by=approving_officer, at=moment)
        assert (again.status, free_won(debt)) == ("COVERED", 10_000_000)

    def test_never_comes_to_more_than_stage_or_award(
        self, stage, grant, bare, asked, check, tier1_rep, moment
    ):
        with pytest.raises(no.NoAdvance):
            bare("ADVANCE", 1)
        stage("ADVANCE", 2_500)
        with pytest.raises(InvalidAmount):
            bare("ADVANCE")
        with pytest.raises(refusals.AboveStage, match="30,000,000"):
            bare("ADVANCE", 30_000_001)
        payment = grant.payment_requests.get()
        operations.set_advance(payment=payment, amount_won=30_000_000, by=tier1_rep, at=moment)
        operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
        lines = asked(1, 150_000_001)
        assert not_drawn(grant) == 0
        with pytest.raises(no.AdvanceAboveAward):
            bare("ADVANCE", 1)
        check(payment)
        with pytest.raises(no.AdvanceOnItsWay, match="#1"):
            check(lines)
        with pytest.raises(no.NotAnAdvance):
            operations.set_advance(payment=lines, amount_won=1, by=tier1_rep, at=moment)
        with pytest.raises(InvalidTransition):
            check(payment)

    def test_what_of_it_was_paid_back_bears_no_invoice(
        self, advance, grant, asked, officer, tier1_clerk, moment
    ):
        operations.record_return(
            grant=grant, amount=30_000_000, paid_on=moment.date(), bank_reference="R-1", reason="미사용",
            by=officer, at=moment,
        )  # fmt: skip
        assert (left_of_award(grant), not_drawn(grant)) == (90_000_000, 90_000_000)
        payment = asked(1, 200_000_000)
        assert payment.requested_won == 90_000_000
        assert differences() == []

    def test_bears_no_lines_and_the_database_agrees(self, advance, grant, tier1_clerk, moment):
        draft = operations.draft_payment(grant=grant, kind="INTERIM", by=tier1_clerk, at=moment)
        with pytest.raises(Exception, match="amount asked is fixed"), transaction.atomic():
            PaymentRequest.objects.filter(pk=draft.pk).update(kind="ADVANCE")
        with pytest.raises(Exception, match="sum of the accepted lines"), transaction.atomic():
            PaymentRequest.objects.filter(pk=advance.pk).update(payable_won=29_999_999)

    def test_is_not_paid_through_the_chain(self, stage, tree):
        stage("ADVANCE", 2_500)
        with pytest.raises(no.NoAdvanceThroughChain):
            operations.draft_payment(
                grant=tree.grants[2], kind="ADVANCE", amount_won=1, by=tree.reps[2], at=tree.at
            )


class TestHeldBack:
    def test_of_each_interim_payment_is_paid_once_its_conditions_are_met(
        self, stage, grant, asked, bare, check, pay, lies
    ):
        stage("HOLD_BACK", 1_000, ["NO_DISCREPANCY"])
        with pytest.raises(no.NothingHeldBack):
            bare("HOLD_BACK")
        first = check(asked(1, 100_000_005))
        assert (first.requested_won, first.kept_won, first.payable_won) == (60_000_003, 6_000_000, 54_000_003)
        assert left_of_kept(grant) == 0
        pay(first)
        final = check(asked(2, 50_000_000, "FINAL"))
        assert (final.kept_won, final.payable_won) == (0, 30_000_000)
        pay(final)
        assert (left_of_kept(grant), lies(grant, "spent"), lies(grant, "committed")) == (
            6_000_000, 84_000_003, 35_999_997,
        )  # fmt: skip
        assert sum(known.paid_won for known in known_lines(grant)) == 84_000_003
        assert (left_of_award(grant), not_drawn(grant)) == (29_999_997, 29_999_997)

        kept = check(bare("HOLD_BACK"))
        assert (kept.requested_won, kept.payable_won, left_of_kept(grant)) == (6_000_000, 6_000_000, 0)
        with pytest.raises(no.NothingHeldBack):
            bare("HOLD_BACK")
        pay(kept)
        assert (lies(grant, "spent"), lies(grant, "held")) == (90_000_003, 0)
        assert sum(known.paid_won for known in known_lines(grant)) == 90_000_003
        assert Transfer.objects.filter(key=f"confirm:{kept.pk}:spent", amount=6_000_000).exists()
        assert differences() == []

    def test_waits_for_the_conditions_of_the_final_payment(self, stage, asked, bare, check, pay):
        kept = stage("HOLD_BACK", 1_000)
        pay(check(asked(1, 100_000_000)))
        kept.delete()
        stage("FINAL", 10_000, ["ASSETS_COMPLETE"])
        with pytest.raises(AssetsIncomplete, match="-01"):
            bare("HOLD_BACK")

    def test_stays_while_the_request_that_it_is_of_may_go_back(
        self, stage, asked, bare, check, pay, officer, approving_officer, moment
    ):
        stage("HOLD_BACK", 1_000)
        payment = pay(check(asked(1, 100_000_000)))
        bare("HOLD_BACK")
        operations.return_from_bank(payment=payment, reason="계좌 오류", by=officer, at=moment)
        with pytest.raises(no.HeldBackAskedFor):
            operations.return_payment(payment=payment, reason="다시", by=approving_officer, at=moment)
        assert differences() == []


class TestPages:
    def test_say_what_is_paid_in_advance_and_held_back(
        self, advance, stage, grant, asked, check, pay, tier1_clerk, officer, visit
    ):
        page = visit(tier1_clerk, "grant", grant.public_id).content.decode()
        assert "30,000,000" in page
        assert "선금" in visit(officer, "payment", advance.public_id).content.decode()
        stage("HOLD_BACK", 1_000)
        pay(check(asked(1, 100_000_000)))
        assert "3,000,000" in visit(tier1_clerk, "grant", grant.public_id).content.decode()
        page = visit(tier1_clerk, "payment_draft", grant.public_id).content.decode()
        assert "유보금 지급" in page
        answer = visit(tier1_clerk, "payment_draft", grant.public_id, kind="ADVANCE")
        assert "선금으로 신청할 금액을 입력하세요" in answer.content.decode()
        answer = visit(tier1_clerk, "payment_draft", grant.public_id, kind="HOLD_BACK")
        draft = grant.payment_requests.get(status="DRAFTED")
        assert (answer.status_code, draft.requested_won) == (302, 3_000_000)

    def test_let_the_firm_change_the_amount_of_its_advance(self, stage, grant, tier1_clerk, visit):
        stage("ADVANCE", 2_500)
        visit(tier1_clerk, "payment_draft", grant.public_id, kind="ADVANCE", amount_won="20,000,000")
        draft = grant.payment_requests.get()
        assert draft.requested_won == 20_000_000
        assert visit(tier1_clerk, "payment", draft.public_id).status_code == 200
        visit(tier1_clerk, "payment_advance", draft.public_id, amount_won="10,000,000")
        draft.refresh_from_db()
        assert draft.requested_won == 10_000_000
