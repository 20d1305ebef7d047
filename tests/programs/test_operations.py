"""Budgets of calls, and consortia from registration to the last tier."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from core.inbox.models import Item
from core.ledger.operations import InvalidAmount, Owner
from core.ledger.queries import balance
from core.users.queries import system_user
from core.workflow.refusals import InvalidTransition
from firms.models import SizeCertificate
from programs import operations
from programs.models import Consortium, Member
from programs.refusals import (
    AlreadyMember,
    AlreadyRegistered,
    CallClosed,
    CallNotOpen,
    HasOwnSuppliers,
    NameTaken,
    NoCertificate,
    NotJoined,
)
from tests.factories.people import FirmFactory, person_of
from tests.factories.programmes import join as seat

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


class TestAppropriate:
    def test_adds_up(self, call, moment):
        for amount in (9_800_000_000, 700_000_000):
            operations.appropriate(call=call, amount=amount, by=system_user(), at=moment)
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000

    @pytest.mark.parametrize("amount", [0, -1, 1.5, 10**18])
    def test_refuses_what_is_no_amount(self, amount, call, moment):
        with pytest.raises(InvalidAmount):
            operations.appropriate(call=call, amount=amount, by=system_user(), at=moment)


class TestRegisterConsortium:
    @pytest.fixture
    def register(self, call, chain_model, anchor, anchor_rep, moment):
        def run(**other):
            terms = {"call": call, "anchor": anchor, "support_model": chain_model, "name": "첫 컨소시엄"}
            return operations.register_consortium(**{**terms, "by": anchor_rep, "at": moment, **other})

        return run

    def test_makes_the_anchor_its_first_member(self, register, anchor, call):
        consortium = register(name=" 첫 컨소시엄 ")
        member = consortium.members.get()
        assert (consortium.name, consortium.program) == ("첫 컨소시엄", call.program)
        assert (member.firm, member.role, member.tier, member.status) == (anchor, "ANCHOR", 0, "JOINED")
        assert member.changes.count() == 1

    def test_takes_it_in_the_last_second_and_refuses_it_one_second_later(self, register, call):
        with pytest.raises(CallClosed, match="The deadline was 2098-12-31 18:00"):
            register(at=call.plans_close_at + SECOND)
        assert not Consortium.objects.exists()
        assert register(at=call.plans_close_at)

    def test_refuses_it_before_the_call_opens(self, register, call):
        with pytest.raises(CallNotOpen):
            register(at=call.opens_at - SECOND)

    def test_refuses_an_anchor_without_a_valid_certificate(self, register, anchor):
        other = FirmFactory(name="새 회사")
        rep = person_of(other)
        with pytest.raises(NoCertificate, match="새 회사 has no valid certificate") as refused:
            register(anchor=other, by=rep)
        assert refused.value.field == "anchor"
        assert SizeCertificate.objects.filter(firm=anchor).exists()

    def test_refuses_a_second_one_of_the_same_anchor(self, register):
        register()
        with pytest.raises(AlreadyRegistered, match="already leads the consortium “첫 컨소시엄”"):
            register(name="다른 이름")

    def test_refuses_a_name_that_is_taken(self, register, rival, rival_rep):
        register()
        with pytest.raises(NameTaken, match="“첫 컨소시엄”"):
            register(anchor=rival, by=rival_rep)

    def test_is_for_the_anchors_representative(self, register, rival_rep, tier1_clerk, tier1, officer):
        for by, firm in ((rival_rep, {}), (officer, {}), (tier1_clerk, {"anchor": tier1})):
            with pytest.raises(PermissionDenied):
                register(by=by, **firm)


class TestInviteMember:
    def test_puts_the_firm_one_tier_below_and_tells_its_representative(
        self, consortium, anchor_member, anchor_rep, tier1, tier1_rep, tier1_clerk, moment
    ):
        member = operations.invite_member(
            consortium=consortium, firm=tier1, upstream=anchor_member, by=anchor_rep, at=moment
        )
        assert (member.tier, member.status, member.role) == (1, "INVITED", "PARTNER")
        item = Item.objects.open().visible_to(tier1_rep, moment).get()
        assert (item.kind, item.href) == ("join_consortium", f"/members/{member.public_id}/join/")
        assert not Item.objects.open().visible_to(tier1_clerk, moment).exists()

    def test_goes_down_any_number_of_tiers(self, consortium, anchor_member, anchor_rep, moment):
        upstream, host = anchor_member, anchor_rep
        for tier in range(1, 6):
            firm = FirmFactory()
            guest = person_of(firm)
            member = operations.invite_member(
                consortium=consortium, firm=firm, upstream=upstream, by=host, at=moment
            )
            assert member.tier == tier
            upstream, host = operations.join(member=member, by=guest, at=moment), guest

    def test_is_for_the_representative_of_the_firm_above(
        self,
        consortium,
        anchor_member,
        tier1_member,
        anchor_rep,
        tier1_clerk,
        officer,
        rival,
        rival_rep,
        moment,
    ):
        for by, upstream in (
            (anchor_rep, tier1_member),
            (tier1_clerk, tier1_member),
            (rival_rep, anchor_member),
            (officer, anchor_member),
        ):
            with pytest.raises(PermissionDenied, match="representative of the firm above"):
                operations.invite_member(
                    consortium=consortium, firm=rival, upstream=upstream, by=by, at=moment
                )

    def test_refuses_a_firm_twice_wherever_it_stands(
        self, consortium, anchor_member, anchor, tier1_member, tier2, tier2_member, anchor_rep, moment
    ):
        for firm, words in (
            (tier2, "가온열처리 already has a place .*tier 2"),
            (anchor, "대한자동차.*tier 0"),
        ):
            with pytest.raises(AlreadyMember, match=words):
                operations.invite_member(
                    consortium=consortium, firm=firm, upstream=anchor_member, by=anchor_rep, at=moment
                )
        assert Member.objects.count() == 3

    def test_refuses_an_inviter_who_has_not_joined(
        self, consortium, anchor_member, anchor_rep, tier1, tier1_rep, tier2, moment
    ):
        invited = operations.invite_member(
            consortium=consortium, firm=tier1, upstream=anchor_member, by=anchor_rep, at=moment
        )
        with pytest.raises(NotJoined, match="한빛정밀 is not a joined member"):
            operations.invite_member(
                consortium=consortium, firm=tier2, upstream=invited, by=tier1_rep, at=moment
            )

    def test_invites_a_firm_again_that_declined_also_elsewhere(
        self, consortium, anchor_member, anchor_rep, tier1_member, tier1_rep, tier2, tier2_rep, moment
    ):
        terms = {"consortium": consortium, "firm": tier2, "at": moment}
        member = operations.invite_member(**terms, upstream=anchor_member, by=anchor_rep)
        operations.decline(member=member, reason="내년에 참여", by=tier2_rep, at=moment)
        again = operations.invite_member(**terms, upstream=tier1_member, by=tier1_rep)
        assert (again.pk, again.tier, again.status) == (member.pk, 2, "INVITED")
        assert Item.objects.open().filter(kind="join_consortium").count() == 1

    def test_refuses_a_firm_that_left_its_suppliers_behind(
        self,
        consortium,
        anchor_member,
        anchor_rep,
        rival,
        rival_rep,
        tier1,
        tier1_rep,
        tier1_member,
        tier2_member,
        moment,
    ):
        other = seat(consortium, rival, anchor_member)
        tier1_member.move_to("LEFT", by=tier1_rep, at=moment)
        with pytest.raises(HasOwnSuppliers, match="former place"):
            operations.invite_member(
                consortium=consortium, firm=tier1, upstream=other, by=rival_rep, at=moment
            )
        back = operations.invite_member(
            consortium=consortium, firm=tier1, upstream=anchor_member, by=anchor_rep, at=moment
        )
        assert back.tier == 1


@pytest.fixture
def invited(consortium, anchor_member, anchor_rep, tier1, moment):
    return operations.invite_member(
        consortium=consortium, firm=tier1, upstream=anchor_member, by=anchor_rep, at=moment
    )


class TestJoin:
    def test_makes_a_member_and_tells_the_host(self, invited, tier1_rep, anchor_rep, moment):
        operations.join(member=invited, by=tier1_rep, at=moment)
        assert Member.objects.get(pk=invited.pk).status == "JOINED"
        assert not Item.objects.open().visible_to(tier1_rep, moment).exists()
        notice = Item.objects.open().visible_to(anchor_rep, moment).get()
        assert (notice.kind, notice.is_notice) == ("member_joined", True)

    def test_refuses_a_second_click(self, invited, tier1_rep, moment):
        operations.join(member=invited, by=tier1_rep, at=moment)
        with pytest.raises(InvalidTransition, match="is now “Joined”"):
            operations.join(member=invited, by=tier1_rep, at=moment)

    def test_refuses_when_the_host_has_left(
        self, consortium, tier1_member, tier1_rep, tier2, tier2_rep, moment
    ):
        member = operations.invite_member(
            consortium=consortium, firm=tier2, upstream=tier1_member, by=tier1_rep, at=moment
        )
        tier1_member.refresh_from_db()
        tier1_member.move_to("LEFT", by=tier1_rep, at=moment)
        with pytest.raises(NotJoined, match="한빛정밀"):
            operations.join(member=member, by=tier2_rep, at=moment)
        assert Member.objects.get(pk=member.pk).status == "INVITED"

    def test_is_for_the_invited_firms_representative(self, invited, anchor_rep, tier1_clerk, officer, moment):
        for by in (anchor_rep, tier1_clerk, officer):
            with pytest.raises(PermissionDenied, match="representative of the invited firm"):
                operations.join(member=invited, by=by, at=moment)


class TestDecline:
    def test_keeps_the_reason_and_tells_the_host(self, invited, tier1_rep, anchor_rep, moment):
        operations.decline(member=invited, reason="올해는 어렵습니다", by=tier1_rep, at=moment)
        assert invited.changes.last().reason == "올해는 어렵습니다"
        assert Item.objects.open().visible_to(anchor_rep, moment).get().kind == "member_declined"
        assert not Consortium.objects.visible_to(tier1_rep, moment).exists()

    def test_refuses_a_member_that_joined(self, tier1_member, tier1_rep, moment):
        with pytest.raises(InvalidTransition):
            operations.decline(member=tier1_member, reason="늦었다", by=tier1_rep, at=moment)
