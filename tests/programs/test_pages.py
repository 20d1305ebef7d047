"""The pages of this room: registering a consortium, inviting, answering."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from core.ui.formats import business_number as with_hyphens
from core.users.models import User
from core.workflow import clock
from programs.models import Call, Consortium, Member
from tests.factories.people import business_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def close(call: Call, ago: dt.timedelta) -> None:
    now = clock.now()
    Call.objects.filter(pk=call.pk).update(opens_at=now - dt.timedelta(days=9), plans_close_at=now - ago)


class TestConsortiumPage:
    def address(self, call: Call) -> str:
        return reverse("programs:consortium_register", args=[call.public_id])

    def test_offers_the_own_firm_and_explains_the_support_models(
        self, client, call, chain_model, anchor, anchor_rep
    ):
        page = signed_in(client, anchor_rep).get(self.address(call))
        assert page.status_code == 200
        assert page.context["form"].fields["anchor"].initial == anchor
        assert "Tier 1 helps tier 2." in page.content.decode()

    def test_registers_and_leads_to_the_consortium(self, client, call, chain_model, anchor, anchor_rep):
        typed = {"name": "첫 컨소시엄", "anchor": anchor.pk, "support_model": chain_model.pk}
        response = signed_in(client, anchor_rep).post(self.address(call), typed)
        assert response.url == Consortium.objects.get().get_absolute_url()

    def test_refuses_a_foreign_anchor(self, client, call, chain_model, anchor_rep, rival):
        typed = {"name": "첫 컨소시엄", "anchor": rival.pk, "support_model": chain_model.pk}
        assert signed_in(client, anchor_rep).post(self.address(call), typed).status_code == 422
        assert not Consortium.objects.exists()

    def test_offers_no_form_after_the_deadline_and_loses_nothing_typed_before(
        self, client, call, chain_model, anchor, anchor_rep
    ):
        close(call, dt.timedelta(seconds=1))
        page = signed_in(client, anchor_rep).get(self.address(call)).content.decode()
        assert "The deadline was" in page
        assert 'name="support_model"' not in page
        typed = {"name": "zu spät", "anchor": anchor.pk, "support_model": chain_model.pk}
        late = client.post(self.address(call), typed)
        assert late.status_code == 422
        assert "The deadline was" in late.content.decode()
        assert 'value="zu spät"' in late.content.decode()

    def test_is_for_representatives(self, client, call, officer, tier1_clerk):
        for person in (officer, tier1_clerk):
            assert signed_in(client, person).get(self.address(call)).status_code == 403


class TestInvitePage:
    def address(self, member: Member) -> str:
        return reverse("programs:member_invite", args=[member.public_id])

    def test_invites_by_number(self, client, anchor_member, anchor_rep, tier1):
        typed = {"business_number": with_hyphens(tier1.business_number)}
        response = signed_in(client, anchor_rep).post(self.address(anchor_member), typed, follow=False)
        assert response.status_code == 302
        assert Member.objects.get(firm=tier1).status == "INVITED"

    def test_says_what_to_do_about_a_firm_that_is_not_registered(self, client, anchor_member, anchor_rep):
        number = with_hyphens(business_number(777))
        response = signed_in(client, anchor_rep).post(
            self.address(anchor_member), {"business_number": number}
        )
        text = response.content.decode()
        assert response.status_code == 422
        assert f"No firm with the number {number} is registered yet. Enter its name" in text
        assert f'value="{number}"' in text

    def test_refuses_a_firm_twice(self, client, anchor_member, anchor_rep, tier1, tier1_member):
        typed = {"business_number": tier1.business_number}
        response = signed_in(client, anchor_rep).post(self.address(anchor_member), typed)
        assert response.status_code == 422
        assert "already has a place in this consortium" in response.content.decode()

    def test_is_not_there_for_strangers_and_closed_to_others(
        self, client, anchor_member, tier1_rep, tier1_member, rival_rep, officer
    ):
        assert signed_in(client, rival_rep).get(self.address(anchor_member)).status_code == 404
        for person in (tier1_rep, officer):
            assert signed_in(client, person).get(self.address(anchor_member)).status_code == 403
        assert signed_in(client, tier1_rep).get(self.address(tier1_member)).status_code == 200


class TestAnswerPages:
    @pytest.fixture
    def invited(self, client, anchor_member, anchor_rep, tier1) -> Member:
        address = reverse("programs:member_invite", args=[anchor_member.public_id])
        signed_in(client, anchor_rep).post(address, {"business_number": tier1.business_number})
        return Member.objects.get(firm=tier1)

    def test_joining_shows_what_it_means_and_happens_once(self, client, invited, tier1_rep):
        address = reverse("programs:member_join", args=[invited.public_id])
        page = signed_in(client, tier1_rep).get(address).content.decode()
        assert "한빛정밀 becomes a tier-1 member under 대한자동차." in page
        assert client.post(address).status_code == 302
        assert Member.objects.get(pk=invited.pk).status == "JOINED"
        assert client.post(address).status_code == 422
        assert client.get(address).url == invited.consortium.get_absolute_url()

    def test_declining_wants_a_reason_and_leads_home(self, client, invited, tier1_rep):
        address = reverse("programs:member_decline", args=[invited.public_id])
        assert signed_in(client, tier1_rep).post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "올해는 어렵습니다"}).url == "/"
        assert client.get(address).url == "/"

    def test_the_invited_firm_answers_alone(self, client, invited, anchor_rep, rival_rep, officer):
        for name in ("programs:member_join", "programs:member_decline"):
            address = reverse(name, args=[invited.public_id])
            assert signed_in(client, anchor_rep).get(address).status_code == 403
            assert signed_in(client, officer).get(address).status_code == 403
            assert signed_in(client, rival_rep).get(address).status_code == 404
