"""One box finds whatever an auditor holds in hand, within the scope, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.ledger.models import Transfer
from core.ui.search import Question
from core.workflow import clock
from disbursements.models import Asset, PassThrough
from reporting.auditing.search import search
from reporting.auditing.trails.addresses import trail_of
from reporting.claims.models import Claim
from reporting.statements.models import Statement
from tests.claims.conftest import make
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def claim(running, anchor_rep) -> Claim:
    return make(running, anchor_rep, MOMENT)


def leads(user, text):
    """Return every address that a question leads to."""
    return {hit.href for one in search(user, Question(text), MOMENT) for hit in one.hits}


class TestHeldInHand:
    @pytest.fixture
    def held(self, claim, grant, measure) -> dict[str, tuple[str, str]]:
        """What an auditor may hold in hand → the trail it leads to."""
        payment, passed = grant.payment_requests.get(), PassThrough.objects.get()
        line, lot, asset = payment.lines.get(), Statement.objects.get(), Asset.objects.get()
        asset.serials.create(number="SN-4711", mark="TEST:SN4711")
        meter = measure.meters.create(quantity="electricity_kwh", unit="kWh", serial="EL-77")
        assert meter
        return {
            "key of a transfer": (f"confirm:{payment.pk}:held", trail_of(payment)),
            "event": (f"pass:{passed.pk}:confirm", trail_of(passed)),
            "key of an award": (f"award:{grant.application_id}", trail_of(grant)),
            "key of a signature": (f"verify:{lot.pk}:{claim.consortium_id}", trail_of(lot)),
            "id of a transfer": (Transfer.objects.get(event=f"claim:{claim.pk}").public_id, trail_of(claim)),
            "bank reference": (payment.bank_reference, trail_of(payment)),
            "reference of money passed on": (passed.bank_reference, trail_of(passed)),
            "invoice number": (line.invoice_number, trail_of(payment)),
            "supplier's business number": (line.supplier_number, trail_of(payment)),
            "asset number": (asset.number, trail_of(payment)),
            "serial number": ("sn-4711", trail_of(payment)),
            "business number": (grant.firm.business_number, trail_of(grant)),
            "firm": (grant.firm.name, trail_of(grant)),
            "grant": (grant.public_id, trail_of(grant)),
            "title": (grant.application.title, trail_of(grant)),
            "application": (grant.application.public_id, trail_of(grant)),
            "SHA-256": (line.invoice.blob.sha256.upper(), trail_of(grant)),
            "name of a file": ("quote.pdf", trail_of(grant)),
            "meter": ("el-77", trail_of(measure)),
            "measure": (measure.name, trail_of(measure)),
            "statement": (lot.public_id, trail_of(lot)),
            "claim": (claim.public_id, trail_of(claim)),
            "call": (grant.consortium.call.code, trail_of(grant.consortium.call)),
        }  # fmt: skip

    def test_leads_to_its_trail(self, held, auditor):
        wrong = {what: text for what, (text, href) in held.items() if href not in leads(auditor, text)}

        assert len(held) > 20
        assert wrong == {}

    def test_another_office_finds_nothing_of_it(self, held, other_officer):
        trails = {href for _text, href in held.values()}

        found = {what: text for what, (text, _) in held.items() if leads(other_officer, text) & trails}
        assert found == {}

    def test_a_firm_finds_nothing_here(self, held, tier1_rep):
        assert [leads(tier1_rep, text) for text, _href in held.values()] == [set()] * len(held)


class TestPage:
    @pytest.mark.parametrize("text", ["", "x", "없는 것", "‮'\"<script>\x00", "한빛정밀", "9" * 200])
    def test_answers_whatever_is_typed(self, running, as_auditor, text):
        answer = as_auditor.get(reverse("auditing:follow"), {"q": text})

        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().split("</header>", 2)[-1]

    def test_takes_as_many_queries_however_much_there_is(self, claim, running, auditor, tier1_rep, grant):
        def number():
            with CaptureQueriesContext(connection) as seen:
                assert search(auditor, Question(grant.firm.name), MOMENT)
            return len(seen)

        search(auditor, Question(grant.firm.name), MOMENT)
        before = number()
        from tests.factories import cases

        for _n in range(4):
            cases.draft(running, grant.firm, tier1_rep)
        PassThrough.objects.get()
        make(running, claim.claimed_by, MOMENT, 1_000)
        make(running, claim.claimed_by, MOMENT, 1_000)
        assert number() == before
        assert before < 60


def test_it_is_in_the_menu_of_those_alone_who_may_use_it(auditor, officer, tier1_rep, client):
    for person, is_there in ((auditor, True), (officer, True), (tier1_rep, False)):
        client.force_login(person)
        shown = reverse("auditing:follow") in client.get("/firms/").content.decode()
        assert shown is is_there, person
