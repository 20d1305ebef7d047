"""Changes after the award: minor or not, approved and made at once, refused when the world moved on."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from applications.models import Application, CostItem
from applications.refusals import LineHalted, PeriodReversed, ReasonMissing
from core.inbox.models import Item
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import InvalidAmount
from core.users.models import User
from core.users.permissions import NotAllowed
from core.workflow.refusals import InvalidTransition
from disbursements import operations, refusals
from disbursements.changes import Outlook, look
from disbursements.changes.versions import compare, versions_of
from disbursements.changes.words import shown
from disbursements.models import ChangeRequest, Grant, GrantReduction
from disbursements.queries import left_of_award, place_of, terms_in
from disbursements.refusals import changes as refusals_changes
from reporting.dashboards import books
from tests.disbursements.conftest import line_terms
from tests.factories import cases, programmes
from tests.factories.people import MOMENT, give_role, with_role

Ask = Callable[..., ChangeRequest]
TOMORROW = MOMENT + dt.timedelta(days=1)


def differences() -> list[str]:
    return [str(one) for comparison in books.check() for one in comparison.differences]


@pytest.fixture
def numbers(program: Any) -> None:
    """A fifth of an item or thirty days are minor."""
    programmes.add_numbers(program)


@pytest.fixture
def items(grant: Grant, numbers: None) -> tuple[CostItem, CostItem]:
    """A compressor of 150 million and one of 50 million: the 200 million that the award was computed from."""
    first = grant.application.cost_items.get()
    CostItem.objects.filter(pk=first.pk).update(cost_won=150_000_000)
    second = cases.add_cost(grant.application, first.technology, 50_000_000)
    first.refresh_from_db()
    return first, second


@pytest.fixture
def ask(grant: Grant, tier1_rep: User) -> Ask:
    """Return the firm's act: its representative asks for other amounts of items."""

    def request(new: dict[CostItem, int], **terms: Any) -> ChangeRequest:
        wanted = {place_of(item, "cost_won"): won for item, won in new.items()}
        at = MOMENT + dt.timedelta(minutes=grant.change_requests.count())
        given = {"grant": grant, "kind": "REALLOCATION", "wanted": wanted, "by": tier1_rep, "at": at}
        return operations.request_change(**{**given, "reason": "견적 변경", **terms})

    return request


@pytest.fixture
def ask_for(grant: Grant, tier1_rep: User) -> Ask:
    """Return the firm's act: its representative asks for another term of the undertaking."""

    def request(kind: str, term: str, new: str, **terms: Any) -> ChangeRequest:
        given = {"grant": grant, "kind": kind, "by": tier1_rep, "at": MOMENT, "reason": "사정 변경"}
        about = terms.pop("about", grant.application)
        return operations.request_change(**{**given, "wanted": {place_of(about, term): new}, **terms})

    return request


def approve(change: ChangeRequest, by: User) -> ChangeRequest:
    at = TOMORROW + dt.timedelta(minutes=change.number)
    return operations.approve_change(change=change, reason="타당함", by=by, at=at)


def look_again(change: ChangeRequest) -> Outlook:
    wanted = {line.place: line.new for line in change.lines.all()}
    grant = Grant.objects.get(pk=change.grant_id)
    return look(grant, change.kind, wanted, at=MOMENT, without=change)


def shrink(grant: Grant, won: int, by: User) -> None:
    terms = {"own_won": won, "regrant_won": 0, "reason": "축소"}
    operations.shrink_grant(grant=grant, **terms, by=by, at=MOMENT)


def person_with_both_roles(office: Any) -> User:
    person: User = with_role("OFFICER", "OFFICE", office.pk, name="양담당", email="both@example.kr")
    give_role(person, "APPROVING_OFFICER", "OFFICE", office.pk)
    return person


