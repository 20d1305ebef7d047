"""Whatever happens in whatever order: every won of every node is somewhere, and only once."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.models import Account, Transfer
from core.workflow.refusals import Refusal
from disbursements import operations
from disbursements.figures import duty_gap, gift_gap, identity_gap
from disbursements.models import PassThrough, PaymentRequest
from disbursements.queries import left_of_award, node_figures
from tests.disbursements.conftest import invoice_number, line_terms
from tests.factories import cases
from tests.factories.cases import all_accepted

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "ask",
                "return",
                "check",
                "approve",
                "release",
                "confirm",
                "bounce",
                "pass",
                "take",
                "dispute",
                "spend",
            ]
        ),
        st.integers(min_value=1, max_value=90_000_000),
    ),
    min_size=1,
    max_size=25,
)


class Play:
    """One grant, one linked under it, and everybody who acts on them."""

    def __init__(self, grant, linked, people, at):
        self.grant, self.linked, self.people, self.at, self.count = grant, linked, people, at, 0

    def step(self, act, amount):
        self.count += 1
        try:
            with transaction.atomic():
                getattr(self, f"do_{act}")(amount)
        except Refusal:
            pass

    def _payment(self, *statuses):
        return PaymentRequest.objects.filter(grant=self.grant, status__in=statuses).order_by("pk").first()

    def do_ask(self, amount):
        rep = self.people["tier1_rep"]
        payment = self._payment("DRAFTED", "RETURNED") or operations.draft_payment(
            grant=self.grant, by=rep, at=self.at
        )
        terms = line_terms(self.grant, rep, n=self.count, supply_won=amount)
        operations.add_payment_line(payment=payment, **terms, by=rep, at=self.at)
        operations.submit_payment(payment=payment, by=rep, at=self.at)

    def do_return(self, _amount):
        if payment := self._payment("SUBMITTED", "CHECKED"):
            operations.return_payment(payment=payment, reason="보완", by=self.people["officer"], at=self.at)

    def do_check(self, _amount):
        if payment := self._payment("SUBMITTED"):
            operations.check_payment(
                payment=payment,
                decisions=all_accepted(payment),
                finding="확인",
                by=self.people["officer"],
                at=self.at,
            )

    def do_approve(self, _amount):
        if payment := self._payment("CHECKED"):
            operations.approve_payment(payment=payment, by=self.people["approving_officer"], at=self.at)

    def do_release(self, _amount):
        if payment := self._payment("APPROVED"):
            operations.release_payment(payment=payment, by=self.people["paying_officer"], at=self.at)

    def do_bounce(self, _amount):
        if payment := self._payment("RELEASED", "CONFIRMED"):
            operations.return_from_bank(
                payment=payment, reason="계좌 오류", by=self.people["officer"], at=self.at
            )

    def do_confirm(self, _amount):
        if payment := self._payment("RELEASED"):
            operations.confirm_payment(
                payment=payment,
                paid_on=self.at.date(),
                bank_reference=f"B{self.count}",
                amount_won=payment.payable_won,
                by=self.people["officer"],
                at=self.at,
            )

    def do_pass(self, amount):
        rep = self.people["tier1_rep"]
        operations.record_pass_through(
            payer=self.grant,
            receiver=self.linked,
            amount_won=amount,
            paid_on=self.at.date(),
            bank_reference=f"G{PassThrough.objects.count()}",
            evidence=cases.paper(rep),
            by=rep,
            at=self.at,
        )

    def _given(self):
        return PassThrough.objects.filter(receiver=self.linked, status="RECORDED").order_by("pk").first()

    def do_take(self, _amount):
        if given_ := self._given():
            operations.confirm_pass_through(
                pass_through=given_, amount_won=given_.amount_won, by=self.people["tier2_rep"], at=self.at
            )

    def do_dispute(self, _amount):
        if given_ := self._given():
            operations.dispute_pass_through(
                pass_through=given_, reason="미입금", by=self.people["tier2_rep"], at=self.at
            )

    def do_spend(self, amount):
        rep = self.people["tier2_rep"]
        operations.record_gift_use(
            grant=self.linked,
            name="부품",
            invoice_number=invoice_number(900_000 + self.count),
            spent_on=self.at.date(),
            amount_won=amount,
            invoice=cases.paper(rep),
            by=rep,
            at=self.at,
        )


@pytest.mark.django_db
class TestIdentity:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(steps=STEPS)
    def test_holds_after_any_sequence(
        self,
        steps,
        grant,
        linked_grant,
        tier1_rep,
        tier2_rep,
        officer,
        approving_officer,
        paying_officer,
        moment: dt.datetime,
    ):
        people = {
            "tier1_rep": tier1_rep,
            "tier2_rep": tier2_rep,
            "officer": officer,
            "approving_officer": approving_officer,
            "paying_officer": paying_officer,
        }
        play, undo = Play(grant, linked_grant, people, moment), transaction.savepoint()
        for act, amount in steps:
            play.step(act, amount)
            self.check(grant, linked_grant)
        transaction.savepoint_rollback(undo)

    def check(self, grant, linked_grant):
        figures = node_figures([grant, linked_grant])
        for node in figures.values():
            assert (identity_gap(node), gift_gap(node), duty_gap(node)) == (0, 0, 0)
        subsidy, gift = figures[grant.pk], figures[linked_grant.pk]
        assert subsidy.committed + subsidy.paying + subsidy.received == grant.awarded_won
        assert subsidy.duty_owed == subsidy.received
        assert gift.received == subsidy.gift_received == 0
        assert (subsidy.passed_on, subsidy.in_transit) == (gift.gift_received, gift.gift_incoming)
        assert 0 <= left_of_award(grant) <= grant.awarded_won
        assert sum(a.balance for a in Account.objects.all()) == 0
        assert Transfer.objects.exists()
