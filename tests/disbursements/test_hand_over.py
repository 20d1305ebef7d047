"""Handing a grant over to another firm: asked, agreed, approved; what moves, what stays, what refuses it."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from applications import operations as applications
from applications.models import Application, CostItem, EligibilityCheck, Holder, Letter, Quote
from applications.refusals import InTradingScheme, NotEligible
from core.inbox.models import Item
from core.ledger.models import Transfer
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.permissions import NotAllowed
from core.workflow import clock
from core.workflow.refusals import InvalidTransition
from disbursements import operations
from disbursements.changes.versions import compare
from disbursements.models import ChangeRequest, Grant, PassThrough
from disbursements.queries import place_of
from disbursements.refusals import GrantClosed
from disbursements.refusals import changes as refusals_changes
from firms.models import Firm
from measurement.models import Measure
from programs.refusals import NoCertificate
from reporting.dashboards import books
from reporting.statements.attribution import HolderChanges, firm_of_months
from tests.factories import people, programmes
from tests.factories.people import MOMENT

LATER = MOMENT + dt.timedelta(days=2)
TODAY = MOMENT.date()


@pytest.fixture
def successor(anchor_member: Any, consortium: Any) -> Firm:
    """Another tier-1 partner that has joined."""
    firm = people.FirmFactory(name="새빛정밀")
    people.certify(firm)
    programmes.join(consortium, firm, anchor_member)
    return firm


@pytest.fixture
def successor_rep(successor: Firm) -> Any:
    return people.person_of(successor, name="인수자", email="successor@example.kr")


@pytest.fixture
def asked(grant: Grant, successor: Firm, tier1_rep: Any) -> ChangeRequest:
    return ask(grant, successor, tier1_rep)


@pytest.fixture
def agreed(asked: ChangeRequest, successor_rep: Any) -> ChangeRequest:
    return operations.agree_to_hand_over(change=asked, by=successor_rep, at=MOMENT)


def ask(grant: Grant, firm: Firm, by: Any, *, on: dt.date = TODAY, at: dt.datetime = MOMENT) -> Any:
    case = grant.application
    wanted = {place_of(case, "holder"): firm.business_number, place_of(case, "handed_on"): f"{on}"}
    return operations.request_change(
        grant=grant, kind="HAND_OVER", wanted=wanted, reason="사업부 양도", by=by, at=at
    )


def approve(change: ChangeRequest, by: Any, at: dt.datetime = LATER) -> Grant:
    operations.approve_change(change=change, reason="승계 요건 충족", by=by, at=at)
    return Grant.objects.get(pk=change.grant_id)


def differences() -> list[str]:
    return [str(one) for comparison in books.check() for one in comparison.differences]


class TestHandingOver:
    def test_passes_the_grant_to_a_firm_that_agreed_with_all_that_waits(
        self, agreed, grant, tier1, successor, approving_officer, successor_rep, tier1_rep
    ):
        case = grant.application
        item = case.cost_items.get()
        before = differences()

        grant = approve(agreed, approving_officer)

        case.refresh_from_db()
        assert (grant.firm, case.firm) == (successor, successor)
        assert case.frozen_certificate.firm == successor
        assert item.measure is None or CostItem.objects.get(pk=item.pk).measure.firm == successor
        held = [(one.firm, one.number, one.at) for one in case.holders.order_by("number")]
        assert held == [(tier1, 1, grant.accepted_at), (successor, 2, LATER)]
        check = EligibilityCheck.objects.get(application=case, moment="HAND_OVER")
        assert check.inputs["facts"]["supplier_apart"]["applicant"]["number"] == successor.business_number
        assert case.standing_won == grant.awarded_won
        assert before == differences() == []
        row = next(one for one in compare(grant, 0, 1) if one.before != one.after)
        assert (row.before, row.after) == (tier1.name, "새빛정밀")

    def test_needs_both_firms_and_somebody_of_neither(
        self, asked, grant, officer, approving_officer, successor, successor_rep, tier1_rep
    ):
        assert Item.objects.open().get(kind="agree_to_hand_over").scope_id == successor.pk
        for step, terms in (
            (operations.approve_change, {"reason": "서둘러 승인", "by": approving_officer}),
            (operations.recommend_change, {"recommendation": "적정함", "by": officer}),
        ):
            with pytest.raises(refusals_changes.NotAgreedYet):
                step(change=asked, at=LATER, **terms)
        with pytest.raises(NotAllowed):
            operations.agree_to_hand_over(change=asked, by=tier1_rep, at=MOMENT)

        operations.agree_to_hand_over(change=asked, by=successor_rep, at=MOMENT)

        assert {one.kind for one in Item.objects.open().filter(subject_kind="change", is_notice=False)} == {
            "recommend_change",
            "decide_change",
        }
        with pytest.raises(refusals_changes.AgreedAlready):
            operations.decline_hand_over(change=asked, reason="마음이 바뀜", by=successor_rep, at=MOMENT)
        people.give_role(successor_rep, "APPROVING_OFFICER", "OFFICE", grant.consortium.program.office_id)
        clerk = people.with_role("APPROVING_OFFICER", "OFFICE", grant.consortium.program.office_id)
        people.give_role(clerk, "CLERK", "FIRM", successor.pk)
        for person in (successor_rep, clerk):
            with pytest.raises(NotAllowed):
                approve(asked, person)
        with pytest.raises(DatabaseError), transaction.atomic():
            ChangeRequest.objects.filter(pk=asked.pk).update(decided_by=successor_rep, decided_at=LATER)

    def test_can_be_declined_with_a_reason(self, asked, successor_rep, tier1, approving_officer):
        change = operations.decline_hand_over(change=asked, reason="인력 부족", by=successor_rep, at=MOMENT)

        assert change.status == "DECLINED"
        assert Item.objects.filter(kind="hand_over_declined", scope_id=tier1.pk).exists()
        with pytest.raises(InvalidTransition):
            approve(asked, approving_officer)

    def test_waits_for_its_day_and_is_asked_for_before_it(
        self, grant, successor, successor_rep, tier1_rep, approving_officer
    ):
        with pytest.raises(refusals_changes.HandedOverEarlier):
            ask(grant, successor, tier1_rep, on=MOMENT.date() - dt.timedelta(days=1))
        change = ask(grant, successor, tier1_rep, on=LATER.date())
        operations.agree_to_hand_over(change=change, by=successor_rep, at=MOMENT)
        with pytest.raises(refusals_changes.NotBeforeItsDay):
            approve(change, approving_officer, LATER - dt.timedelta(days=1))

        assert approve(change, approving_officer).firm == successor

    def test_is_for_partners_that_stand_in_the_same_place(
        self, grant, linked_grant, tier1_rep, tier2, rival, anchor
    ):
        for firm in (tier2, rival, anchor):
            with pytest.raises(refusals_changes.NotInItsPlace):
                ask(grant, firm, tier1_rep)


class TestSupport:
    def test_falls_with_the_size_of_the_next_firm_and_the_rest_goes_back(
        self, agreed, grant, successor, approving_officer, call
    ):
        people.certify(successor, "MIDSIZE")
        left = balance(Owner("call", call.pk), "available")
        standing = grant.application.standing_won

        grant = approve(agreed, approving_officer)

        case = Application.objects.get(pk=grant.application_id)
        assert case.standing_won == standing * 50 // 60
        assert balance(Owner("call", call.pk), "available") == left + standing - case.standing_won
        assert case.frozen_size_class == "MIDSIZE"
        letter = Letter.objects.get(application=case, kind="HAND_OVER", language="ko")
        assert f"{standing - case.standing_won:,}" in letter.body
        assert differences() == []

    def test_of_a_large_firm_or_one_of_unknown_size_is_nothing(
        self, agreed, successor, successor_rep, approving_officer, grant, consortium, anchor_member, tier1_rep
    ):
        people.certify(successor, "LARGE")
        with pytest.raises(refusals_changes.NothingWouldStand):
            approve(agreed, approving_officer)
        operations.withdraw_change(change=agreed, reason="다른 기업", by=tier1_rep, at=MOMENT)
        unknown = people.FirmFactory(name="미확인기업")
        programmes.join(consortium, unknown, anchor_member)
        change = ask(grant, unknown, tier1_rep)
        operations.agree_to_hand_over(change=change, by=people.person_of(unknown), at=MOMENT)
        with pytest.raises(NoCertificate):
            approve(change, approving_officer)
        assert not Holder.objects.filter(number=2).exists()

    def test_rests_on_every_rule_of_eligibility_asked_again(
        self, agreed, grant, successor, approving_officer
    ):
        Firm.objects.filter(pk=successor.pk).update(is_in_trading_scheme=True)
        Application.objects.filter(pk=grant.application_id).update(frozen_excludes_trading_scheme=None)
        program = grant.consortium.program
        type(program).objects.filter(pk=program.pk).update(excludes_trading_scheme=True)
        with pytest.raises(InTradingScheme):
            approve(agreed, approving_officer)
        Firm.objects.filter(pk=successor.pk).update(is_in_trading_scheme=False)
        Quote.objects.filter(cost_item__application=grant.application_id).update(supplier=successor.name)
        with pytest.raises(NotEligible):
            approve(agreed, approving_officer)
        assert not EligibilityCheck.objects.filter(moment="HAND_OVER").exists()


class TestWhatIsUnderWay:
    def test_is_named_and_has_to_end_first(self, grant, successor, tier1_rep, drafted_payment):
        with pytest.raises(refusals_changes.UnderWay, match="#1"):
            ask(grant, successor, tier1_rep)

    def test_an_open_change_or_one_that_came_meanwhile_is_named(
        self, agreed, grant, tier1_rep, approving_officer
    ):
        wanted = {place_of(grant.application, "suspended_until"): "2026-06-30"}
        operations.request_change(
            grant=grant, kind="SUSPENSION", wanted=wanted, reason="공사", by=tier1_rep, at=MOMENT
        )
        with pytest.raises(refusals_changes.UnderWay, match="#2"):
            approve(agreed, approving_officer)

    def test_below_is_waited_for_and_what_is_linked_stays_linked(self, chain, approving_officer):
        chain.top(400_000_000, 400_000_000)
        other = chain.join("새빛정밀", chain.members[0].upstream)
        chain.hand_down(0, 1, 100_000_000)
        below = chain.grants[1]
        sibling = chain.join("다솜기계", chain.members[0])
        proposal = chain.propose(0, sibling, 50_000_000)
        with pytest.raises(refusals_changes.UnderWay, match=proposal.title):
            ask(chain.grants[0], chain.firms[other], chain.reps[0])
        applications.retract_regrant(application=proposal, reason="철회", by=chain.reps[0], at=MOMENT)
        change = ask(chain.grants[0], chain.firms[other], chain.reps[0])
        operations.agree_to_hand_over(change=change, by=chain.reps[other], at=MOMENT)

        grant = approve(change, approving_officer)

        below.refresh_from_db()
        assert (below.parent, below.parent.firm) == (grant, chain.firms[other])
        assert differences() == []


class TestTheOldFirm:
    def test_reads_what_it_held_until_then_and_can_do_nothing(
        self, client, agreed, grant, confirmed_payment, approving_officer, tier1_rep, successor_rep, rival_rep
    ):
        approve(agreed, approving_officer)
        client.cookies["django_language"] = "en"
        held = Holder.objects.get(number=1)
        url = reverse("disbursements:held", args=[held.public_id])
        client.force_login(tier1_rep)
        page = client.get(url).content.decode()

        assert "What was agreed then" in page
        assert "60,000,000" in page
        for letter in Letter.objects.filter(kind="HAND_OVER"):
            assert client.get(letter.get_absolute_url()).status_code == 200
        assert client.get(agreed.get_absolute_url()).status_code == 200
        for gone in (grant, confirmed_payment):  # old notices lead there
            assert client.get(gone.get_absolute_url())["Location"] == url
        assert client.get(grant.application.get_absolute_url()).status_code == 404
        with pytest.raises(NotAllowed):
            operations.draft_payment(grant=Grant.objects.get(pk=grant.pk), by=tier1_rep, at=LATER)

        payment = operations.draft_payment(grant=Grant.objects.get(pk=grant.pk), by=successor_rep, at=LATER)

        assert str(payment.number) == "2"
        client.force_login(successor_rep)
        assert client.get(grant.get_absolute_url()).status_code == 200
        assert client.get(url).status_code == 404
        client.force_login(rival_rep)
        for unseen in (url, grant.get_absolute_url(), confirmed_payment.get_absolute_url()):
            assert client.get(unseen).status_code == 404
        client.force_login(approving_officer)
        assert client.get(url).status_code == 200
        assert differences() == []

    def test_has_nothing_left_in_its_inbox(
        self, agreed, grant, confirmed_payment, approving_officer, tier1, successor
    ):
        kept = ["grant", "asset"]
        waiting = Item.objects.open().filter(subject_kind__in=kept, is_notice=False, scope_id=tier1.pk)
        kinds = set(waiting.values_list("kind", flat=True))
        assert kinds == {"duty_open", "complete_asset"}

        approve(agreed, approving_officer)

        assert not waiting.exists()
        moved = Item.objects.open().filter(scope_id=successor.pk, is_notice=False)
        assert set(moved.values_list("kind", flat=True)) == kinds


class TestDatabase:
    def test_lets_no_case_pass_to_a_firm_that_is_no_holder(self, grant, successor):
        for found in (Application.objects.filter(pk=grant.application_id), Grant.objects.filter(pk=grant.pk)):
            with pytest.raises(DatabaseError), transaction.atomic():
                found.update(firm=successor)

    def test_lets_holders_only_follow_one_another(self, grant, successor, tier1, tier1_rep):
        given = {"application": grant.application, "by": tier1_rep}
        for number, firm, at in ((2, tier1, LATER), (3, successor, LATER), (2, successor, MOMENT)):
            with pytest.raises(DatabaseError), transaction.atomic():
                Holder.objects.create(firm=firm, number=number, at=at, **given)

    def test_is_caught_by_the_books(self, grant, successor, tier1_rep):
        Holder.objects.create(application=grant.application, firm=successor, number=2, at=LATER, by=tier1_rep)
        assert any("taken over" in one for one in differences())
        assert any("held today by" in one for one in differences())


class TestPages:
    def test_show_each_side_what_is_its_own(
        self, client, grant, successor, tier1_rep, successor_rep, approving_officer, officer
    ):
        client.cookies["django_language"] = "en"
        url = reverse("disbursements:change_new", args=[grant.public_id]) + "?kind=HAND_OVER"
        client.force_login(tier1_rep)
        today = clock.day(clock.now())
        typed = {"holder": successor.business_number, "handed_on": f"{today}", "reason": "사업부 양도"}
        assert f'value="{successor.business_number}"' in client.get(url).content.decode()
        assert client.post(url, {**typed, "holder": "1\x00"}).status_code == 422
        look = client.post(url, typed)
        assert "can only fall" in look.content.decode()
        assert "art. 24" in look.content.decode()
        client.post(url, {**typed, "seen": look.context["outlook"].digest})
        change = ChangeRequest.objects.get()
        page = change.get_absolute_url()

        shown = client.get(page).content.decode()
        assert "Agree or decline" in shown
        assert "The support stays" not in shown  # what the other firm would get is not for this one
        assert client.get(reverse("disbursements:change_agree", args=[change.public_id])).status_code == 403
        client.force_login(successor_rep)
        assert client.get(grant.get_absolute_url()).status_code == 404
        shown = client.get(page).content.decode()
        assert "The support stays at" in shown
        assert "압축기 본체" not in shown
        agree = reverse("disbursements:change_agree", args=[change.public_id])
        assert "The support stays at" in client.get(agree).content.decode()
        client.post(agree)
        change.refresh_from_db()
        assert change.agreed_by == successor_rep
        client.force_login(approving_officer)
        approve_page = client.get(reverse("disbursements:change_approve", args=[change.public_id]))
        seen = approve_page.context["outlook"].digest
        client.post(
            reverse("disbursements:change_approve", args=[change.public_id]),
            {"reason": "요건을 갖춤", "seen": seen},
        )
        change.refresh_from_db()
        assert change.status == "APPROVED"
        text = client.get(grant.get_absolute_url()).content.decode()
        assert "Holders" in text
        assert "새빛정밀" in text

    def test_show_a_firm_of_another_size_what_stands_with_it_and_take_the_approval(
        self, client, agreed, grant, successor, approving_officer
    ):
        people.certify(successor, "MIDSIZE")
        standing = grant.application.standing_won
        client.force_login(approving_officer)
        url = reverse("disbursements:change_approve", args=[agreed.public_id])

        outlook = client.get(url).context["outlook"]
        assert (outlook.support.before_won, outlook.support.after_won) == (standing, standing * 50 // 60)
        assert client.post(url, {"reason": "요건을 갖춤", "seen": outlook.digest}).status_code == 302
        assert Application.objects.get(pk=grant.application_id).standing_won == standing * 50 // 60


class TestWhatGoesOn:
    def test_money_given_later_is_the_next_firms_own(
        self, grant, linked_grant, pass_on, agreed, successor_rep, tier2_rep, approving_officer, successor
    ):
        earlier = pass_on()
        with pytest.raises(refusals_changes.UnderWay, match="20,000,000"):
            approve(agreed, approving_officer)
        operations.confirm_pass_through(pass_through=earlier, amount_won=20_000_000, by=tier2_rep, at=MOMENT)
        grant = approve(agreed, approving_officer)

        later = pass_on(
            payer=grant, bank_reference="GIFT-2", by=successor_rep, at=LATER + dt.timedelta(hours=1)
        )

        sources = Transfer.objects.filter(key__in=[f"pass:{one.pk}:record" for one in (earlier, later)])
        codes = list(sources.order_by("pk").values_list("source__code", flat=True))
        assert codes == [f"firm:{agreed.firm_id}", f"firm:{successor.pk}"]
        passed = PassThrough.objects.with_parties().order_by("pk")
        assert [one.payer_firm for one in passed] == [agreed.firm, successor]
        assert {one.receiver_firm for one in passed} == {linked_grant.firm}
        assert differences() == []

    def test_a_suspended_grant_stays_suspended_and_a_cancelled_one_stays_where_it_is(
        self, grant, agreed, officer, approving_officer, successor, tier1, successor_rep
    ):
        operations.suspend_grant(grant=grant, reason="점검함", by=officer, at=MOMENT)
        grant = approve(agreed, approving_officer)
        assert (grant.firm, grant.status) == (successor, "SUSPENDED")

        operations.cancel_grant(grant=grant, reason="중대한 위반", by=approving_officer, at=LATER)
        with pytest.raises(GrantClosed):
            ask(Grant.objects.get(pk=grant.pk), tier1, successor_rep, on=LATER.date(), at=LATER)

    def test_months_measured_before_stay_the_old_firms(self, grant, successor, tier1, technology, tier1_rep):
        measure = Measure.objects.create(
            firm=tier1, consortium=grant.consortium, technology=technology, name="압축기", site="1공장"
        )
        grant.application.cost_items.update(measure=measure)
        taken_over = dt.datetime(2026, 6, 17, 9, 0, tzinfo=MOMENT.tzinfo)
        Holder.objects.create(
            application=grant.application, firm=successor, number=2, at=taken_over, by=tier1_rep
        )
        first, last = dt.date(2026, 3, 1), dt.date(2026, 8, 31)

        assert firm_of_months(measure, first, dt.date(2026, 6, 30)) == tier1
        assert firm_of_months(measure, dt.date(2026, 7, 1), last) == successor
        with pytest.raises(HolderChanges, match="2026-06"):
            firm_of_months(measure, first, last)