class TestReallocation:
    def test_up_to_the_programmes_part_of_each_item_is_minor(self, items, ask):
        over = ask({items[0]: 139_999_999, items[1]: 60_000_001})
        assert (over.status, over.is_minor) == ("REQUESTED", False)
        assert CostItem.objects.get(pk=items[1].pk).cost_won == 50_000_000

        change = ask({items[0]: 140_000_000, items[1]: 60_000_000})
        assert (change.status, change.is_minor, change.revision) == ("RECORDED", True, 1)
        assert change.rule.kind == "MINOR_SHARE"
        assert CostItem.objects.get(pk=items[1].pk).cost_won == 60_000_000

    def test_small_steps_add_up_from_what_the_office_last_decided(self, items, ask, approving_officer):
        ask({items[0]: 142_000_000, items[1]: 58_000_000})

        again = ask({items[0]: 139_000_000, items[1]: 61_000_000})

        assert again.status == "REQUESTED"
        approve(again, approving_officer)
        assert ask({items[0]: 130_000_000, items[1]: 70_000_000}).status == "RECORDED"

    def test_needs_approval_where_the_programme_names_no_number(self, items, ask, program):
        program.rules.filter(kind="MINOR_SHARE").delete()

        assert ask({items[0]: 149_999_999, items[1]: 50_000_001}).status == "REQUESTED"

    #: costs after → support that stands: 60 % of them, never more than the 120 million awarded
    @pytest.mark.parametrize(
        ("first", "second", "stands"),
        [(150_000_000, 49_999_999, 119_999_999), (20_000_000, 180_000_000, 120_000_000)],
    )
    def test_gives_back_what_the_rules_no_longer_give(
        self, items, ask, grant, approving_officer, first, second, stands
    ):
        call = Owner("call", grant.application.call_id)
        before = balance(call, "available")

        change = ask({items[0]: first, items[1]: second})
        assert not change.is_minor or stands == 120_000_000
        approve(change, approving_officer)

        assert Application.objects.get(pk=grant.application_id).standing_won == stands
        assert balance(grant.owner, "committed") == stands
        assert balance(call, "available") == before + 120_000_000 - stands
        assert left_of_award(Grant.objects.get(pk=grant.pk)) == stands
        assert GrantReduction.objects.filter(change=change).count() == (stands < 120_000_000)
        assert differences() == []

    def test_pays_later_invoices_in_proportion_to_what_stands(
        self, items, ask, grant, approving_officer, tier1_clerk
    ):
        approve(ask({items[0]: 100_000_000}), approving_officer)

        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=TOMORROW)
        terms = line_terms(grant, tier1_clerk, cost_item=items[0], supply_won=100_000_000)
        line = operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=TOMORROW)

        assert line.subsidised_won == 60_000_000

    def test_a_total_that_falls_is_not_minor_even_below_a_cap(self, items, ask, program):
        rate = program.rules.get(kind="RATE", cost_kind="EQUIPMENT", size_class="SME")
        terms = {"source_ko": "시험", "source_en": "Test", "valid_from": rate.valid_from}
        program.rules.create(kind="CAP_FIRM", cost_kind="", size_class="", value=100_000_000, **terms)

        outlook = look_again(ask({items[1]: 49_000_000}))

        assert (outlook.support.back_won, outlook.verdict.is_minor) == (0, False)

    def test_leaves_room_for_what_the_anchor_pays(self, items, ask, grant):
        Application.objects.filter(pk=grant.application_id).update(anchor_won=70_000_000)

        # 80 million were left to bear, now 60 million
        with translation.override("en"), pytest.raises(refusals_changes.AnchorPaysMore, match="60,000,000"):
            ask({items[0]: 100_000_000})

    def test_leaves_room_for_what_is_in_kind(self, items, ask, grant, program):
        terms = {"source_ko": "시험", "source_en": "Test", "valid_from": dt.date(2026, 1, 1)}
        program.rules.create(kind="IN_KIND_SHARE", value=5_000, **terms)
        Application.objects.filter(pk=grant.application_id).update(own_in_kind_won=35_000_000)

        # half of 80 million might be in kind, now half of 60 million
        with translation.override("en"), pytest.raises(refusals_changes.MoreInKind, match="30,000,000"):
            ask({items[0]: 100_000_000})

    def test_points_out_a_rise_above_the_quote(self, items, ask):
        with translation.override("en"):
            points = look_again(ask({items[0]: 100_000_000, items[1]: 100_000_000})).points

        assert [f"{items[1].name}”" in point and "50,000,000" in point for point in points] == [True]

    def test_gives_less_where_a_cap_of_the_kind_of_cost_binds(self, items, ask, grant, approving_officer):
        CostItem.objects.filter(pk=items[1].pk).update(cost_kind="CONSULTING", technology=None)

        change = approve(ask({items[0]: 100_000_000, items[1]: 100_000_000}), approving_officer)

        # 60 % of 100 million, and of consulting the 30 million a firm can be given
        assert grant.application.arithmetic.get(code="subsidy").result_won == 90_000_000
        assert change.reduction.own_won == 30_000_000

    def test_refuses_what_no_change_can_be(self, items, ask):
        for first, second, refusal in (
            (150_000_001, 50_000_000, refusals_changes.TotalGrows),
            (150_000_000, 50_000_000, refusals_changes.NothingChanges),
            (200_000_000, 0, InvalidAmount),
            (200_000_001, -1, InvalidAmount),
            (2**63, 50_000_000, InvalidAmount),
        ):
            with pytest.raises(refusal):
                ask({items[0]: first, items[1]: second})

    def test_refuses_an_item_of_another_grant(self, items, ask, linked_grant, technology):
        other = cases.add_cost(linked_grant.application, technology, 1_000_000)

        with pytest.raises(refusals.NotOfThisGrant):
            ask({other: 900_000})

    def test_refuses_while_a_payment_request_names_the_item(self, items, ask, drafted_payment):
        with pytest.raises(refusals_changes.PaymentAskedForItem):
            ask({items[0]: 140_000_000, items[1]: 60_000_000})

    def test_refuses_less_than_was_invoiced(self, items, ask, confirmed_payment):
        with pytest.raises(refusals_changes.MoreInvoiced):
            ask({items[0]: 99_999_999})
        assert ask({items[0]: 100_000_000}).status == "REQUESTED"

    def test_refuses_while_the_grant_is_suspended(self, items, ask, grant, officer):
        operations.suspend_grant(grant=grant, reason="현장 점검", by=officer, at=MOMENT)

        with pytest.raises(LineHalted):
            ask({items[0]: 140_000_000, items[1]: 60_000_000})


