"""The agreement: drawn up from the facts, signed by each party with name, moment and hash."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from core.inbox.models import Item
from firms.models import Firm
from programs import operations
from programs.agreements import state_of
from programs.models import Agreement, Consortium, Signature
from programs.refusals.consortia import (
    AgreementOutdated,
    AgreementSuperseded,
    AgreementUnchanged,
    AlreadySigned,
    NameMissing,
    NobodyToSign,
    NotInConsortium,
)
from tests.factories.consortia import signed
from tests.factories.programmes import join as seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def draw_up(consortium, anchor_rep, moment):
    def run(**other):
        return operations.draw_up_agreement(
            **{"consortium": consortium, "by": anchor_rep, "at": moment, **other}
        )

    return run


@pytest.fixture
def sign(moment):
    def run(agreement, member, by, name="서명자"):
        return operations.sign_agreement(agreement=agreement, member=member, name=name, by=by, at=moment)

    return run


class TestDrawUp:
    def test_names_every_party_and_asks_each(
        self, draw_up, tier1_member, tier2_member, tier1_rep, tier2_rep, moment
    ):
        agreement = draw_up()
        assert agreement.sha256 == hashlib.sha256(agreement.text.encode()).hexdigest()
        for words in (
            "대한자동차",
            "한빛정밀",
            "가온열처리",
            "공급망 연쇄형",
            tier1_member.firm.business_number[:3],
        ):
            assert words in agreement.text
        for person in (tier1_rep, tier2_rep):
            item = Item.objects.open().visible_to(person, moment).get(kind="sign_agreement")
            assert item.href.endswith("/sign/")

    def test_keeps_a_name_on_its_line(self, draw_up, tier1_member):
        Firm.objects.filter(pk=tier1_member.firm_id).update(name='"한빛",\n9) 가짜기업 <b>🚗</b>')
        assert '2) "한빛", 9) 가짜기업 <b>🚗</b> (' in draw_up().text

    def test_refuses_an_anchor_alone(self, draw_up, anchor_member):
        with pytest.raises(NobodyToSign, match="Invite a partner first"):
            draw_up()

    def test_refuses_the_same_again(self, draw_up, tier1_member):
        draw_up()
        with pytest.raises(AgreementUnchanged, match=r"Agreement no. 1 already says all this"):
            draw_up()

    def test_is_for_the_anchors_representative(self, draw_up, tier1_member, tier1_rep, officer):
        for by in (tier1_rep, officer):
            with pytest.raises(PermissionDenied, match="representative of the anchor firm"):
                draw_up(by=by)

    def test_takes_the_place_of_an_outdated_one(
        self, draw_up, sign, consortium, tier1_member, tier1_rep, rival, anchor_member, moment
    ):
        first = draw_up()
        sign(first, tier1_member, tier1_rep)
        seat(consortium, rival, anchor_member)
        assert state_of(consortium).is_outdated
        second = draw_up()
        first.refresh_from_db()
        assert (first.superseded_at, second.number) == (moment, 2)
        state = state_of(consortium)
        assert len(state.waiting) == 3
        assert not state.is_outdated
        with pytest.raises(AgreementSuperseded, match="Read and sign that one"):
            sign(first, anchor_member, first.drawn_up_by)

    def test_can_never_be_rewritten(self, draw_up, tier1_member):
        agreement = draw_up()
        for column in ("text", "sha256", "facts_sha256"):
            with pytest.raises(Error, match="text_frozen"), transaction.atomic():
                Agreement.objects.filter(pk=agreement.pk).update(**{column: "x"})


class TestSign:
    @pytest.fixture
    def agreement(self, draw_up, tier1_member):
        return draw_up()

    def test_keeps_name_moment_and_hash_and_tells_the_anchor_at_the_end(
        self, agreement, sign, consortium, anchor_member, tier1_member, anchor_rep, tier1_rep, moment
    ):
        signature = sign(agreement, tier1_member, tier1_rep, ' "윤",  대표 🖋 ')
        assert (signature.name, signature.sha256, signature.at) == ('"윤", 대표 🖋', agreement.sha256, moment)
        assert not Item.objects.open().visible_to(tier1_rep, moment).filter(kind="sign_agreement").exists()
        assert not state_of(consortium).is_complete
        sign(agreement, anchor_member, anchor_rep)
        assert state_of(consortium).is_complete
        assert Item.objects.open().visible_to(anchor_rep, moment).filter(kind="agreement_signed").exists()

    def test_refuses_a_second_time_no_name_and_strangers(
        self, agreement, sign, tier1_member, tier1_rep, anchor_rep, tier1_clerk
    ):
        for by in (anchor_rep, tier1_clerk):
            with pytest.raises(PermissionDenied, match="representative of a party"):
                sign(agreement, tier1_member, by)
        with pytest.raises(NameMissing):
            sign(agreement, tier1_member, tier1_rep, " ")
        sign(agreement, tier1_member, tier1_rep)
        with pytest.raises(AlreadySigned, match=r"한빛정밀 signed this agreement on 2026-02-02 \(서명자\)"):
            sign(agreement, tier1_member, tier1_rep)

    def test_refuses_when_the_consortium_changed(
        self, agreement, sign, consortium, anchor_member, tier1_member, tier1_rep, rival
    ):
        seat(consortium, rival, anchor_member)
        with pytest.raises(AgreementOutdated, match="The anchor draws it up anew"):
            sign(agreement, tier1_member, tier1_rep)

    def test_refuses_a_firm_that_left(self, agreement, sign, tier1_member, tier1_rep, moment):
        operations.leave(member=tier1_member, reason="그만둠", by=tier1_rep, at=moment)
        with pytest.raises(NotInConsortium):
            sign(agreement, tier1_member, tier1_rep)

    def test_a_signature_is_for_good(self, agreement, sign, tier1_member, tier1_rep):
        signature = sign(agreement, tier1_member, tier1_rep)
        with pytest.raises(Error), transaction.atomic():
            Signature.objects.filter(pk=signature.pk).update(name="다른 이름")


class TestPages:
    def client_of(self, user):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_from_drawing_up_to_the_last_signature(
        self, consortium, anchor_member, tier1_member, anchor_rep, tier1_rep, officer
    ):
        anchor, partner = self.client_of(anchor_rep), self.client_of(tier1_rep)
        draw_up = reverse("programs:agreement_draw_up", args=[consortium.public_id])
        assert draw_up in anchor.get(consortium.get_absolute_url()).content.decode()
        page = anchor.post(draw_up, follow=True)
        address = page.redirect_chain[-1][0]
        agreement = Agreement.objects.get()
        assert agreement.sha256 in page.content.decode()
        assert "already says all this" in anchor.get(draw_up).content.decode()
        for client, member in ((anchor, anchor_member), (partner, tier1_member)):
            sign = reverse("programs:agreement_sign", args=[member.public_id])
            assert sign in client.get(address).content.decode()
            assert agreement.sha256 in client.get(sign).content.decode()
            assert client.post(sign, {"name": "서명자"}).status_code == 422
            assert client.post(sign, {"name": "서명자", "has_read": "on"}).url == address
        assert "Every party has signed." in self.client_of(officer).get(address).content.decode()
        file = partner.get(reverse("programs:agreement_text", args=[agreement.public_id]))
        assert hashlib.sha256(file.content).hexdigest() == agreement.sha256

    def test_says_when_it_is_outdated(self, consortium, tier1_member, anchor_member, rival, anchor_rep):
        agreement = signed(consortium)
        seat(consortium, rival, anchor_member)
        page = self.client_of(anchor_rep).get(agreement.get_absolute_url()).content.decode()
        assert "has changed since this agreement was drawn up" in page
        assert "Draw it up anew" in page

    def test_is_hidden_from_strangers(self, consortium, tier1_member, rival_rep):
        agreement = signed(consortium)
        client = self.client_of(rival_rep)
        assert client.get(agreement.get_absolute_url()).status_code == 404
        assert client.get(reverse("programs:agreement_text", args=[agreement.public_id])).status_code == 404
        assert Consortium.objects.count() == 1
