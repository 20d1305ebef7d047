"""What is still to be handed on, as the database finds it: the same won as payment by payment."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import duties, duty_done, open_duties, payments_owed
from tests.disbursements.chains import Chain
from tests.disbursements.conftest import line_terms
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_payment(
    confirmed_payment, grant, tier1_clerk, tier1_rep, officer, approving_officer, paying_officer, moment
) -> Any:
    """Half as much again, paid a day later."""
    payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
    terms = line_terms(grant, tier1_clerk, n=2, supply_won=50_000_000)
    operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
    operations.submit_payment(payment=payment, by=tier1_rep, at=moment)
    operations.check_payment(
        payment=payment, decisions=all_accepted(payment), finding="확인함", by=officer, at=moment
    )
    operations.approve_payment(payment=payment, by=approving_officer, at=moment)
    released = operations.release_payment(payment=payment, by=paying_officer, at=moment)
    return operations.confirm_payment(
        payment=released, paid_on=moment.date() + dt.timedelta(days=1), bank_reference="BANK-2",
        amount_won=released.payable_won, by=officer, at=moment + dt.timedelta(days=1),
    )  # fmt: skip


class TestContributions:
    @pytest.mark.parametrize("done", [0, 20_000_000, 60_000_000, 70_000_000, 90_000_000, 100_000_000])
    def test_are_open_payment_by_payment_as_the_rule_allots_them(
        self, confirmed_payment, second_payment, pass_on, grant: Grant, tier2_rep, moment, done
    ):
        if done:
            later = moment + dt.timedelta(days=1)
            passed = pass_on(done)
            operations.confirm_pass_through(pass_through=passed, amount_won=done, by=tier2_rep, at=later)
        allotted = duties(grant, duty_done(grant))

        assert len(allotted) == 2
        assert [(d.payment.pk, d.open_won, d.due_on, d.grant.pk) for d in open_duties(grant.consortium)] == [
            (duty.payment_id, duty.open_won, duty.due_on, grant.pk) for duty in allotted if duty.open_won
        ]


class TestSubsidyOnItsWay:
    def owed(self) -> list[tuple[int, int, dt.date]]:
        return list(payments_owed().values_list("holder_id", "open_won", "due_on"))

    def test_is_owed_by_whoever_holds_it_from_the_day_it_came(self, tree: Chain, paid: PaymentRequest):
        days = dt.timedelta(days=tree.consortium.program.pass_through_days)
        assert self.owed() == [(tree.grants[0].pk, 60_000_000, MOMENT.date() + days)]

        hop = tree.hop(paid, 0)
        assert self.owed() == []
        tree.at += dt.timedelta(days=3)
        tree.confirm(hop, 1)
        assert self.owed() == [(tree.grants[1].pk, 60_000_000, tree.at.date() + days)]

        tree.confirm(tree.hop(paid, 1, paid_on=tree.at.date()), 2)
        assert self.owed() == []

    def test_disputed_lies_where_it_lay(self, tree: Chain, paid: PaymentRequest):
        before = self.owed()
        hop = tree.hop(paid, 0)
        operations.dispute_pass_through(pass_through=hop, reason="입금 없음", by=tree.reps[1], at=tree.at)

        assert self.owed() == before


def listed(client: Client, person: User, **asked: str) -> Any:
    client.force_login(person)
    return client.get(reverse("disbursements:open_duties"), asked).context["listing"]


class TestList:
    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({"q": "한빛정밀"}, True),
            ({"q": "나래도금"}, False),
            ({"kind": "INDIRECT"}, True),
            ({"kind": "CONTRIBUTION"}, False),
            ({"sort": "-amount"}, True),
            ({"sort": "firm"}, True),
            ({"due": "overdue"}, True),
        ],
    )
    def test_is_narrowed_by_holder_kind_and_day(
        self, tree: Chain, paid: PaymentRequest, client: Client, asked, shown
    ):
        listing = listed(client, tree.officer, **asked)

        assert listing.count == int(shown)
        assert [row[0].text for row in listing.rows] == [tree.firms[0].name] * shown

    def test_shows_a_firm_only_what_lies_with_it_or_below(
        self, tree: Chain, paid: PaymentRequest, client: Client
    ):
        assert [listed(client, rep).count for rep in tree.reps] == [1, 0, 0]