class TestEnd:
    def test_moves_at_once_by_up_to_the_programmes_days(self, numbers, grant, ask_for):
        assert f"{grant.application.ends_on}" == "2026-12-01"
        for end, status in (("2027-01-01", "REQUESTED"), ("2026-12-31", "RECORDED")):
            assert ask_for("END_DATE", "ends_on", end).status == status
        # thirty days, counted from the end of the award and not from that of the minor change
        for end, status in (("2026-10-31", "REQUESTED"), ("2026-11-01", "RECORDED")):
            assert ask_for("END_DATE", "ends_on", end).status == status

        assert f"{Application.objects.get(pk=grant.application_id).ends_on}" == "2026-11-01"

    def test_can_not_be_any_day(self, numbers, ask_for):
        for end, refusal in (
            ("2026-02-01", refusals_changes.EndPassed),
            ("2025-12-31", PeriodReversed),
            ("2026-12-01", refusals_changes.NothingChanges),
        ):
            with pytest.raises(refusal):
                ask_for("END_DATE", "ends_on", end)

    def test_follows_the_chain_above_and_below(self, numbers, tree):
        top, below = tree.grants[0], tree.grants[1]

        def end(grant: Grant, day: str) -> ChangeRequest:
            wanted = {place_of(grant.application, "ends_on"): day}
            by = tree.reps[tree.grants.index(grant)]
            return operations.request_change(
                grant=grant, kind="END_DATE", wanted=wanted, reason="공정 지연", by=by, at=MOMENT
            )

        with pytest.raises(refusals_changes.EndsAbove):
            end(below, "2027-01-10")
        with pytest.raises(refusals_changes.EndsBelow):
            end(top, "2026-11-20")
        assert end(top, "2026-12-31").status == "RECORDED"
        assert end(tree.grants[2], "2026-12-20").status == "RECORDED"


