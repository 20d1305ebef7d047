"""The pages of claims: who opens them, what they say before the button."""

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from programs.models import Consortium
from reporting.claims.models import Claim
from reporting.statements.models import Statement

pytestmark = pytest.mark.django_db


class TestPages:
    def test_say_where_the_tonnes_come_from(self, client: Client, claim: Claim, anchor_rep: User) -> None:
        client.force_login(anchor_rep)
        text = client.get(claim.get_absolute_url()).text
        assert "한빛정밀" in text
        assert reverse("claims:lot", args=[claim.parts.get().lot.public_id]) in text
        assert reverse("claims:release", args=[claim.public_id]) in text
        assert "보유량" in text
        assert "감축량의 귀속을 주장했습니다." in text
        assert claim.get_absolute_url() in client.get(reverse("claims:list")).text

    def test_are_closed_to_the_supplier(self, client: Client, claim: Claim, tier1_rep: User) -> None:
        client.force_login(tier1_rep)
        assert client.get(claim.get_absolute_url()).status_code == 404

    def test_say_what_is_left_before_claiming(
        self, client: Client, claim: Claim, consortium: Consortium, anchor_rep: User
    ) -> None:
        client.force_login(anchor_rep)
        assert "17.246" in client.get(reverse("claims:claim", args=[consortium.public_id])).text

    def test_claim(
        self, client: Client, verified: Statement, consortium: Consortium, anchor_rep: User
    ) -> None:
        client.force_login(anchor_rep)
        given = {
            "purpose": "SCOPE3", "year": "2026", "kilograms": "5,000", "category": "1", "crediting_period": "",
            "reason": "2026년 보고",
        }  # fmt: skip
        answer = client.post(reverse("claims:claim", args=[consortium.public_id]), given)
        assert answer.status_code == 302
        assert Claim.objects.get().kilograms == 5_000
