"""The search over everything: by words and numbers, only what one may see, in as many queries for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.ui import search
from core.ui.search import Question
from disbursements.models import PaymentLine, PaymentRequest
from tests.factories.people import FirmFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client, request):
    def ask(name, text):
        client.force_login(request.getfixturevalue(name))
        return client.get(reverse("dashboards:search"), {"q": text})

    return ask


def codes(page):
    return {one.kind.code for one in page.context["found"]}


class TestFinds:
    def test_everything_about_a_firm_by_its_name(self, find, running, tier1):
        page = find("officer", tier1.name)
        assert {
            "firms",
            "applications",
            "grants",
            "payments",
            "passed_on",
            "measures",
            "statements",
        } <= codes(page)
        assert tier1.get_absolute_url() in page.content.decode()

    def test_a_firm_by_part_of_its_number_with_hyphens(self, find, running, tier1):
        number = tier1.business_number
        page = find("officer", f"{number[:3]}-{number[3:5]}-{number[5:]}")
        assert [
            hit.title for one in page.context["found"] if one.kind.code == "firms" for hit in one.hits
        ] == [tier1.name]

    def test_a_payment_by_bank_reference_invoice_and_supplier(self, find, running):
        payment, line = PaymentRequest.objects.get(), PaymentLine.objects.get()
        for text in (payment.bank_reference, line.invoice_number, line.supplier_number):
            assert payment.get_absolute_url() in find("officer", text).content.decode(), text

    def test_words_in_any_order_across_fields(self, find, running, tier1):
        assert "applications" in codes(find("officer", f"압축기 {tier1.name}"))
        assert codes(find("officer", f"압축기 {tier1.name} 없는말")) == set()

    def test_a_consortium_and_a_programme(self, find, running):
        assert "consortia" in codes(find("officer", running.name))
        assert "programs" in codes(find("anchor_rep", running.program.name_ko))


class TestHides:
    def test_what_one_may_not_see(self, find, running, tier1):
        assert codes(find("rival_rep", tier1.name)) == set()
        found = find("tier2_rep", tier1.name)
        assert "payments" not in codes(found)
        assert "statements" not in codes(found)

    def test_from_strangers(self, client):
        answer = client.get(reverse("dashboards:search"), {"q": "한빛"})
        assert answer.status_code == 302
        assert b"data-search" not in client.get(reverse("account_login")).content

    @pytest.mark.parametrize(
        "text", ["", "   ", "한", "\x00", "%", "_", "'", "“", "a" * 5000, "<script>alert(1)</script>", "😀😀"]
    )
    def test_says_what_to_do_where_nothing_is_found(self, find, running, text):
        page = find("officer", text)
        assert page.status_code == 200
        assert codes(page) == set()
        assert b"<script>alert" not in page.content
        assert b"empty-title" in page.content


class TestQueries:
    def test_as_many_for_many_hits(self, client, find, running, officer):
        for n in range(2):
            FirmFactory(name=f"늘어난기업 {n}")
        find("officer", "기업")
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("dashboards:search"), {"q": "늘어난기업"})
        for n in range(30):
            FirmFactory(name=f"늘어난기업 더 {n}")
        with CaptureQueriesContext(connection) as many:
            page = client.get(reverse("dashboards:search"), {"q": "늘어난기업"})
        assert len(many) == len(few)
        assert [len(one.hits) for one in page.context["found"]] == [search.MOST]

    def test_every_room_with_cases_declares_its_kinds(self):
        assert {kind.code for kind in search.kinds()} >= {
            "firms", "consortia", "programs", "applications", "grants", "payments", "passed_on", "measures",
            "statements",
        }  # fmt: skip


class TestQuestion:
    @pytest.mark.parametrize(
        ("text", "number"),
        [("124-81-00998", "1248100998"), ("12", ""), ("한빛 12345", ""), ("２０２６", ""), ("12 34", "1234")],
    )
    def test_knows_a_number(self, text, number):
        assert Question(text).number == number
