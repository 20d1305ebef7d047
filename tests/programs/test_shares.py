"""Shares in a shared supplier's reductions: exactly 100 %, agreed by every anchor, from month to month."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from core.inbox.models import Item
from core.users.permissions import NotAllowed
from core.workflow.refusals import InvalidTransition
from programs import operations
from programs.models import AttributionAgreement, Consortium, Member
from programs.queries import agreed_shares
from programs.refusals.consortia import (
    AlreadyAgreed,
    ConsortiumLeftOut,
    NotAFirstOfMonth,
    NotShared,
    ShareImpossible,
    SharesAgreedFrom,
    SharesNotWhole,
    SharesPending,
    SharesTooEarly,
)
from tests.factories import programmes
from tests.factories.people import FirmFactory, certify, person_of

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = dt.date(2026, 2, 1), dt.date(2026, 3, 1)


@pytest.fixture
def three(call, tier1, anchor, anchor_rep):
    """Three synergy consortia that share the same supplier; the first is the cast's anchor's."""
    model = programmes.SupportModelFactory(
        code="synergy", name_en="Synergy", passes_money_on=False, shares_reductions=True
    )
    made = []
    for n, firm in enumerate([anchor, FirmFactory(name="둘째전자"), FirmFactory(name="셋째반도체")]):
        if n:
            certify(firm, "LARGE")
        consortium = programmes.ConsortiumFactory(
            call=call, support_model=model, anchor=firm, name=f"{n + 1}번 컨소시엄", pass_through_kind=""
        )
        top = programmes.join(consortium, firm)
        member = programmes.join(consortium, tier1, top)
        Member.objects.filter(pk=member.pk).update(role="SHARED")
        made.append(consortium)
    return made


@pytest.fixture
def reps(three, anchor_rep):
    return [anchor_rep, person_of(three[1].anchor), person_of(three[2].anchor)]


@pytest.fixture
def propose(program, tier1, anchor_rep, moment):
    def run(three, *parts, **other):
        terms = {"program": program, "firm": tier1, "valid_from": FEBRUARY, "by": anchor_rep, "at": moment}
        shares = dict(zip(three, parts, strict=False))
        return operations.propose_shares(**{**terms, **other}, shares=shares)

    return run


def agree(agreement, three, reps, at):
    for consortium, rep in zip(three[1:], reps[1:], strict=True):
        operations.confirm_shares(agreement=agreement, consortium=consortium, by=rep, at=at)
    return AttributionAgreement.objects.get(pk=agreement.pk)


class TestPropose:
    def test_counts_once_every_anchor_agreed(self, three, reps, propose, program, tier1, tier1_rep, moment):
        proposed = propose(three, 3_334, 3_333, 3_333)
        assert proposed.status == "PROPOSED"
        assert agreed_shares(program, tier1) is None
        for rep in reps[1:]:
            assert Item.objects.open().visible_to(rep, moment).filter(kind="confirm_shares").count() == 1
        operations.confirm_shares(agreement=proposed, consortium=three[1], by=reps[1], at=moment)
        assert not Item.objects.open().visible_to(reps[1], moment).filter(kind="confirm_shares").exists()
        assert Item.objects.open().visible_to(reps[2], moment).filter(kind="confirm_shares").count() == 1
        operations.confirm_shares(agreement=proposed, consortium=three[2], by=reps[2], at=moment)
        assert agreed_shares(program, tier1) == proposed
        assert Item.objects.open().visible_to(tier1_rep, moment).filter(kind="shares_agreed").exists()

    def test_refuses_three_times_33_33_and_says_what_to_do(self, three, propose):
        with pytest.raises(SharesNotWhole) as no:
            propose(three, 3_333, 3_333, 3_333)
        assert str(no.value) == (
            "The shares come to 99.99 %, not to exactly 100 %: 0.01 % is missing. Three equal parts, for "
            "instance, are 33.33 %, 33.33 % and 33.34 %: give the rest to one of them."
        )

    def test_refuses_too_much_and_nothing(self, three, propose):
        with pytest.raises(SharesNotWhole, match=r"100.01 %.*0.01 % is too much"):
            propose(three, 3_334, 3_334, 3_333)
        for parts in ((10_000, 0, 0), (10_001, -1, 0), (-1, 5_000, 5_001)):
            with pytest.raises(ShareImpossible, match="above 0 % and at most 100 %"):
                propose(three, *parts)

    def test_refuses_a_consortium_left_out_or_a_strange_one(self, three, propose, consortium):
        with pytest.raises(ConsortiumLeftOut, match="of “3번 컨소시엄” as well"):
            propose(three, 5_000, 5_000)
        with pytest.raises(NotShared, match="no joined shared supplier of “대한자동차 컨소시엄”"):
            propose([*three, consortium], 2_500, 2_500, 2_500, 2_500)

    @pytest.fixture
    def consortium(self, call, chain_model):
        return programmes.ConsortiumFactory(call=call, support_model=chain_model, name="대한자동차 컨소시엄")

    @pytest.mark.parametrize(
        ("day", "refusal"),
        [
            (dt.date(2026, 2, 2), NotAFirstOfMonth),
            (dt.date(2026, 1, 1), SharesTooEarly),
        ],
    )
    def test_refuses_days_that_can_not_be(self, three, propose, day, refusal):
        with pytest.raises(refusal) as no:
            propose(three, 3_334, 3_333, 3_333, valid_from=day)
        assert no.value.field == "valid_from"

    def test_refuses_a_second_proposal(self, three, propose):
        propose(three, 3_334, 3_333, 3_333)
        with pytest.raises(SharesPending, match="Agree to them or drop them first"):
            propose(three, 2_000, 2_000, 6_000)

    def test_is_for_the_parties(self, three, propose, tier1_rep, rival_rep, tier1_clerk):
        for by in (rival_rep, tier1_clerk):
            with pytest.raises(NotAllowed):
                propose(three, 3_334, 3_333, 3_333, by=by)
        assert (
            propose(three, 3_334, 3_333, 3_333, by=tier1_rep).shares.filter(confirmed_at__isnull=True).count()
            == 3
        )

    def test_needs_nobody_else_where_one_consortium_shares_alone(self, three, propose, moment):
        Member.objects.filter(role="SHARED", consortium__in=three[1:]).update(status="LEFT")
        assert propose(three[:1], 10_000).status == "AGREED"


class TestConfirm:
    def test_ends_the_shares_before_the_day_before(self, three, reps, propose, moment):
        first = agree(propose(three, 3_334, 3_333, 3_333), three, reps, moment)
        second = agree(propose(three, 2_000, 2_000, 6_000, valid_from=MARCH), three, reps, moment)
        first.refresh_from_db()
        assert (first.valid_until, second.valid_until) == (dt.date(2026, 2, 28), None)
        with pytest.raises(SharesAgreedFrom, match="from 2026-03-01 on are agreed already"):
            propose(three, 3_334, 3_333, 3_333, valid_from=FEBRUARY)

    def test_refuses_a_second_time_and_other_anchors(self, three, reps, propose, moment):
        proposed = propose(three, 3_334, 3_333, 3_333)
        with pytest.raises(AlreadyAgreed, match="“1번 컨소시엄” agreed to these shares on 2026-02-02"):
            operations.confirm_shares(agreement=proposed, consortium=three[0], by=reps[0], at=moment)
        with pytest.raises(PermissionDenied):
            operations.confirm_shares(agreement=proposed, consortium=three[1], by=reps[2], at=moment)
        agree(proposed, three, reps, moment)
        with pytest.raises(InvalidTransition):
            operations.confirm_shares(agreement=proposed, consortium=three[1], by=reps[1], at=moment)

    def test_refuses_once_the_month_is_over(self, three, reps, propose, moment):
        proposed = propose(three, 3_334, 3_333, 3_333)
        with pytest.raises(SharesTooEarly, match="from 2026-03-01 on"):
            operations.confirm_shares(
                agreement=proposed, consortium=three[1], by=reps[1], at=moment + dt.timedelta(days=28)
            )

    def test_refuses_for_a_consortium_the_supplier_left(self, three, reps, propose, moment):
        proposed = propose(three, 3_334, 3_333, 3_333)
        Member.objects.filter(role="SHARED", consortium=three[1]).update(status="LEFT")
        with pytest.raises(NotShared):
            operations.confirm_shares(agreement=proposed, consortium=three[1], by=reps[1], at=moment)

    def test_agreed_shares_stay(self, three, reps, propose, moment):
        agreed = agree(propose(three, 3_334, 3_333, 3_333), three, reps, moment)
        with pytest.raises(Error, match="agreed_shares_stay"), transaction.atomic():
            agreed.shares.update(share_bp=1)


class TestDrop:
    def test_makes_room_for_another_proposal(self, three, reps, propose, moment):
        proposed = propose(three, 3_334, 3_333, 3_333)
        operations.drop_shares(agreement=proposed, reason="다시 협의", by=reps[2], at=moment)
        assert not Item.objects.open().filter(kind="confirm_shares").exists()
        assert propose(three, 2_000, 2_000, 6_000)

    def test_refuses_strangers_and_agreed_ones(self, three, reps, propose, rival_rep, moment):
        proposed = propose(three, 3_334, 3_333, 3_333)
        with pytest.raises(PermissionDenied):
            operations.drop_shares(agreement=proposed, reason="싫음", by=rival_rep, at=moment)
        agree(proposed, three, reps, moment)
        with pytest.raises(InvalidTransition):
            operations.drop_shares(agreement=proposed, reason="늦음", by=reps[1], at=moment)


class TestPages:
    @pytest.fixture(autouse=True)
    def today(self, moment, monkeypatch):
        monkeypatch.setattr("core.workflow.clock.now", lambda: moment)

    def client_of(self, user):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_from_the_proposal_to_the_last_yes(self, three, reps, tier1):
        member = Member.objects.get(consortium=three[0], firm=tier1)
        first = self.client_of(reps[0])
        address = reverse("programs:shares_propose", args=[member.public_id])
        assert address in first.get(three[0].get_absolute_url()).content.decode()
        form = first.get(address).content.decode()
        assert 'value="33.34"' in form
        assert form.count('value="33.33"') == 2
        typed = {"valid_from": "2026-02"} | {f"share_{c.pk}": "33.33" for c in three}
        refused = first.post(address, typed)
        assert refused.status_code == 422
        assert "0.01 % is missing" in refused.content.decode()
        assert first.post(address, typed | {f"share_{three[0].pk}": "33.333"}).status_code == 422
        page = first.post(address, typed | {f"share_{three[0].pk}": "33.34 %"}).url
        for rep in reps[1:]:
            client = self.client_of(rep)
            confirm = page + "confirm/"
            assert confirm in client.get(page).content.decode()
            assert client.get(confirm).status_code == 200
            assert client.post(confirm).status_code == 302
        assert AttributionAgreement.objects.get().status == "AGREED"
        assert "33.34 %" in first.get(three[0].get_absolute_url()).content.decode()

    def test_a_proposal_can_be_dropped(self, three, reps, propose, rival_rep):
        page = propose(three, 3_334, 3_333, 3_333).get_absolute_url()
        assert self.client_of(rival_rep).get(page).status_code == 404
        client = self.client_of(reps[1])
        assert client.post(page + "drop/", {"reason": "비율을 다시 협의"}).status_code == 302
        assert "비율을 다시 협의" in client.get(page).content.decode()
        assert Consortium.objects.count() == 3
