"""A NUL in an address is refused in words, wherever a page would ask the database for it."""

import pytest
from django.db import DataError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from core.ui.addresses import RefusesNul, holds_nul

REGISTER = ("overview", "programs", "calls", "consortia", "grants", "passed_on", "reductions")


def asked(address: str) -> object:
    """Return what is said of an address over which the database tripped."""
    with translation.override("en"):
        return RefusesNul(lambda _request: None).process_exception(RequestFactory().get(address), DataError())


class TestNul:
    @pytest.mark.parametrize("address", ["/x/%00/", "/x/?a=%00", "/x/?a=b%00c", "/x/?%00=b", "/x/?a=\x00"])
    def test_is_seen_however_written(self, address):
        assert holds_nul(RequestFactory().get(address))
        answer = asked(address)
        assert answer.status_code == 400
        assert "(NUL)" in answer.content.decode()

    @pytest.mark.parametrize("address", ["/x/", "/x/?a=%2500", "/x/?a=100%25", "/%2500/"])
    def test_is_not_seen_where_there_is_none(self, address):
        assert not holds_nul(RequestFactory().get(address))
        assert asked(address) is None

    def test_hides_no_other_fault(self):
        middleware = RefusesNul(lambda _request: None)
        assert middleware.process_exception(RequestFactory().get("/?a=%00"), ValueError()) is None


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("name", REGISTER)
    @pytest.mark.parametrize("query", ["snapshot=%00", "snapshot=%00&export=csv"])
    def test_of_the_register(self, client, name, query):
        answer = client.get(f"{reverse(f'register:{name}')}?{query}")

        assert answer.status_code == 400
        assert "NUL" in answer.content.decode()

    def test_of_labels(self, client, tier1_rep):
        client.force_login(tier1_rep)

        assert client.get(reverse("documents:labels") + "?grant=%00").status_code == 400

    def test_of_a_promise_and_of_money_passed_on(self, client, grant, anchor_rep, tier1_rep):
        client.force_login(anchor_rep)
        promise = reverse("disbursements:promise", args=[grant.consortium.public_id])
        assert client.get(promise + "?grant=%00").status_code == 400
        client.force_login(tier1_rep)
        record = reverse("disbursements:pass_through_record", args=[grant.public_id])
        assert client.get(record + "?again=%00").status_code == 400

    def test_of_the_open_lists_answer_as_ever(self, client):
        assert client.get("/verify/%00/").status_code == 404
        assert client.get("/api/v1/programs?program=%00").status_code == 422
