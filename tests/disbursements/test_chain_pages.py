"""Pages of the chain of subsidies: proposed, handed on, paid back, suspended, shrunk and cancelled by clicking."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from core.inbox.models import Item
from core.ledger.queries import balance
from core.users.models import User
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import node_figures, open_duties
from programs.models import Program
from reporting.dashboards.chain import heads
from reporting.dashboards.queries.chain import tree as chain_of
from tests.disbursements.chains import Chain
from tests.factories import cases
from tests.factories.people import MOMENT


@pytest.fixture
def as_person(settings) -> Callable[[User], Client]:
    """Return a browser of a person, in English."""

    def sign_in(person: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return sign_in


def page(client: Client, name: str, case: object) -> str:
    """Return what a page says; it must be there."""
    answer = client.get(reverse(name, args=[case.public_id]))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(client: Client, name: str, case: object, **data: object) -> None:
    """Send the form of a page; it must be taken."""
    answer = client.post(reverse(name, args=[case.public_id]), data)
    assert answer.status_code == 302, answer.content.decode()


class TestProposing:
    def test_shows_what_is_left_and_leads_back_to_ones_own_case(self, tree: Chain, as_person):
        parent, client = tree.grants[0].application, as_person(tree.reps[0])

        assert "240,000,000" in page(client, "applications:regrant_propose", parent)
        send(
            client, "applications:regrant_propose", parent, firm=tree.firms[1].pk, amount="50,000,000",
            title="둘째 압축기", purpose="절감", starts_on="2026-04-01", ends_on="2026-12-31",
        )  # fmt: skip
        proposal = Application.objects.get(title="둘째 압축기")

        assert "둘째 압축기" in page(client, "applications:detail", parent)
        assert "50,000,000" in page(as_person(tree.reps[1]), "applications:detail", proposal)
        assert client.get(proposal.get_absolute_url()).status_code == 404
        page(client, "applications:regrant_retract", proposal)
        send(client, "applications:regrant_retract", proposal, reason="계획을 바꿈")
        proposal.refresh_from_db()
        assert proposal.status == "WITHDRAWN"

    def test_above_what_is_left_is_refused_with_what_is_left(self, tree: Chain, as_person):
        parent, client = tree.grants[0].application, as_person(tree.reps[0])
        terms = {"firm": tree.firms[1].pk, "title": "x", "starts_on": "2026-04-01", "ends_on": "2026-12-31"}
        answer = client.post(
            reverse("applications:regrant_propose", args=[parent.public_id]), {**terms, "amount": "240000001"}
        )

        assert answer.status_code == 422
        assert "At most 240,000,000 won can be handed on" in answer.content.decode()


class TestAwardPage:
    def test_says_out_of_whose_part_it_comes(self, tree: Chain, as_person):
        draft = tree.propose(0, 1, 50_000_000)
        cases.add_cost(draft, tree.technology, 500_000_000)
        assessed = tree.assessed(draft, 1)
        client = as_person(tree.approver)

        text = page(client, "applications:award", assessed)
        assert "out of what 한빛정밀 is to hand on" in text
        send(
            client, "applications:award", assessed, amount="50,000,000", regrant="0",
            effective_on=f"{MOMENT:%Y-%m-%d}", reason="평가에 따름",
        )  # fmt: skip
        assert balance(assessed.owner, "committed") == 50_000_000


class TestMoneyOfTheChain:
    def test_passed_on_counts_each_won_once_however_many_firms_it_went_through(
        self, tree: Chain, paid: PaymentRequest, as_person
    ):
        tree.confirm(tree.hop(paid, 0), 1)
        assert self.passed_on(tree) == 0  # it lies with tier 2 for the firm below
        tree.confirm(tree.hop(paid, 1), 2)
        assert self.passed_on(tree) == 60_000_000
        figures = node_figures(tree.grants)
        assert sum(figures[grant.pk].regranted for grant in tree.grants) == 120_000_000
        assert sum(figures[grant.pk].net for grant in tree.grants) == 60_000_000

    def passed_on(self, tree: Chain) -> int:
        top = chain_of(tree.consortium, tree.officer, MOMENT)
        return next(head.won for head in heads(top) if head.label == _("Passed on along the chain"))

    def test_is_due_by_the_days_under_which_its_holder_applied(
        self, tree: Chain, paid: PaymentRequest, as_person
    ):
        before = open_duties(tree.consortium)[0].due_on
        Program.objects.update(pass_through_days=1)
        assert open_duties(tree.consortium)[0].due_on == before
        assert f"{before}" in page(as_person(tree.reps[0]), "disbursements:grant", tree.grants[0])

    def test_who_has_nothing_of_its_own_is_not_told_to_ask_for_payment(self, chain: Chain):
        chain.top(0, 400_000_000)
        assert Item.objects.filter(kind="propose_regrants").count() == 1
        assert not Item.objects.filter(kind="request_payment").exists()


class TestHandingOn:
    def test_goes_from_page_to_page_to_its_firm(self, tree: Chain, paid: PaymentRequest, as_person):
        client = as_person(tree.reps[0])
        assert "Hand the subsidy on to the firm below" in page(client, "disbursements:grant", tree.grants[0])
        assert "가온열처리" in page(client, "disbursements:pass_through_record", tree.grants[0])
        hop = tree.hop(paid, 0)
        text = page(as_person(tree.reps[1]), "disbursements:pass_through_confirm", hop)

        assert "It is not yours" in text
        send(as_person(tree.reps[1]), "disbursements:pass_through_confirm", hop, amount_won="60,000,000")
        assert "나래도금" in page(as_person(tree.reps[1]), "disbursements:grant", tree.grants[1])
        last = tree.hop(paid, 1)
        send(as_person(tree.reps[2]), "disbursements:pass_through_confirm", last, amount_won="60,000,000")
        assert PassThrough.objects.filter(status="CONFIRMED").count() == 2
        for number in range(3):
            page(as_person(tree.reps[number]), "disbursements:grant", tree.grants[number])
            page(as_person(tree.officer), "disbursements:grant", tree.grants[number])

    def test_leads_from_what_is_owed_only_to_pages_of_its_reader(
        self, tree: Chain, paid: PaymentRequest, as_person
    ):
        for person, reads in ((tree.reps[0], False), (tree.officer, True)):
            text = as_person(person).get(reverse("disbursements:open_duties")).content.decode()
            assert str(paid) in text
            assert (paid.get_absolute_url() in text) is reads

    def test_leads_from_a_grant_only_to_pages_of_its_reader(self, tree: Chain, as_person):
        application = tree.grants[2].application
        for number, reads in ((0, False), (1, True), (2, True)):
            text = page(as_person(tree.reps[number]), "disbursements:grant", tree.grants[2])
            assert (application.get_absolute_url() in text) is reads

    def test_leads_back_where_nothing_lies(self, tree: Chain, as_person):
        client, grant = as_person(tree.reps[0]), tree.grants[0]

        answer = client.get(reverse("disbursements:pass_through_record", args=[grant.public_id]))

        assert (answer.status_code, answer.url) == (302, grant.get_absolute_url())

    def test_of_others_below_is_seen_from_above_at_any_depth(self, tree: Chain, as_person):
        page(as_person(tree.reps[0]), "disbursements:grant", tree.grants[2])
        above = reverse("disbursements:grant", args=[tree.grants[0].public_id])
        assert as_person(tree.reps[2]).get(above).status_code == 404


class TestStanding:
    def test_shows_every_effect_before_the_button(self, tree: Chain, as_person):
        for name in ("suspend", "shrink", "cancel"):
            text = page(as_person(tree.approver), f"disbursements:{name}", tree.grants[0])
            for firm in tree.firms:
                assert firm.name in text, (name, firm)

    def test_cancelling_names_what_has_to_come_back_first(self, tree: Chain, paid: PaymentRequest, as_person):
        client = as_person(tree.approver)

        assert "lie with 한빛정밀 to be handed on" in page(client, "disbursements:cancel", tree.grants[0])
        answer = client.post(
            reverse("disbursements:cancel", args=[tree.grants[0].public_id]), {"reason": "중대한 위반"}
        )
        assert answer.status_code == 422

    def test_suspends_resumes_shrinks_pays_back_and_cancels(
        self, tree: Chain, paid: PaymentRequest, as_person
    ):
        officer, approver, top = as_person(tree.officer), as_person(tree.approver), tree.grants[0]
        send(officer, "disbursements:suspend", top, reason="현장 점검")
        assert "is suspended" in page(as_person(tree.reps[2]), "disbursements:grant", tree.grants[2])
        page(officer, "disbursements:resume", top)
        send(officer, "disbursements:resume", top, reason="점검 마침")
        send(approver, "disbursements:shrink", top, own_won="1,000", regrant_won="2,000", reason="사업 축소")
        page(officer, "disbursements:money_return", top)
        send(
            officer, "disbursements:money_return", top, payment=paid.pk, amount="60,000,000",
            paid_on=f"{MOMENT:%Y-%m-%d}", bank_reference="BACK-1", reason="사업 중단",
        )  # fmt: skip
        send(approver, "disbursements:cancel", top, reason="중대한 위반")

        assert Grant.objects.filter(status="CANCELLED").count() == 3
        assert "Taken back" in page(officer, "disbursements:grant", top)

    def test_records_what_the_bank_sent_back(self, tree: Chain, as_person):
        payment = tree.released(tree.grants[2], tree.reps[2], 500_000_000)
        page(as_person(tree.officer), "disbursements:payment_bounce", payment)

        send(as_person(tree.officer), "disbursements:payment_bounce", payment, reason="계좌 오류")

        payment.refresh_from_db()
        assert payment.status == "APPROVED"