class TestContent:
    def test_always_needs_approval_and_is_made_with_it(self, items, ask_for, approving_officer):
        change = ask_for("CONTENT", "maker", "새기계", about=items[0])
        assert (change.status, CostItem.objects.get(pk=items[0].pk).maker) == ("REQUESTED", "시험기계")

        approve(change, approving_officer)

        assert CostItem.objects.get(pk=items[0].pk).maker == "새기계"

    def test_of_another_technology_is_computed_by_its_grade(self, items, ask_for, approving_officer, program):
        programmes.TechnologyFactory(program=program, code="advanced", method="", grade="ADVANCED")
        general = programmes.TechnologyFactory(program=program, code="general", method="")
        with pytest.raises(refusals_changes.MeasuredAlready):
            ask_for("CONTENT", "technology", "advanced", about=items[1])
        CostItem.objects.filter(pk=items[1].pk).update(technology=general)
        rate = program.rules.get(kind="RATE", cost_kind="EQUIPMENT", size_class="SME")
        program.rules.create(
            kind="RATE", cost_kind="EQUIPMENT", size_class="SME", grade="ADVANCED", value=5_000,
            source_ko="시험", source_en="Test", valid_from=rate.valid_from,
        )  # fmt: skip

        change = approve(ask_for("CONTENT", "technology", "advanced", about=items[1]), approving_officer)

        # 60 % of 150 million and 50 % of 50 million
        assert change.grant.application.arithmetic.get(code="subsidy").result_won == 115_000_000
        assert change.reduction.own_won == 5_000_000
        assert CostItem.objects.get(pk=items[1].pk).technology.code == "advanced"

    def test_refuses_what_was_bought_and_what_is_not_offered(
        self, items, ask_for, confirmed_payment, program
    ):
        with pytest.raises(refusals_changes.BoughtAlready):
            ask_for("CONTENT", "maker", "새기계", about=items[0])
        general = programmes.TechnologyFactory(program=program, code="general", method="")
        CostItem.objects.filter(pk=items[1].pk).update(technology=general)
        with pytest.raises(refusals_changes.NotOffered):
            ask_for("CONTENT", "technology", "nothing", about=items[1])
        with pytest.raises(refusals_changes.NameMissing):
            ask_for("CONTENT", "name", " ", about=items[1])
        with pytest.raises(refusals.NotOfThisGrant):
            ask_for("CONTENT", "cost_won", "1", about=items[1])


class TestSuspension:
    def test_stops_the_grant_with_the_approval_until_the_office_lets_it_run(
        self, grant, ask_for, approving_officer, officer
    ):
        change = ask_for("SUSPENSION", "suspended_until", "2026-03-31")
        assert Grant.objects.get(pk=grant.pk).status == "OPENED"

        approve(change, approving_officer)

        stopped = Grant.objects.select_related("application").get(pk=grant.pk)
        assert (stopped.status, stopped.application.halted) == ("SUSPENDED", "SUSPENDED")
        waits = Item.objects.open().filter(subject_kind="grant", subject_id=grant.pk, is_notice=False)
        assert {(item.kind, item.due_on) for item in waits} == {("decide_suspended", dt.date(2026, 3, 31))}
        operations.resume_grant(grant=grant, reason="기간이 끝남", by=officer, at=TOMORROW)
        assert not waits.all().exists()
        assert differences() == []

    def test_can_be_prolonged_until_its_last_day(self, grant, ask_for, approving_officer, officer):
        approve(ask_for("SUSPENSION", "suspended_until", "2026-03-31"), approving_officer)
        grant.refresh_from_db()
        with pytest.raises(refusals_changes.NotProlonged):
            ask_for("SUSPENSION", "suspended_until", "2026-03-01")
        longer = ask_for("SUSPENSION", "suspended_until", "2026-05-31", reason="부품 지연", at=TOMORROW)
        on_the_last_day = dt.datetime(2026, 3, 31, 23, 0, tzinfo=MOMENT.tzinfo)
        with pytest.raises(refusals_changes.SuspensionOver):
            operations.approve_change(
                change=longer,
                reason="너무 늦음",
                by=approving_officer,
                at=on_the_last_day + dt.timedelta(hours=1),
            )

        operations.approve_change(change=longer, reason="타당함", by=approving_officer, at=on_the_last_day)

        assert Grant.objects.get(pk=grant.pk).status == "SUSPENDED"
        waits = Item.objects.open().filter(subject_kind="grant", subject_id=grant.pk, is_notice=False)
        assert {(item.kind, item.due_on) for item in waits} == {("decide_suspended", dt.date(2026, 5, 31))}
        assert (longer.lines.get().old_text, differences()) == ("2026-03-31", [])

    def test_of_the_office_itself_is_not_prolonged(self, grant, ask_for, officer):
        operations.suspend_grant(grant=grant, reason="점검함", by=officer, at=MOMENT)
        with pytest.raises(refusals_changes.SuspendedByTheOffice):
            ask_for("SUSPENSION", "suspended_until", "2026-05-31")

    def test_has_an_end_to_come(self, grant, ask_for):
        with pytest.raises(refusals_changes.SuspendedIntoThePast):
            ask_for("SUSPENSION", "suspended_until", f"{MOMENT.date()}")


