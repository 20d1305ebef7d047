"""Letters to firms that are not registered: sent, read by a stranger, accepted with the right number."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from core.jobs.models import Job
from core.jobs.operations import Progress
from core.workflow.refusals import InvalidTransition
from firms.refusals import InvalidBusinessNumber
from programs import operations
from programs.models import Invitation, Member
from programs.queries import invitations_for
from programs.refusals import AlreadyMember, FirmNotRegistered, NotJoined
from programs.refusals.consortia import (
    AlreadyInvited,
    FirmIsRegistered,
    InvitationExpired,
    NumberDiffers,
    RoleDoesNotFit,
)
from programs.tasks import letter, send_invitation_email
from tests.factories.people import FirmFactory, business_number, person_of

pytestmark = pytest.mark.django_db
NUMBER = business_number(77)


@pytest.fixture
def send(consortium, anchor_member, anchor_rep, moment):
    def run(**other):
        terms = {
            "consortium": consortium,
            "upstream": anchor_member,
            "role": "PARTNER",
            "business_number": NUMBER,
            "firm_name": "새벽정공",
            "email": "ceo@dawn.example",
            "by": anchor_rep,
            "at": moment,
        }
        return operations.send_invitation(**{**terms, **other})

    return run


@pytest.fixture
def newcomer(db):
    """The representative of the firm with the invited number, once it is registered."""
    return person_of(FirmFactory(name="새벽정공", business_number=NUMBER), name="한새벽")


class TestSend:
    def test_asks_for_a_letter_and_keeps_a_name_on_one_line(self, send, moment):
        sent = send(firm_name='"새벽",\n 정공 🚗', business_number=f"{NUMBER[:3]}-{NUMBER[3:5]}-{NUMBER[5:]}")
        assert (sent.firm_name, sent.business_number) == ('"새벽", 정공 🚗', NUMBER)
        assert sent.expires_on == moment.date() + dt.timedelta(days=30)
        assert Job.objects.get(kind="invitation_email").payload == {"invitation_id": sent.pk}

    def test_refuses_a_number_that_is_none(self, send):
        with pytest.raises(InvalidBusinessNumber):
            send(business_number="123-45-67890")

    def test_refuses_a_registered_firm_and_says_so(self, send, newcomer):
        with pytest.raises(
            FirmIsRegistered, match="새벽정공 is registered with this number: invite it directly"
        ):
            send()

    def test_refuses_a_second_letter_to_the_same_number(self, send):
        send()
        with pytest.raises(
            AlreadyInvited, match=r"invited on 2026-02-02 \(ceo@dawn.example\).*Withdraw"
        ) as no:
            send(email="other@dawn.example")
        assert no.value.field == "business_number"

    @pytest.mark.parametrize("role", ["ANCHOR", "SHARED", "CUSTOMER"])
    def test_refuses_a_role_the_model_does_not_know(self, send, role):
        with pytest.raises(RoleDoesNotFit):
            send(role=role)

    def test_refuses_strangers_and_inviters_who_left(self, send, anchor_member, rival_rep, tier1_clerk):
        for by in (rival_rep, tier1_clerk):
            with pytest.raises(PermissionDenied):
                send(by=by)
        Member.objects.filter(pk=anchor_member.pk).update(status="LEFT")
        with pytest.raises(NotJoined):
            send()


class TestInvite:
    @pytest.fixture
    def invite(self, consortium, anchor_member, anchor_rep, moment):
        def run(number, **more):
            terms = {"consortium": consortium, "upstream": anchor_member, "by": anchor_rep, "at": moment}
            return operations.invite(business_number=number, **terms, **more)

        return run

    def test_invites_a_registered_firm_at_once(self, invite, tier1):
        assert isinstance(invite(tier1.business_number, product="구동축"), Member)

    def test_writes_to_one_that_is_not(self, invite):
        assert isinstance(invite(NUMBER, firm_name="새벽정공", email="a@b.example"), Invitation)

    @pytest.mark.parametrize(
        ("given", "field"),
        [({}, "firm_name"), ({"firm_name": "새벽"}, "email"), ({"email": "a@b.kr"}, "firm_name")],
    )
    def test_says_what_a_letter_needs(self, invite, given, field):
        with pytest.raises(FirmNotRegistered, match="Enter its name and the e-mail address") as no:
            invite(NUMBER, **given)
        assert no.value.field == field


class TestLetter:
    def run(self, invitation: Invitation) -> None:
        send_invitation_email(Progress(Job.objects.get(kind="invitation_email")), invitation_id=invitation.pk)

    def test_says_everything_in_both_languages(self, send, settings):
        settings.PUBLIC_URL = "https://office.example"
        invitation = send()
        subject, body = letter(invitation)
        assert subject == "대한자동차, 새벽정공에 “대한자동차 컨소시엄” 참여 초대"
        assert body.count(f"https://office.example/invitations/{invitation.public_id}/") == 2
        assert body.index("새벽정공 대표자") < body.index("To the representative of 새벽정공")
        assert "Register your firm with the number above." in body
        assert "2026-03-04" in body

    def test_is_sent_once(self, send, monkeypatch):
        invitation = send()
        monkeypatch.setattr(Progress, "remember", lambda self, **result: self.job.result.update(result))
        self.run(invitation)
        assert [m.to for m in mail.outbox] == [["ceo@dawn.example"]]

    def test_is_not_sent_once_withdrawn(self, send, anchor_rep, moment):
        invitation = send()
        operations.withdraw_invitation(invitation=invitation, reason="번호 오류", by=anchor_rep, at=moment)
        self.run(invitation)
        assert mail.outbox == []

    def test_has_no_line_of_its_own_in_the_subject(self, send):
        subject, _body = letter(send(firm_name="a\r\nBcc: x@y.kr"))
        assert "\n" not in subject


class TestAccept:
    @pytest.fixture
    def invitation(self, send):
        """Sent before the firm was registered."""
        return send()

    def test_makes_a_member_at_once(self, invitation, newcomer, moment, anchor_member):
        firm = invitation.firms().get()
        assert list(invitations_for(newcomer, moment)) == [invitation]
        member = operations.accept_invitation(invitation=invitation, firm=firm, by=newcomer, at=moment)
        invitation.refresh_from_db()
        assert (member.firm, member.status, member.upstream) == (firm, "JOINED", anchor_member)
        assert (invitation.status, invitation.member) == ("ACCEPTED", member)
        assert not invitations_for(newcomer, moment)
        with pytest.raises(InvalidTransition):
            operations.accept_invitation(invitation=invitation, firm=firm, by=newcomer, at=moment)

    def test_refuses_another_number(self, invitation, rival, rival_rep, moment):
        with pytest.raises(
            NumberDiffers, match=r"경쟁산업 has another one. Register the firm with the invited"
        ):
            operations.accept_invitation(invitation=invitation, firm=rival, by=rival_rep, at=moment)

    def test_refuses_a_firm_one_does_not_represent(self, invitation, rival_rep, moment):
        firm = FirmFactory(business_number=NUMBER)
        with pytest.raises(PermissionDenied):
            operations.accept_invitation(invitation=invitation, firm=firm, by=rival_rep, at=moment)

    def test_refuses_after_its_last_day(self, invitation, newcomer, moment):
        late = moment + dt.timedelta(days=30)
        firm = invitation.firms().get()
        with pytest.raises(InvitationExpired, match=r"until 2026-03-04. Ask 대한자동차 to send a new one"):
            operations.accept_invitation(
                invitation=invitation, firm=firm, by=newcomer, at=late + dt.timedelta(days=1)
            )
        assert operations.accept_invitation(invitation=invitation, firm=firm, by=newcomer, at=late)

    def test_takes_the_place_offered_meanwhile(
        self, invitation, newcomer, consortium, anchor_member, anchor_rep, moment
    ):
        firm = invitation.firms().get()
        offered = operations.invite_member(
            consortium=consortium, firm=firm, upstream=anchor_member, by=anchor_rep, at=moment
        )
        assert (
            operations.accept_invitation(invitation=invitation, firm=firm, by=newcomer, at=moment).pk
            == offered.pk
        )

    def test_refuses_a_firm_that_joined_meanwhile(
        self, invitation, newcomer, consortium, anchor_member, anchor_rep, moment
    ):
        firm = invitation.firms().get()
        offered = operations.invite_member(
            consortium=consortium, firm=firm, upstream=anchor_member, by=anchor_rep, at=moment
        )
        operations.join(member=offered, by=newcomer, at=moment)
        with pytest.raises(AlreadyMember):
            operations.accept_invitation(invitation=invitation, firm=firm, by=newcomer, at=moment)


class TestPage:
    def address(self, invitation: Invitation) -> str:
        return reverse("programs:invitation", args=[invitation.public_id])

    def read(self, invitation, user=None):
        client = Client(headers={"accept-language": "en"})
        if user:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client, client.get(self.address(invitation)).content.decode()

    @pytest.fixture(autouse=True)
    def today(self, moment, monkeypatch):
        monkeypatch.setattr("core.workflow.clock.now", lambda: moment)

    def test_tells_a_stranger_what_to_do(self, send):
        invitation = send()
        _, page = self.read(invitation)
        assert "대한자동차 invites you" in page
        assert f"/accounts/signup/?next={self.address(invitation)}" in page
        assert "ceo@dawn.example" not in page

    def test_tells_somebody_without_the_firm_to_register_it(self, send, rival_rep):
        _, page = self.read(send(), rival_rep)
        assert "None of your firms has the number" in page
        assert reverse("firms:register") in page

    def test_leads_from_the_letter_to_the_consortium(self, send, moment):
        invitation = send()
        rep = person_of(FirmFactory(name="새벽정공", business_number=NUMBER))
        client, page = self.read(invitation, rep)
        accept = reverse("programs:invitation_accept", args=[invitation.public_id])
        assert accept in page
        assert client.get(accept).status_code == 200
        assert client.post(accept).url == invitation.consortium.get_absolute_url()
        assert "was accepted" in self.read(invitation)[1]

    def test_is_closed_to_others(self, send, rival_rep):
        invitation = send()
        client, _ = self.read(invitation, rival_rep)
        accept = reverse("programs:invitation_accept", args=[invitation.public_id])
        assert client.get(accept).status_code == client.post(accept).status_code == 403

    def test_says_when_it_is_over(self, send, anchor_rep, moment):
        invitation = send()
        operations.withdraw_invitation(invitation=invitation, reason="다른 기업", by=anchor_rep, at=moment)
        assert "can't be answered any more. Ask 대한자동차 for a new one." in self.read(invitation)[
            1
        ].replace("&#x27;", "'")
