"""Roles, leaving, being replaced, moving in the chain, supply links."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.inbox.models import Item
from core.workflow.refusals import InvalidTransition
from firms.refusals import InvalidHsCode
from programs import operations
from programs.models import Direction, Member, SupplyLink
from programs.refusals import AlreadyMember, NotJoined
from programs.refusals.consortia import (
    AlreadyThere,
    AnchorStays,
    DayImpossible,
    HasFirmsBelow,
    KindNotForModel,
    LinkCircles,
    LinkExists,
    NotInConsortium,
    NotReplaceable,
    OwnCustomer,
    ProductMissing,
    RoleDoesNotFit,
    SelfLink,
    StillTied,
    WouldCircle,
)
from tests.factories.consortia import link
from tests.factories.people import FirmFactory, certify, person_of
from tests.factories.programmes import SupportModelFactory
from tests.factories.programmes import join as seat

pytestmark = pytest.mark.django_db


def a_model(code: str, **flags: object):
    return SupportModelFactory(code=code, name_en=code, name_ko=code, **{"passes_money_on": False, **flags})


@pytest.fixture
def downstream_model(db):
    return a_model("downstream", links_products=True, direction=Direction.DOWNSTREAM)


@pytest.fixture
def synergy_model(db):
    return a_model("synergy", shares_reductions=True)


class TestRegisterConsortium:
    @pytest.fixture
    def register(self, call, anchor, anchor_rep, moment):
        def run(model, **more):
            terms = {"call": call, "anchor": anchor, "support_model": model, "name": "새 컨소시엄", **more}
            return operations.register_consortium(**terms, by=anchor_rep, at=moment)

        return run

    @pytest.mark.parametrize(
        ("asked", "kept"), [("", "CONTRIBUTION"), ("INDIRECT", "INDIRECT"), ("CONTRIBUTION", "CONTRIBUTION")]
    )
    def test_passes_on_as_it_says_or_else_as_the_programme_does(self, register, chain_model, asked, kept):
        assert register(chain_model, pass_through_kind=asked).pass_through_kind == kept

    def test_has_no_kind_where_nothing_is_passed_on(self, register, synergy_model):
        assert register(synergy_model).pass_through_kind == ""

    def test_refuses_a_kind_where_nothing_is_passed_on(self, register, synergy_model):
        with pytest.raises(
            KindNotForModel, match=r"“synergy” passes no money on. Leave the legal kind empty"
        ):
            register(synergy_model, pass_through_kind="INDIRECT")

    def test_keeps_a_name_on_one_line(self, register, chain_model):
        consortium = register(chain_model, name=' "대한", 자동차\n\t컨소시엄 🚗 ', is_stand_in=True)
        assert (consortium.name, consortium.is_stand_in) == ('"대한", 자동차 컨소시엄 🚗', True)


class TestRoles:
    @pytest.fixture
    def invite(self, consortium, anchor_member, anchor_rep, moment):
        def run(firm, role, **more):
            return operations.invite_member(
                consortium=consortium,
                firm=firm,
                upstream=anchor_member,
                role=role,
                by=anchor_rep,
                at=moment,
                **more,
            )

        return run

    def test_refuses_a_customer_that_is_its_own_anchor(self, invite, consortium, anchor, downstream_model):
        consortium.support_model = downstream_model
        consortium.save()
        with pytest.raises(
            OwnCustomer, match=r"can't be its own customer. Enter the number of the firm"
        ) as no:
            invite(anchor, "CUSTOMER")
        assert no.value.field == "business_number"

    def test_refuses_roles_the_model_does_not_know(self, invite, tier1):
        for role in ("CUSTOMER", "SHARED", "ANCHOR"):
            with pytest.raises(RoleDoesNotFit, match=r"“Chain support” knows no role .* Choose another role"):
                invite(tier1, role)
        assert invite(tier1, "CONSULTANT").role == "CONSULTANT"

    def test_links_the_product_the_way_goods_flow(
        self, invite, consortium, anchor_member, tier1, tier2, downstream_model
    ):
        up = invite(tier1, "PARTNER", product=" 구동축,\n“A”형 ", hs_code="8708.50")
        first = SupplyLink.objects.get()
        assert (first.supplier, first.buyer) == (up, anchor_member)
        assert (first.product, first.hs_code) == ("구동축, “A”형", "870850")
        consortium.support_model = downstream_model
        consortium.save()
        down = invite(tier2, "CUSTOMER", product="후판", hs_code="7208")
        second = SupplyLink.objects.exclude(pk=first.pk).get()
        assert (second.supplier, second.buyer) == (anchor_member, down)

    def test_refuses_a_code_that_is_none_and_invites_nobody(self, invite, tier1):
        with pytest.raises(InvalidHsCode, match=r"4 to 10 digits"):
            invite(tier1, "PARTNER", product="구동축", hs_code="87-X")
        assert not Member.objects.filter(firm=tier1).exists()


class TestLeave:
    def test_ends_its_links_and_tells_the_others(self, tier1_member, tier1_rep, anchor_rep, officer, moment):
        supply = link(tier1_member)
        operations.leave(member=tier1_member, reason="사업을 접음", by=tier1_rep, at=moment)
        supply.refresh_from_db()
        assert Member.objects.get(pk=tier1_member.pk).status == "LEFT"
        assert supply.ended_on == moment.date()
        for person in (anchor_rep, officer):
            assert Item.objects.open().visible_to(person, moment).filter(kind="member_left").count() == 1

    def test_refuses_the_anchor(self, anchor_member, anchor_rep, moment):
        with pytest.raises(AnchorStays, match=r"the consortium rests on it. Ask the programme office"):
            operations.leave(member=anchor_member, reason="그만", by=anchor_rep, at=moment)

    def test_refuses_while_others_stand_below(self, tier1_member, tier2_member, tier1_rep, moment):
        with pytest.raises(
            HasFirmsBelow, match=r"가온열처리 still stand under 한빛정밀. The anchor first moves"
        ):
            operations.leave(member=tier1_member, reason="그만", by=tier1_rep, at=moment)

    def test_refuses_after_the_award_and_says_what_to_do(
        self, awarded_application, tier1_member, tier1_rep, moment
    ):
        with pytest.raises(StillTied, match=r"“압축기 교체” .* withdraw the award before it is accepted"):
            operations.leave(member=tier1_member, reason="그만", by=tier1_rep, at=moment)

    def test_refuses_with_a_running_grant_and_says_what_to_do(self, grant, tier1_member, tier1_rep, moment):
        with pytest.raises(
            StillTied, match=r"grant “압축기 교체” .* cancel it or to hand it over to another firm"
        ):
            operations.leave(member=tier1_member, reason="그만", by=tier1_rep, at=moment)
        assert Member.objects.get(pk=tier1_member.pk).status == "JOINED"

    def test_refuses_a_second_time_and_strangers(
        self, tier1_member, tier1_rep, anchor_rep, tier1_clerk, moment
    ):
        for by in (anchor_rep, tier1_clerk):
            with pytest.raises(PermissionDenied, match=r"representative of a firm says that it leaves"):
                operations.leave(member=tier1_member, reason="그만", by=by, at=moment)
        operations.leave(member=tier1_member, reason="그만", by=tier1_rep, at=moment)
        with pytest.raises(InvalidTransition):
            operations.leave(member=tier1_member, reason="또", by=tier1_rep, at=moment)


class TestReplaceMember:
    def test_puts_another_firm_between_the_same_neighbours(
        self, consortium, anchor_member, tier1_member, tier2_member, rival, rival_rep, anchor_rep, moment
    ):
        link(tier1_member, "구동축"), link(tier2_member, "열처리")
        new = operations.replace_member(
            member=tier1_member, firm=rival, reason="생산 중단", by=anchor_rep, at=moment
        )
        tier2_member.refresh_from_db()
        assert (new.status, new.replaces, new.upstream, new.tier) == (
            "INVITED",
            tier1_member,
            anchor_member,
            1,
        )
        assert (tier2_member.upstream, tier2_member.tier) == (new, 2)
        assert Member.objects.get(pk=tier1_member.pk).status == "LEFT"
        running = SupplyLink.objects.filter(ended_on__isnull=True).order_by("product")
        assert [(s.supplier, s.buyer, s.product) for s in running] == [
            (new, anchor_member, "구동축"),
            (tier2_member, new, "열처리"),
        ]
        assert Item.objects.open().visible_to(rival_rep, moment).get().kind == "join_consortium"

    def test_refuses_a_firm_that_is_bound(self, grant, tier1_member, rival, anchor_rep, moment):
        with pytest.raises(StillTied, match=r"hand it over"):
            operations.replace_member(
                member=tier1_member, firm=rival, reason="교체", by=anchor_rep, at=moment
            )

    def test_refuses_a_firm_that_has_a_place(
        self, anchor_member, tier1_member, tier2_member, tier2, anchor, anchor_rep, moment
    ):
        for firm in (tier2, anchor):
            with pytest.raises(AlreadyMember):
                operations.replace_member(
                    member=tier1_member, firm=firm, reason="교체", by=anchor_rep, at=moment
                )
        with pytest.raises(AnchorStays):
            operations.leave(member=anchor_member, reason="x", by=anchor_rep, at=moment)

    def test_refuses_one_who_has_not_answered(
        self, consortium, anchor_member, anchor_rep, tier1, rival, moment
    ):
        invited = operations.invite_member(
            consortium=consortium, firm=tier1, upstream=anchor_member, by=anchor_rep, at=moment
        )
        with pytest.raises(NotReplaceable, match=r"Wait for its answer"):
            operations.replace_member(member=invited, firm=rival, reason="교체", by=anchor_rep, at=moment)

    def test_is_not_offered_below_a_firm_that_has_not_answered(
        self, client, consortium, tier1_member, tier2_member, rival, anchor_rep, moment
    ):
        operations.replace_member(member=tier1_member, firm=rival, reason="교체", by=anchor_rep, at=moment)
        client.force_login(anchor_rep)
        address = reverse("programs:member_replace", args=[tier2_member.public_id])
        assert address not in client.get(consortium.get_absolute_url()).content.decode()
        assert '<form method="post" novalidate' not in client.get(address).content.decode()

    def test_is_for_the_anchor_and_the_firm_above(
        self, tier2_member, rival, tier1_rep, tier2_rep, officer, moment
    ):
        for by in (tier2_rep, officer):
            with pytest.raises(PermissionDenied):
                operations.replace_member(member=tier2_member, firm=rival, reason="교체", by=by, at=moment)
        assert (
            operations.replace_member(
                member=tier2_member, firm=rival, reason="교체", by=tier1_rep, at=moment
            ).firm
            == rival
        )


class TestMoveMember:
    @pytest.fixture
    def deep(self, consortium, anchor_member, tier1_member, tier2_member):
        """Anchor → tier 1 → tier 2 → tier 3, and another tier 1."""
        third = seat(consortium, FirmFactory(name="삼차"), tier2_member)
        other = seat(consortium, FirmFactory(name="다른일차"), anchor_member)
        return third, other

    def test_takes_the_whole_branch_along(self, deep, tier1_member, tier2_member, anchor_rep, moment):
        third, other = deep
        operations.move_member(
            member=tier1_member, upstream=other, reason="거래선 변경", by=anchor_rep, at=moment
        )
        tiers = {m.pk: m.tier for m in Member.objects.all()}
        assert [tiers[m.pk] for m in (other, tier1_member, tier2_member, third)] == [1, 2, 3, 4]
        assert tier1_member.changes.last().reason == "거래선 변경"

    def test_refuses_a_circle(self, deep, tier1_member, anchor_rep, moment):
        third, _ = deep
        with pytest.raises(WouldCircle, match=r"삼차 stands below 한빛정밀.*run in a circle") as no:
            operations.move_member(member=tier1_member, upstream=third, reason="x", by=anchor_rep, at=moment)
        assert no.value.field == "upstream"
        with pytest.raises(WouldCircle):
            operations.move_member(
                member=tier1_member, upstream=tier1_member, reason="x", by=anchor_rep, at=moment
            )

    def test_refuses_what_changes_nothing_and_who_is_bound(
        self, grant, deep, anchor_member, tier1_member, anchor_rep, moment
    ):
        with pytest.raises(AlreadyThere):
            operations.move_member(
                member=tier1_member, upstream=anchor_member, reason="x", by=anchor_rep, at=moment
            )
        with pytest.raises(StillTied):
            operations.move_member(
                member=tier1_member, upstream=deep[1], reason="x", by=anchor_rep, at=moment
            )
        with pytest.raises(AnchorStays):
            operations.move_member(
                member=anchor_member, upstream=deep[1], reason="x", by=anchor_rep, at=moment
            )

    def test_refuses_a_firm_that_has_not_joined(self, deep, tier2_member, anchor_rep, moment):
        deep[1].move_to("LEFT", by=anchor_rep, at=moment)
        with pytest.raises(NotJoined):
            operations.move_member(
                member=tier2_member, upstream=deep[1], reason="x", by=anchor_rep, at=moment
            )

    def test_is_for_the_anchor(self, deep, tier2_member, tier1_rep, moment):
        with pytest.raises(PermissionDenied, match=r"representative of the anchor"):
            operations.move_member(member=tier2_member, upstream=deep[1], reason="x", by=tier1_rep, at=moment)


class TestSupplyLinks:
    @pytest.fixture
    def connect(self, consortium, anchor_rep, moment):
        def run(supplier, buyer, product="구동축", **more):
            terms = {"by": anchor_rep, "at": moment, **more}
            return operations.link_supply(
                consortium=consortium, supplier=supplier, buyer=buyer, product=product, **terms
            )

        return run

    def test_links_two_members(self, connect, tier1_member, anchor_member, tier1_clerk, moment):
        made = connect(tier1_member, anchor_member, '축 "A", 🚗', hs_code="8708 50", by=tier1_clerk)
        assert (made.product, made.hs_code, made.since) == ('축 "A", 🚗', "870850", moment.date())

    @pytest.mark.parametrize("product", ["", " \n "])
    def test_refuses_no_product(self, connect, tier1_member, anchor_member, product):
        with pytest.raises(ProductMissing, match=r"Name the product"):
            connect(tier1_member, anchor_member, product)

    def test_refuses_itself_twice_and_a_circle(self, connect, tier1_member, tier2_member, anchor_member):
        with pytest.raises(SelfLink, match=r"Choose two different firms"):
            connect(tier1_member, tier1_member)
        connect(tier2_member, tier1_member)
        connect(tier1_member, anchor_member)
        with pytest.raises(LinkExists, match=r"가온열처리 already delivers “구동축” to 한빛정밀"):
            connect(tier2_member, tier1_member)
        with pytest.raises(LinkCircles, match=r"“구동축” would come back to 대한자동차"):
            connect(anchor_member, tier2_member)
        assert connect(anchor_member, tier2_member, "고철")

    def test_refuses_strangers_and_other_consortia(
        self, connect, consortium, tier1_member, anchor_member, rival_rep, moment
    ):
        with pytest.raises(PermissionDenied, match=r"firms at both ends and the anchor"):
            connect(tier1_member, anchor_member, by=rival_rep)
        tier1_member.move_to("LEFT", by=rival_rep, at=moment)
        with pytest.raises(NotInConsortium, match=r"한빛정밀 has no place in this consortium"):
            connect(tier1_member, anchor_member)

    def test_ends_on_a_day_that_can_be(self, connect, tier1_member, anchor_member, tier1_rep, moment):
        made = connect(tier1_member, anchor_member, since=moment.date() - dt.timedelta(days=9))
        for days in (-10, 1):
            with pytest.raises(DayImpossible, match=r"between 2026-01-24 and today, 2026-02-02"):
                operations.end_link(
                    link=made, ended_on=moment.date() + dt.timedelta(days=days), by=tier1_rep, at=moment
                )
        ended = operations.end_link(link=made, ended_on=moment.date(), by=tier1_rep, at=moment)
        assert ended.ended_on == moment.date()
        again = operations.end_link(link=made, ended_on=made.since, by=tier1_rep, at=moment)
        assert again.ended_on == moment.date()
        with pytest.raises(DayImpossible):
            connect(tier1_member, anchor_member, since=moment.date() + dt.timedelta(days=1))


class TestConsultingBody:
    def test_takes_part_without_a_link(self, consortium, anchor_member, anchor_rep, moment):
        body = FirmFactory(name="자문기관")
        certify(body)
        person_of(body)
        member = operations.invite_member(
            consortium=consortium,
            firm=body,
            upstream=anchor_member,
            role="CONSULTANT",
            by=anchor_rep,
            at=moment,
        )
        assert (member.role, member.tier) == ("CONSULTANT", 1)