@pytest.fixture
def pending(items, ask) -> ChangeRequest:
    """A move of 50 million won, which waits for approval."""
    return ask({items[0]: 100_000_000, items[1]: 100_000_000})


class TestDeciding:
    def test_is_for_a_third_person(
        self, pending, officer, approving_officer, tier1_rep, tier1_clerk, anchor_rep
    ):
        for nobody in (officer, tier1_rep, tier1_clerk, anchor_rep):
            with pytest.raises(NotAllowed):
                approve(pending, nobody)
        operations.recommend_change(change=pending, recommendation="적정함", by=officer, at=MOMENT)
        assert {item.kind for item in Item.objects.open()} >= {"decide_change"}
        assert not Item.objects.open().filter(kind="recommend_change").exists()

        assert approve(pending, approving_officer).status == "APPROVED"
        assert Item.objects.open().get(kind="change_approved").is_notice

    def test_recommending_is_not_deciding(self, pending, approving_officer, office):
        both = person_with_both_roles(office)
        operations.recommend_change(change=pending, recommendation="적정함", by=both, at=MOMENT)

        with translation.override("en"), pytest.raises(NotAllowed, match="recommended"):
            approve(ChangeRequest.objects.get(pk=pending.pk), both)
        with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
            ChangeRequest.objects.filter(pk=pending.pk).update(decided_by=both)
        with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
            ChangeRequest.objects.filter(pk=pending.pk).update(decided_by=pending.requested_by)

    def test_a_second_recommendation_hides_nobody(self, pending, approving_officer, officer, office):
        both = person_with_both_roles(office)
        for text in ("적정함", "견적 확인 후 적정함"):
            operations.recommend_change(change=pending, recommendation=text, by=both, at=MOMENT)

        with pytest.raises(NotAllowed):
            operations.recommend_change(change=pending, recommendation="부적정", by=officer, at=MOMENT)
        with pytest.raises(NotAllowed):
            approve(ChangeRequest.objects.get(pk=pending.pk), both)

    def test_refusing_and_withdrawing_change_nothing(self, items, ask, pending, approving_officer, tier1_rep):
        operations.refuse_change(change=pending, reason="사유 부족", by=approving_officer, at=MOMENT)
        other = ask({items[0]: 100_000_000, items[1]: 100_000_000})
        operations.withdraw_change(change=other, reason="철회", by=tier1_rep, at=MOMENT)

        assert CostItem.objects.get(pk=items[0].pk).cost_won == 150_000_000
        for change in (pending, other):
            with pytest.raises(InvalidTransition):
                approve(change, approving_officer)

    def test_asks_for_reasons(self, pending, approving_officer):
        with pytest.raises(ReasonMissing):
            operations.approve_change(change=pending, reason=" ", by=approving_officer, at=MOMENT)

    def test_refuses_the_second_of_two_that_touch_the_same_line_naming_the_first(
        self, items, ask, pending, approving_officer
    ):
        second = ask({items[1]: 30_000_000})
        assert {line.change for line in look_again(second).collisions} == {pending}
        approve(pending, approving_officer)

        with translation.override("en"), pytest.raises(refusals_changes.ChangedMeanwhile, match="#1"):
            approve(second, approving_officer)
        assert CostItem.objects.get(pk=items[1].pk).cost_won == 100_000_000

    def test_is_asked_for_once(self, items, ask, pending):
        with pytest.raises(refusals_changes.AskedAlready):
            ask({items[0]: 100_000_000, items[1]: 100_000_000})
        assert ChangeRequest.objects.get() == pending

    def test_refuses_once_a_payment_was_asked_for(self, pending, approving_officer, drafted_payment):
        with pytest.raises(refusals_changes.PaymentAskedForItem):
            approve(pending, approving_officer)

    def test_refuses_less_than_was_asked_for(self, items, ask, grant, approving_officer, confirmed_payment):
        shrink(grant, 10_000_000, approving_officer)

        # half of 110 million, when 60 million were asked for
        with pytest.raises(refusals_changes.MoreAskedFor):
            ask({items[0]: 100_000_000, items[1]: 1})

    def test_lowers_what_stands_after_a_shrinking(self, items, ask, approving_officer, confirmed_payment):
        change = ask({items[0]: 100_000_000})
        shrink(change.grant, 30_000_000, approving_officer)
        approve(change, approving_officer)

        # 90 million stood; the costs are three quarters
        assert Application.objects.get(pk=change.grant.application_id).standing_won == 67_500_000
        assert differences() == []

    def test_holds_for_what_the_approver_looked_at(self, items, ask, pending, approving_officer):
        change = ask({items[0]: 100_000_000})
        seen = look_again(change).digest
        shrink(change.grant, 30_000_000, approving_officer)

        terms = {"change": change, "reason": "타당함", "by": approving_officer, "at": TOMORROW}
        with pytest.raises(refusals_changes.OtherVerdict):
            operations.approve_change(**terms, seen=seen)
        now = look_again(change).digest
        assert operations.approve_change(**terms, seen=now).status == "APPROVED"

    def test_ends_with_its_grant(self, pending, grant, approving_officer):
        operations.cancel_grant(grant=grant, reason="협약 위반", by=approving_officer, at=MOMENT)

        assert ChangeRequest.objects.get(pk=pending.pk).status == "WITHDRAWN"
        assert not Item.objects.open().filter(kind="decide_change").exists()
        with pytest.raises(refusals.GrantClosed):
            look_again(pending)

    def test_a_private_contribution_is_changed_between_the_firms(self, linked_grant, tier2_rep):
        with pytest.raises(NotAllowed):
            operations.request_change(
                grant=linked_grant, kind="END_DATE", wanted={}, reason="연장", by=tier2_rep, at=MOMENT
            )


