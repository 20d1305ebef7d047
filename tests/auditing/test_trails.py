"""The trail of a won through two tiers, and of a tonne from its meter to its claim."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.ledger.models import Transfer
from core.workflow import clock
from disbursements.models import PassThrough, PaymentRequest
from reporting.auditing.trails import tonne, won
from reporting.auditing.trails.addresses import trail_of
from reporting.claims.models import Claim
from reporting.dashboards.queries.causes import caused_by, transfers_by
from reporting.statements.models import Statement
from tests.claims.conftest import make
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


def stage_of(trail, key):
    return next(stage for stage in trail.stages if stage.key == key)


def moved(trail):
    return {move.transfer.key for stage in trail.stages for step in stage.steps for move in step.moves}


@pytest.fixture
def arrived(tree, paid):
    """60 million won of tier 3, handed on by tier 1 and tier 2, and confirmed there."""
    for payer in range(2):
        tree.confirm(tree.hop(paid, payer), payer + 1)
    return PaymentRequest.objects.get(pk=paid.pk)


class TestIndirect:
    def test_a_payment_leads_from_the_budget_through_every_tier_to_its_invoice(self, arrived, tree, auditor):
        trail = won.of_payment(arrived, auditor, MOMENT)

        assert [stage.key for stage in trail.stages] == [
            "budget", "awards", "payment", "handed_on", "spent", "assets",
        ]  # fmt: skip
        assert [step.what for step in stage_of(trail, "handed_on").steps] == [
            "한빛정밀 → 가온열처리",
            "가온열처리 → 나래도금",
        ]
        assert [step.amount for step in stage_of(trail, "awards").steps] == [
            800_000_000,
            160_000_000,
            60_000_000,
        ]
        (line,) = stage_of(trail, "spent").steps
        assert line.amount == arrived.payable_won
        assert [paper.sha256 for paper in line.papers] == [arrived.lines.get().invoice.blob.sha256]
        (asset,) = stage_of(trail, "assets").steps
        assert asset.amount == arrived.payable_won

    def test_every_transfer_of_the_payment_and_its_hops_stands_in_it_once(self, arrived, auditor):
        trail = won.of_payment(arrived, auditor, MOMENT)
        shown = [move.transfer.key for stage in trail.stages for step in stage.steps for move in step.moves]

        cases = {("payment", arrived.pk), *(("pass_through", hop.pk) for hop in arrived.hops.all())}
        caused = [one.key for one in Transfer.objects.all() if caused_by(one.event) in cases]
        assert len(caused) >= 6
        assert sorted(key for key in shown if key in caused) == sorted(caused)
        assert len(shown) == len(set(shown))

    def test_a_hop_is_followed_as_the_payment_whose_money_it_is(self, arrived, auditor):
        hop = arrived.hops.first()

        assert won.of_passed(hop, auditor, MOMENT).subject == arrived

    def test_a_grant_leads_down_to_the_linked_grants_below(self, arrived, tree, auditor):
        trail = won.of_grant(tree.fresh(0), auditor, MOMENT)

        (below,) = stage_of(trail, "below").steps
        assert below.trail == trail_of(tree.fresh(1))
        assert [step.is_here for step in stage_of(trail, "awards").steps] == [True]


class TestContribution:
    def test_a_payment_says_that_the_gifts_in_return_are_another_won(self, running, grant, auditor):
        trail = won.of_payment(grant.payment_requests.get(), auditor, MOMENT)

        gifts = stage_of(trail, "gifts")
        assert [step.amount for step in gifts.steps] == [25_000_000]
        assert "어느 지급" in str(gifts.note)
        assert gifts.steps[0].trail == trail_of(PassThrough.objects.get())

    def test_money_passed_on_leads_back_to_the_subsidy_and_on_to_the_purchases(self, running, auditor):
        trail = won.of_passed(PassThrough.objects.get(), auditor, MOMENT)

        assert [stage.key for stage in trail.stages] == ["budget", "awards", "payments", "passed"]
        assert any(key.endswith(":duty") for key in moved(trail))

    def test_a_call_leads_to_its_awards(self, running, call, grant, auditor):
        trail = won.of_call(call, auditor, MOMENT)

        assert [step.trail for step in stage_of(trail, "awards").steps] == [trail_of(grant)]
        assert stage_of(trail, "budget").steps[0].amount == call.budget_won


class TestTonne:
    @pytest.fixture
    def claim(self, running, anchor_rep) -> Claim:
        return make(running, anchor_rep, MOMENT)

    def test_a_lot_leads_from_its_meters_to_the_claims_that_hold_it(self, claim, auditor):
        lot = Statement.objects.get()
        trail = tonne.of_lot(lot, auditor, MOMENT)

        owners = stage_of(trail, "owners")
        assert [step.amount for step in owners.steps] == [10_000, 2_345]
        assert owners.steps[0].trail == trail_of(claim)
        assert "12.345" in str(owners.note)
        assert stage_of(trail, "shares").steps[0].amount == lot.booked_kg
        assert stage_of(trail, "equipment").steps[0].trail

    def test_a_claim_leads_back_to_its_lots(self, claim, auditor):
        trail = tonne.of_claim(claim, auditor, MOMENT)

        (lot,) = stage_of(trail, "lots").steps
        assert lot.trail == trail_of(Statement.objects.get())
        assert lot.amount == 10_000
        assert f"claim:{claim.pk}:{Statement.objects.get().pk}:{claim.consortium_id}" in moved(trail)

    def test_a_measure_leads_to_its_lots_and_to_the_won_that_paid_for_it(self, running, measure, auditor):
        trail = tonne.of_measure(measure, auditor, MOMENT)

        assert stage_of(trail, "lots").steps[0].trail == trail_of(Statement.objects.get())
        assert stage_of(trail, "equipment").steps[0].trail == trail_of(running.grants.order_by("pk").first())


class TestEvents:
    @pytest.mark.parametrize(
        ("event", "case"),
        [
            ("award:5", ("application", 5)),
            ("release:5", ("application", 5)),
            ("release:award:5:2", ("application", 5)),
            ("release:5:1", ("payment", 5)),
            ("confirm:12", ("payment", 12)),
            ("confirm:12:2", ("payment", 12)),
            ("bounce:12:1", ("payment", 12)),
            ("uncover:cover:12:1", ("payment", 12)),
            ("pass:3:confirm", ("pass_through", 3)),
            ("cure-claim:7:1:fraction", ("claim", 7)),
            ("restate:9", ("statement", 9)),
            ("debt:4:entry:2", ("debt", 4)),
            ("appropriate:1:X-1", None),
            ("close:1", ("year_close", 1)),
            ("cancel:6", ("grant", 6)),
            ("reduce:8", ("reduction", 8)),
            ("settlement:3:interest_paid", ("settlement", 3)),
            ("pledge_gift:2", ("pledge_gift", 2)),
            ("pledge_cash:2", ("pledge_cash", 2)),
        ],
    )
    def test_name_the_case_that_caused_them(self, event, case):
        assert caused_by(event) == case

    def test_an_award_has_none_of_the_releases_of_the_payment_of_the_same_number(self, running):
        payment = PaymentRequest.objects.get()
        found = transfers_by([("application", payment.pk)])

        assert not found.filter(event__startswith=f"release:{payment.pk}:").exists()


class TestPages:
    def test_all_trails_are_pages(self, running, grant, call, measure, anchor_rep, as_auditor: Client):
        claim = make(running, anchor_rep, MOMENT)
        things = [
            call, grant, grant.payment_requests.get(), PassThrough.objects.get(), measure,
            Statement.objects.get(), claim,
        ]  # fmt: skip
        for thing in things:
            assert as_auditor.get(trail_of(thing)).status_code == 200, thing

    def test_other_offices_see_none_of_it(self, running, grant, other_officer, client):
        client.force_login(other_officer)

        assert client.get(trail_of(grant)).status_code == 404

    def test_firms_follow_nothing(self, running, grant, tier1_rep, client):
        client.force_login(tier1_rep)

        assert client.get(trail_of(grant)).status_code == 403

    def test_a_trail_takes_as_many_queries_however_long_it_is(self, arrived, tree, auditor):
        def number():
            with CaptureQueriesContext(connection) as seen:
                won.of_payment(PaymentRequest.objects.get(pk=arrived.pk), auditor, MOMENT)
            return len(seen)

        won.of_payment(arrived, auditor, MOMENT)
        before = number()
        tree.paid(tree.grants[0], tree.reps[0], 100_000_000)
        tree.paid(tree.grants[1], tree.reps[1], 50_000_000)
        assert number() == before
