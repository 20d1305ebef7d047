"""The pages of tokens and webhooks: a secret is shown once, and everything a representative needs stands there."""

import datetime as dt
import re
import socket

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from reporting.api import guide, operations
from reporting.api.models import Delivery, Hook, Token
from tests.api.conftest import IN_A_MONTH
from tests.factories.people import MOMENT


@pytest.fixture
def signed_in(client, tier1_rep, now):
    client.force_login(tier1_rep)
    return client


def page_of(firm):
    return reverse("api:firm", args=[firm.public_id])


class TestToken:
    def test_is_shown_once(self, signed_in, tier1):
        given = {"name": "ERP", "expires_on": IN_A_MONTH.isoformat()}
        answer = signed_in.post(reverse("api:token_make", args=[tier1.public_id]), given)

        secret = re.search(r"sccp_[\w-]{43}", answer.content.decode())[0]
        assert "no-store" in answer["cache-control"]
        again = signed_in.get(page_of(tier1)).content.decode()
        assert secret not in again
        assert Token.objects.get().beginning in again

    def test_form_keeps_what_was_typed(self, signed_in, tier1):
        given = {"name": "ERP", "expires_on": "2031-01-01"}
        answer = signed_in.post(reverse("api:token_make", args=[tier1.public_id]), given)

        assert answer.status_code == 422
        assert 'value="ERP"' in answer.content.decode()
        assert not Token.objects.exists()

    def test_page_says_whether_it_works(self, signed_in, tier1, tier1_rep, token_of, monkeypatch):
        token_of(tier1, tier1_rep)
        with translation.override("en"):
            assert (
                "Works" in signed_in.get(page_of(tier1), headers={"accept-language": "en"}).content.decode()
            )
        operations.revoke_token(token=Token.objects.get(), by=tier1_rep, at=MOMENT)
        shown = signed_in.get(page_of(tier1), headers={"accept-language": "en"}).content.decode()
        assert "Revoked" in shown
        assert reverse("api:token_revoke", args=[Token.objects.get().public_id]) not in shown

    def test_is_revoked_over_its_page(self, signed_in, tier1, tier1_rep, token_of):
        token_of(tier1, tier1_rep)
        token = Token.objects.get()

        answer = signed_in.post(reverse("api:token_revoke", args=[token.public_id]))

        assert answer.url == page_of(tier1)
        token.refresh_from_db()
        assert (token.revoked_by, token.revoked_at) == (tier1_rep, MOMENT)

    def test_name_may_be_evil(self, signed_in, tier1, tier1_rep, token_of):
        token_of(tier1, tier1_rep, name="<script>alert(1)</script>\n\u202e💥")

        shown = signed_in.get(page_of(tier1)).content.decode()
        assert "<script>alert" not in shown
        assert "💥" in shown


class TestWebhook:
    def test_shows_its_secret_once(self, signed_in, tier1, monkeypatch):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
        given = {"address": "https://erp.example.com/x"}

        shown = signed_in.post(reverse("api:hook_register", args=[tier1.public_id]), given).content.decode()

        assert re.search(r"whsec_[\w+/]{43}=", shown)
        hook = Hook.objects.get()
        assert "whsec_" not in signed_in.get(hook.get_absolute_url()).content.decode()
        assert hook.address in signed_in.get(page_of(tier1)).content.decode()

    @pytest.mark.parametrize(
        "address", ["http://example.com", "https://127.0.0.1/", "https://169.254.169.254/"]
    )
    def test_refuses_in_words(self, signed_in, tier1, address):
        answer = signed_in.post(reverse("api:hook_register", args=[tier1.public_id]), {"address": address})

        assert answer.status_code == 422
        assert address in answer.content.decode()
        assert not Hook.objects.exists()

    def test_log_costs_the_same_however_long(self, signed_in, tier1, tier1_rep):
        hook = Hook.objects.create(
            firm=tier1, address="https://x.example.com/", made_at=MOMENT, made_by=tier1_rep
        )

        def log(number):
            Delivery.objects.bulk_create(
                Delivery(
                    hook=hook, case_kind="payment", case_id=f"{n:016d}", to_status="DRAFTED", body="{}",
                    happened_at=MOMENT, status="GIVEN_UP", problem="SILENT", tries=6, tried_at=MOMENT,
                )
                for n in range(number)
            )  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                answer = signed_in.get(hook.get_absolute_url())
            return len(asked), answer.content.decode()

        few, _shown = log(1)
        many, shown = log(18)
        assert few == many
        assert shown.count("/again/") == 19
        assert signed_in.get(hook.get_absolute_url() + "?export=xlsx").status_code == 200

    def test_message_is_sent_again_over_its_page(self, signed_in, tier1, tier1_rep):
        hook = Hook.objects.create(
            firm=tier1, address="https://x.example.com/", made_at=MOMENT, made_by=tier1_rep
        )
        message = Delivery.objects.create(
            hook=hook, case_kind="payment", case_id="0" * 16, to_status="DRAFTED", body="{}", happened_at=MOMENT,
            status="GIVEN_UP", problem="SILENT", tries=6, tried_at=MOMENT - dt.timedelta(hours=1),
        )  # fmt: skip

        answer = signed_in.post(reverse("api:send_again", args=[message.public_id]))

        assert answer.url == hook.get_absolute_url()
        message.refresh_from_db()
        assert (message.status, message.tries, message.next_try_at) == ("WAITING", 0, MOMENT)


class TestGuide:
    def test_lists_every_address_for_anybody(self, client, db):
        shown = client.get(reverse("api:guide")).content.decode()

        for one in guide.addresses():
            assert f"{one.method} {one.path}" in shown
        assert len(guide.addresses()) >= 15

    def test_needs_nothing_from_elsewhere(self, client, db):
        answer = client.get(reverse("api:guide"))

        assert "default-src 'self'" in answer["content-security-policy"]
        assert not re.findall(r'(?:src|href)="https?:', answer.content.decode())
        assert "<script>" not in answer.content.decode()

    def test_is_korean_throughout(self, client, db):
        with translation.override("ko"):
            said = [
                words
                for one in guide.addresses()
                for words in (one.summary, *(f.description for f in one.fields))
            ]

        english = [words for words in said if words and not re.search("[가-힣]", words)]
        assert english == []
