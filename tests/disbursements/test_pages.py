"""The pages of money on its way: who sees what, who is offered what, and what a form answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentLine, PaymentRequest
from tests.disbursements.conftest import AWARDED_ON, SUPPLIER, invoice_number, line_terms
from tests.factories.cases import SMALL_PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(
    request,
    anchor_rep,
    tier1_rep,
    tier1_clerk,
    tier2_rep,
    rival_rep,
    officer,
    approving_officer,
    paying_officer,
    auditor,
    reviewer,
    verifier,
    other_officer,
):
    names = (
        "anchor_rep",
        "tier1_rep",
        "tier1_clerk",
        "tier2_rep",
        "rival_rep",
        "officer",
        "approving_officer",
        "paying_officer",
        "auditor",
        "reviewer",
        "verifier",
        "other_officer",
    )
    return {name: request.getfixturevalue(name) for name in names}


class TestWhoSees:
    INSIDE = {
        "anchor_rep", "tier1_rep", "tier1_clerk", "officer", "approving_officer", "paying_officer", "auditor",
    }  # fmt: skip

    def seen(self, everybody, model, case):
        return {
            name
            for name, user in everybody.items()
            if model.objects.visible_to(user).filter(pk=case.pk).exists()
        }

    def test_a_grant(self, everybody, grant):
        assert self.seen(everybody, Grant, grant) == self.INSIDE

    def test_a_grant_linked_under_it(self, everybody, linked_grant):
        assert self.seen(everybody, Grant, linked_grant) == self.INSIDE | {"tier2_rep"}

    def test_a_draft_of_a_payment_request(self, everybody, drafted_payment):
        assert self.seen(everybody, PaymentRequest, drafted_payment) == {"tier1_rep", "tier1_clerk"}

    def test_a_line_of_a_draft(self, everybody, drafted_payment):
        line = drafted_payment.lines.get()
        assert self.seen(everybody, PaymentLine, line) == {"tier1_rep", "tier1_clerk"}

    def test_what_was_given_up_before_it_was_asked_for(self, everybody, drafted_payment, tier1_rep, moment):
        drafted_payment.move_to("WITHDRAWN", by=tier1_rep, at=moment)
        assert self.seen(everybody, PaymentRequest, drafted_payment) == {"tier1_rep", "tier1_clerk"}

    def test_a_payment_request(self, everybody, submitted_payment):
        assert self.seen(everybody, PaymentRequest, submitted_payment) == self.INSIDE

    def test_money_passed_on(self, everybody, pass_on):
        assert self.seen(everybody, PassThrough, pass_on()) == self.INSIDE | {"tier2_rep"}


PAGES = {
    "grant": ("grant", None),
    "payment": ("submitted_payment", None),
    "pass_through": ("pass_through", None),
    "accept": ("awarded_application", {"tier1_rep"}),
    "payment_draft": ("grant", {"tier1_rep", "tier1_clerk"}),
    "payment_line_add": ("drafted_payment", {"tier1_rep", "tier1_clerk"}),
    "payment_submit": ("drafted_payment", {"tier1_rep"}),
    "payment_check": ("submitted_payment", {"officer"}),
    "payment_return": ("submitted_payment", {"officer", "approving_officer", "paying_officer"}),
    "payment_approve": ("checked_payment", {"approving_officer"}),
    "payment_release": ("approved_payment", {"paying_officer"}),
    "payment_confirm": ("released_payment", {"officer"}),
    "pass_through_record": ("grant", {"tier1_rep", "tier1_clerk"}),
    "pass_through_confirm": ("pass_through", {"tier2_rep"}),
    "pass_through_dispute": ("pass_through", {"tier2_rep"}),
    "gift_use_record": ("linked_grant", {"tier2_rep"}),
}


@pytest.fixture
def pass_through(pass_on):
    return pass_on()


class TestWhoMayAct:
    @pytest.mark.parametrize("page", PAGES)
    def test_each_page_for_each_person(self, request, page, everybody, visit):
        fixture, actors = PAGES[page]
        case = request.getfixturevalue(fixture)
        for name, user in everybody.items():
            status = visit(user, page, case.public_id).status_code
            if not type(case).objects.visible_to(user).filter(pk=case.pk).exists():
                assert status == 404, name
            else:
                assert status == (200 if actors is None or name in actors else 403), name

    def test_a_stranger_signs_in_first(self, client, grant):
        assert client.get(grant.get_absolute_url()).status_code == 302


class TestOffers:
    def test_an_officer_is_offered_the_check_and_the_return(self, submitted_payment, officer, visit):
        offers = visit(officer, "payment", submitted_payment.public_id).context["offers"]
        assert [o.href.split("/")[-2] for o in offers] == ["check", "return"]

    def test_four_eyes_are_explained(self, checked_payment, officer, office, visit):
        from tests.factories.people import give_role

        give_role(officer, "APPROVING_OFFICER", "OFFICE", office.pk)
        offers = visit(officer, "payment", checked_payment.public_id).context["offers"]
        assert [(o.href.split("/")[-2], bool(o.reason)) for o in offers] == [
            ("approve", True),
            ("return", False),
        ]

    def test_an_auditor_is_offered_nothing(self, checked_payment, grant, auditor, visit):
        assert visit(auditor, "payment", checked_payment.public_id).context["offers"] == []
        assert visit(auditor, "grant", grant.public_id).context["offers"] == []

    def test_a_clerk_reads_that_the_representative_asks(self, drafted_payment, tier1_clerk, visit):
        asks, gives_up = visit(tier1_clerk, "payment", drafted_payment.public_id).context["offers"]
        assert asks.reason
        assert not gives_up.reason


def typed_line(grant, **extra):
    return {
        "cost_item": grant.application.cost_items.first().pk,
        "invoice_number": invoice_number(7),
        "invoice_on": AWARDED_ON.isoformat(),
        "supplier_number": SUPPLIER,
        "supplier_name": "시험기계",
        "supply_won": "100,000,000",
        "invoice": SimpleUploadedFile("../../x.pdf", SMALL_PDF),
        **extra,
    }


class TestForms:
    @pytest.fixture
    def begun(self, grant, tier1_clerk, moment):
        return operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)

    def test_a_line_is_added(self, begun, grant, tier1_clerk, visit):
        answer = visit(tier1_clerk, "payment_line_add", begun.public_id, **typed_line(grant))
        assert answer.status_code == 302
        line = begun.lines.get()
        assert (line.subsidised_won, line.invoice.filename) == (60_000_000, "x.pdf")

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("supply_won", "0"),
            ("supply_won", "-5"),
            ("supply_won", "1.5"),
            ("supply_won", "1" * 19),
            ("supply_won", "백만"),
            ("supply_won", "200,000,001"),
            ("supplier_number", "124-81-00999"),
            ("invoice_number", "12345"),
            ("invoice_on", "2026-01-01"),
            ("invoice", SimpleUploadedFile("x.pdf", b"not a paper")),
            ("invoice", SimpleUploadedFile("x.pdf", b"")),
        ],
    )
    def test_bad_input_meets_its_field_and_loses_nothing(
        self, begun, grant, tier1_clerk, visit, field, typed
    ):
        answer = visit(
            tier1_clerk, "payment_line_add", begun.public_id, **typed_line(grant, **{field: typed})
        )
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert "시험기계" in answer.content.decode()
        assert begun.lines.count() == 0

    def test_confirming_more_than_was_sent(self, pass_through, tier2_rep, visit):
        answer = visit(tier2_rep, "pass_through_confirm", pass_through.public_id, amount_won="20,000,001")
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["amount_won"]

    def test_more_than_was_agreed_is_asked_about_once(self, grant, linked_grant, tier1_clerk, visit):
        typed = {
            "receiver": linked_grant.pk,
            "amount_won": f"{linked_grant.awarded_won + 1:,}",
            "paid_on": "2026-02-02",
            "bank_reference": "1",
        }
        receipt = SimpleUploadedFile("x.pdf", SMALL_PDF)
        asked = visit(tier1_clerk, "pass_through_record", grant.public_id, **typed, evidence=receipt)
        assert asked.status_code == 422
        assert set(asked.context["form"].errors) == {"amount_won", "beyond"}
        assert 'type="checkbox" name="beyond"' in asked.content.decode()
        kept = asked.context["form"].fields["evidence"].widget.get_context("evidence", None, {})["token"]
        typed |= {"evidence-kept": kept, "beyond": "on"}
        assert visit(tier1_clerk, "pass_through_record", grant.public_id, **typed).status_code == 302
        assert linked_grant.received_from.get().amount_won == linked_grant.awarded_won + 1

    def test_a_late_visitor_is_led_back(self, released_payment, releaser, visit):
        assert (
            visit(releaser, "payment_release", released_payment.public_id).url
            == released_payment.get_absolute_url()
        )

    def test_a_second_click_reads_who_did_it(self, released_payment, releaser, client):
        client.force_login(releaser)
        answer = client.post(reverse("disbursements:payment_release", args=[released_payment.public_id]))
        assert answer.status_code == 422
        assert "조지출" in answer.content.decode()

    def test_the_consequences_are_shown_to_the_won(self, approved_payment, paying_officer, visit):
        page = visit(paying_officer, "payment_release", approved_payment.public_id).content.decode()
        assert "60,000,000" in page

    def test_a_line_is_removed(self, drafted_payment, tier1_clerk, client):
        client.force_login(tier1_clerk)
        line = drafted_payment.lines.get()
        url = reverse("disbursements:payment_line_remove", args=[line.public_id])
        assert client.get(url).status_code == 200
        assert client.post(url).url == drafted_payment.get_absolute_url()
        assert drafted_payment.lines.count() == 0


class TestFiles:
    def test_whoever_sees_the_case_gets_its_file(self, submitted_payment, officer, rival_rep, visit):
        invoice = submitted_payment.lines.get().invoice
        answer = visit(officer, "file", invoice.public_id)
        assert b"".join(answer.streaming_content) == SMALL_PDF
        assert visit(rival_rep, "file", invoice.public_id).status_code == 404

    def test_a_file_of_another_room_is_not_served_here(self, grant, tier1_rep, visit):
        quote = grant.application.cost_items.first().chosen_quote.attachment
        assert visit(tier1_rep, "file", quote.public_id).status_code == 404


class TestLists:
    @pytest.fixture
    def more(self, grant, tier1_clerk, tier1_rep, moment):
        """Return an act that adds one more payment request."""

        def add(n):
            payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
            terms = line_terms(grant, tier1_clerk, n=n, supply_won=1_000_000)
            operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
            operations.submit_payment(payment=payment, by=tier1_rep, at=moment)

        return add

    def test_payments_take_the_same_queries_for_one_and_for_many(
        self,
        submitted_payment,
        more,
        officer,
        client,
        django_assert_num_queries,
        django_assert_max_num_queries,
    ):
        client.force_login(officer)
        url = reverse("disbursements:payments")
        more(9)  # a sum is shown from two rows on
        client.get(url)
        with django_assert_max_num_queries(14) as few:
            client.get(url)
        for n in range(10, 16):
            more(n)
        with django_assert_num_queries(len(few)):
            assert len(client.get(url).context["listing"].rows) == 8

    def test_grants_take_the_same_queries_for_one_and_for_two(
        self, grant, officer, client, request, django_assert_num_queries, django_assert_max_num_queries
    ):
        client.force_login(officer)
        url = reverse("disbursements:grants")
        client.get(url)
        with django_assert_max_num_queries(14) as few:
            client.get(url)
        request.getfixturevalue("linked_grant")
        with django_assert_num_queries(len(few)):
            assert len(client.get(url).context["listing"].rows) == 2

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=한빛", 1),
            ("q=없는기업", 0),
            ("status=SUBMITTED", 1),
            ("status=CONFIRMED", 0),
            ("sort=-amount", 1),
            (f"q={invoice_number(1)}", 1),
            ("status=NONSENSE", 1),
            ("page=1", 1),
        ],
    )
    def test_payments_filter_and_search(self, submitted_payment, officer, client, query, found):
        client.force_login(officer)
        assert (
            len(client.get(f"{reverse('disbursements:payments')}?{query}").context["listing"].rows) == found
        )

    @pytest.mark.parametrize(
        ("query", "found"),
        [("kind=CONTRIBUTION", 1), ("kind=SUBSIDY&sort=firm", 1), ("q=가온", 1), ("status=CLOSED", 0)],
    )
    def test_grants_filter_and_search(self, linked_grant, officer, client, query, found):
        client.force_login(officer)
        assert len(client.get(f"{reverse('disbursements:grants')}?{query}").context["listing"].rows) == found

    def test_an_empty_list_says_what_to_do(self, rival_rep, visit):
        for name in ("grants", "payments"):
            assert 'class="empty"' in visit(rival_rep, name).content.decode()
