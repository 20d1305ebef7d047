"""Asking for a change on screen: a look first, then the button; deciding; versions; what strangers get."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import CostItem
from disbursements import operations
from disbursements.models import ChangeRequest, Grant
from disbursements.queries import place_of
from tests.factories import cases, programmes
from tests.factories.people import MOMENT


@pytest.fixture
def items(grant: Grant, program: Any) -> list[CostItem]:
    programmes.add_numbers(program)
    first = grant.application.cost_items.get()
    CostItem.objects.filter(pk=first.pk).update(cost_won=150_000_000)
    cases.add_cost(grant.application, first.technology, 50_000_000)
    return list(grant.application.cost_items.order_by("pk"))


def address(grant: Grant, query: str = "") -> str:
    return reverse("disbursements:change_new", args=[grant.public_id]) + query


def typed(items: list[CostItem], *amounts: Any, **more: str) -> dict[str, Any]:
    fields = {f"cost_{item.public_id}": won for item, won in zip(items, amounts, strict=True)}
    return {**fields, "reason": "견적이 바뀌었습니다", **more}


@pytest.fixture
def pending(grant: Grant, items: list[CostItem], tier1_rep: Any) -> ChangeRequest:
    wanted = {place_of(items[0], "cost_won"): 100_000_000}
    return operations.request_change(
        grant=grant, kind="REALLOCATION", wanted=wanted, reason="견적 변경", by=tier1_rep, at=MOMENT
    )


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"


class TestAsking:
    def test_says_what_it_does_before_the_button_and_does_that(self, client, grant, items, tier1_rep):
        client.force_login(tier1_rep)
        assert "Up to 20 % of an item" in client.get(address(grant)).content.decode()

        look = client.post(address(grant), typed(items, "140,000,000", "60,000,000"))

        assert look.status_code == 200
        assert not ChangeRequest.objects.exists()
        text = look.content.decode()
        assert "Minor: no item moves by more than 20 %" in text
        assert "art. 23" in text
        assert "Record the minor change" in text
        sent = typed(items, "140,000,000", "60,000,000", seen=look.context["outlook"].digest)
        page = client.post(address(grant), sent, follow=True)
        assert ChangeRequest.objects.get().status == "RECORDED"
        assert "holds from now on" in page.content.decode()

    def test_of_other_amounts_than_were_looked_at_is_looked_at_again(self, client, grant, items, tier1_rep):
        client.force_login(tier1_rep)
        look = client.post(address(grant), typed(items, "140,000,000", "60,000,000"))

        other = typed(items, "100,000,000", "60,000,000", seen=look.context["outlook"].digest)
        again = client.post(address(grant), other).content.decode()

        assert not ChangeRequest.objects.exists()
        assert "Ask for approval" in again
        assert "Needs approval: the support becomes" in again
        assert "go back to the call" in again

    def test_keeps_what_was_typed_wrong(self, client, grant, items, tier1_rep):
        client.force_login(tier1_rep)

        for amount in ("-1", "0", "9" * 16, "1.5", "x\x00", ""):
            page = client.post(address(grant), typed(items, amount, "60,000,000"))
            assert page.status_code == 422, amount
            assert "60,000,000" in page.content.decode()
        assert not ChangeRequest.objects.exists()

    def test_has_a_form_for_every_kind(self, client, grant, items, tier1_rep):
        client.force_login(tier1_rep)

        for kind, field in (("END_DATE", "ends_on"), ("CONTENT", "maker"), ("SUSPENSION", "until")):
            url = address(grant, f"?kind={kind}")
            assert f'name="{field}"' in client.get(url).content.decode()
            assert client.post(url, {field: "a\x00b", "reason": "x\x00"}).status_code == 422

    def test_of_an_item_elsewhere_or_no_kind_is_not_found(self, client, grant, items, tier1_rep):
        client.force_login(tier1_rep)

        for query in ("?kind=GIVING_UP", "?kind=CONTENT&item=0000000000000000"):
            assert client.get(address(grant, query)).status_code == 404

    def test_is_not_for_other_firms(
        self, client, grant, items, rival_rep, tier2_rep, linked_grant, anchor_rep
    ):
        for person, status in ((rival_rep, 404), (tier2_rep, 404), (anchor_rep, 403)):
            client.force_login(person)
            assert client.post(address(grant), typed(items, "1", "1")).status_code == status


class TestDeciding:
    def test_shows_the_other_change_of_the_same_line_to_both_sides(
        self, client, grant, items, pending, tier1_rep, approving_officer
    ):
        wanted = {place_of(items[0], "cost_won"): 90_000_000}
        second = operations.request_change(
            grant=grant, kind="REALLOCATION", wanted=wanted, reason="다시 변경", by=tier1_rep, at=MOMENT
        )
        for person, urls in (
            (tier1_rep, [pending.get_absolute_url(), second.get_absolute_url()]),
            (approving_officer, [reverse("disbursements:change_approve", args=[pending.public_id])]),
        ):
            client.force_login(person)
            for url in urls:
                assert "Another change touches the same line" in client.get(url).content.decode()

        client.force_login(approving_officer)
        reason = {"reason": "타당합니다"}
        url = reverse("disbursements:change_approve", args=[pending.public_id])
        unseen = client.post(url, reason)
        assert unseen.status_code == 422
        assert "Look at it again" in unseen.content.decode()
        first = client.post(url, {**reason, "seen": unseen.context["outlook"].digest})
        assert first.status_code == 302
        late = client.post(reverse("disbursements:change_approve", args=[second.public_id]), reason)
        assert late.status_code == 422
        assert "since #1" in late.content.decode()

    def test_walks_from_recommendation_to_the_versions(
        self, client: Client, grant, pending, officer, approving_officer, tier1_clerk
    ):
        client.force_login(officer)
        recommend = reverse("disbursements:change_recommend", args=[pending.public_id])
        assert client.post(recommend, {"recommendation": "견적을 확인함"}).status_code == 302
        client.force_login(approving_officer)
        approve = reverse("disbursements:change_approve", args=[pending.public_id])
        page = client.get(approve)
        digest = page.context["outlook"].digest
        text = page.content.decode()
        assert "견적을 확인함" in text
        assert f'name="seen" value="{digest}"' in text
        assert client.post(approve, {"reason": "타당합니다", "seen": digest}).status_code == 302
        assert client.get(approve).status_code == 302  # too late by now

        client.force_login(tier1_clerk)
        versions = reverse("disbursements:versions", args=[grant.public_id])
        text = client.get(versions).content.decode()
        for said in ("150,000,000", "100,000,000", "120,000,000", "90,000,000"):
            assert said in text
        assert "No difference" in client.get(versions, {"from": "1", "to": "1"}).content.decode()
        assert client.get(versions, {"from": "x\x00", "to": "99999999999"}).status_code == 200
        assert versions in client.get(grant.get_absolute_url()).content.decode()

    def test_can_be_withdrawn_by_the_firm(self, client, pending, tier1_rep):
        client.force_login(tier1_rep)

        url = reverse("disbursements:change_withdraw", args=[pending.public_id])
        assert client.post(url, {"reason": "필요가 없어졌습니다"}).status_code == 302

        assert ChangeRequest.objects.get().status == "WITHDRAWN"

    def test_is_refused_to_the_anchor_and_hidden_from_others(self, client, pending, anchor_rep, rival_rep):
        url = reverse("disbursements:change_approve", args=[pending.public_id])
        for person, status in ((anchor_rep, 403), (rival_rep, 404)):
            client.force_login(person)
            assert client.post(url, {"reason": "타당합니다"}).status_code == status
        client.force_login(anchor_rep)
        text = client.get(pending.get_absolute_url()).content.decode()
        assert "You read this as a partner" in text
        assert "100,000,000" not in text
        assert (
            client.get(reverse("disbursements:versions", args=[pending.grant.public_id])).status_code == 404
        )