class TestVersions:
    def test_stay_readable(self, items, ask, pending, approving_officer):
        approve(pending, approving_officer)
        approve(ask({items[0]: 50_000_000}), approving_officer)
        grant = pending.grant
        cost, support = place_of(items[0], "cost_won"), place_of(grant.application, "standing_won")

        told = [(terms_in(grant, n)[cost], terms_in(grant, n)[support]) for n in range(3)]

        assert told == [(150_000_000, 120_000_000), (100_000_000, 120_000_000), (50_000_000, 90_000_000)]
        with translation.override("en"):
            changed = [(d.term, d.before, d.after) for d in compare(grant, 0, 2) if d.before != d.after]
        assert len(changed) == 3
        assert [version.number for version in versions_of(grant)] == [0, 1, 2]

    def test_say_what_stood_before_and_after_a_shrinking(self, items, pending, approving_officer):
        shrink(pending.grant, 30_000_000, approving_officer)
        approve(pending, approving_officer)
        support = place_of(pending.grant.application, "standing_won")

        assert [terms_in(pending.grant, n)[support] for n in (0, 1)] == [120_000_000, 90_000_000]

    def test_call_a_technology_as_the_programme_does(self, program):
        programmes.TechnologyFactory(code="zz", name_ko="다른 사업의 설비", name_en="Elsewhere")
        own = programmes.TechnologyFactory(program=program, code="zz", name_ko="우리 설비", name_en="Ours")

        assert shown("technology", "zz", program) == own.name

    def test_lines_are_never_changed(self, pending):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            pending.lines.update(new_won=1)

    def test_books_name_a_term_that_is_not_what_its_changes_made(self, items, pending, approving_officer):
        approve(pending, approving_officer)
        CostItem.objects.filter(pk=items[0].pk).update(cost_won=1)

        assert [one for one in differences() if "cost_won" in one]

    def test_books_name_a_proportion_that_the_kept_arithmetic_does_not_give(
        self, items, ask, approving_officer
    ):
        change = approve(ask({items[0]: 100_000_000}), approving_officer)
        assert (change.basis_won, differences()) == (90_000_000, [])
        ChangeRequest.objects.filter(pk=change.pk).update(basis_won=90_000_001)

        assert [one for one in differences() if "paid in proportion" in one]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_officers_make_a_change_once(self, pending, approving_officer, office):
        other = with_role("APPROVING_OFFICER", "OFFICE", office.pk)
        said: list[str] = []

        def decide(by: User) -> None:
            try:
                said.append(approve(pending, by).status)
            except InvalidTransition:
                said.append("too late")
            finally:
                connection.close()

        hands = [threading.Thread(target=decide, args=[by]) for by in (approving_officer, other)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()

        assert sorted(said) == ["APPROVED", "too late"]
        assert ChangeRequest.objects.applied().count() == 1
        assert differences() == []
