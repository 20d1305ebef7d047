"""Returning line by line: what is kept, what the firm answers, who may not touch an answer, what pages show."""

import datetime as dt
import inspect
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver, reverse

from applications import operations
from applications import permissions as may
from applications.corrections import outcome_of
from applications.models import Application, Correction, Letter
from applications.points import Point, points_of
from applications.refusals import Incomplete, ReasonMissing
from applications.refusals.decisions import NoSuchLine, NothingToCorrect, NotReturned
from core.inbox.models import Item
from core.jobs.models import Job
from core.workflow.refusals import InvalidTransition
from tests.applications.conftest import add_item
from tests.factories import cases
from tests.factories.people import MOMENT
from tests.guards.test_operations import decision_views
from tests.programs.questions import asks, published

LATER = MOMENT + dt.timedelta(days=1)


def codes(application: Application) -> dict[str, tuple[str, str]]:
    """Return the address of the first thing of each kind, and of the purpose."""
    found = {point.kind: (point.kind, point.key) for point in reversed(points_of(application, MOMENT))}
    return {**found, "FIELD": ("FIELD", "purpose")}


@pytest.fixture
def returned(submitted: Application, officer: Any) -> Application:
    """Sent back with three lines: the purpose, the cost, the quote."""
    of = codes(submitted)
    lines = {of["FIELD"]: "효과를 쓸 것", of["COST_ITEM"]: "부가세 제외", of["QUOTE"]: "공급자 확인"}
    return operations.return_for_correction(
        application=submitted, lines=lines, reason="전체 확인", by=officer, at=MOMENT
    )


def line(application: Application, kind: str) -> Correction:
    return application.corrections.get(subject_kind=kind)


def mend(returned: Application, by: Any) -> None:
    """Change the cost and say of the two other lines why they stay."""
    item = returned.cost_items.get()
    operations.change_cost_item(cost_item=item, version=item.version, cost_won=150_000_000, by=by, at=LATER)
    for kind in ("FIELD", "QUOTE"):
        operations.reply_to_correction(
            correction=line(returned, kind), reply="그대로가 맞음", by=by, at=LATER
        )


class TestOutcome:
    @pytest.mark.parametrize(
        ("point", "outcome"),
        [
            (None, "REMOVED"),
            (Point("FIELD", "title", "", (("title", "x"),), ""), "UNCHANGED"),
            (Point("FIELD", "title", "", (("title", "y"),), ""), "CHANGED"),
        ],
    )
    def test_is_told_from_old_and_new(self, point, outcome):
        assert outcome_of([["title", "x"]], point) == outcome


@pytest.mark.django_db
class TestReturning:
    def test_keeps_each_thing_as_it_was(self, returned):
        cost = line(returned, "COST_ITEM")

        assert ["cost_won", "200000000"] in cost.before
        assert (cost.round_number, cost.reason, cost.outcome) == (1, "부가세 제외", "")
        assert "부가세 제외" in returned.changes.last().reason

    def test_needs_a_line_or_a_reason_for_all(self, submitted, officer):
        with pytest.raises(NothingToCorrect):
            operations.return_for_correction(application=submitted, reason="  ", by=officer, at=MOMENT)

    def test_refuses_a_line_without_a_reason_and_one_of_another_case(self, submitted, officer):
        for lines, refusal in (
            ({codes(submitted)["QUOTE"]: " "}, ReasonMissing),
            ({("QUOTE", "999999"): "고칠 것"}, NoSuchLine),
        ):
            with pytest.raises(refusal):
                operations.return_for_correction(application=submitted, lines=lines, by=officer, at=MOMENT)
        assert not Correction.objects.exists()

    def test_is_told_once_by_its_letter_and_again_to_a_colleague(self, returned, tier1_rep, tier1_clerk):
        def mailed() -> int:
            items = Item.objects.filter(kind="correct_application").values_list("pk", flat=True)
            return Job.objects.filter(kind="inbox_email", payload__item_id__in=list(items)).count()

        assert Job.objects.filter(kind="decision_letter").count() == 1
        assert mailed() == 0
        operations.hand_over(application=returned, to=tier1_clerk, by=tier1_rep, at=LATER)
        assert mailed() == 2

    def test_of_two_officers_the_second_is_told(self, returned, second_officer):
        with pytest.raises(InvalidTransition):
            operations.return_for_correction(
                application=returned, reason="다시 볼 것", by=second_officer, at=MOMENT
            )

    def test_writes_a_letter_with_every_reason_in_both_languages(self, returned):
        letters = Letter.objects.filter(application=returned, kind="RETURN")

        assert {letter.language for letter in letters} == {"ko", "en"}
        assert all(reason in one.body for one in letters for reason in ("효과를 쓸 것", "부가세 제외"))
        assert "Quote: " in letters.get(language="en").body
        assert "견적서: " in letters.get(language="ko").body


@pytest.mark.django_db
class TestAnswering:
    def test_is_refused_while_a_line_is_neither_changed_nor_replied_to(self, returned, tier1_rep):
        with pytest.raises(Incomplete, match="Quote: 스크루 압축기 75 kW"):
            operations.submit(application=returned, by=tier1_rep, at=LATER)

    def test_holds_old_and_new_against_each_other(self, returned, tier1_clerk, tier1_rep):
        mend(returned, tier1_clerk)
        operations.submit(application=returned, by=tier1_rep, at=LATER)

        found = {one.subject_kind: (one.outcome, one.reply) for one in returned.corrections.all()}
        assert found == {
            "COST_ITEM": ("CHANGED", ""),
            "FIELD": ("UNCHANGED", "그대로가 맞음"),
            "QUOTE": ("UNCHANGED", "그대로가 맞음"),
        }
        assert ["cost_won", "150000000"] in line(returned, "COST_ITEM").after

    def test_says_what_was_removed(self, returned, technology, tier1_clerk, tier1_rep):
        add_item(returned, technology, tier1_clerk, name="다른 압축기")
        operations.remove_cost_item(cost_item=returned.cost_items.first(), by=tier1_clerk, at=LATER)
        purpose = line(returned, "FIELD")
        operations.reply_to_correction(correction=purpose, reply="그대로가 맞음", by=tier1_clerk, at=LATER)
        operations.submit(application=returned, by=tier1_rep, at=LATER)

        assert line(returned, "COST_ITEM").outcome == line(returned, "QUOTE").outcome == "REMOVED"

    def test_keeps_the_rounds_before(self, returned, tier1_clerk, tier1_rep, officer):
        mend(returned, tier1_clerk)
        again = operations.submit(application=returned, by=tier1_rep, at=LATER)
        lines = {codes(again)["QUOTE"]: "날짜도 확인"}
        operations.return_for_correction(application=again, lines=lines, by=officer, at=LATER)

        assert [one.round_number for one in returned.corrections.all()] == [1, 1, 1, 2]
        with pytest.raises(NotReturned):
            operations.reply_to_correction(
                correction=line(returned, "FIELD"), reply="늦은 답", by=tier1_clerk, at=LATER
            )


#: every operation by which an applicant's answers change, and what it is called with besides
EDITS: dict[str, Any] = {
    "add_cost_item": lambda c: {"application": c, "cost_kind": "PCF", "name": "x", "cost_won": 1,
                                "quote_supplier": "x", "quote_on": MOMENT.date(), "quote": None},
    "add_quote": lambda c: {"cost_item": c.cost_items.get(), "quoted_on": MOMENT.date()},
    "answer_questions": lambda c: {"application": c, "answers": {}},
    "change_cost_item": lambda c: {"cost_item": c.cost_items.get()},
    "change_quote": lambda c: {"quote": c.cost_items.get().chosen_quote},
    "choose_quote": lambda c: {"quote": c.cost_items.get().chosen_quote, "reason": "x"},
    "edit_application": lambda c: {"application": c},
    "hand_in": lambda c: {"application": c, "required": None, "attachment": None},
    "hand_in_workbook": lambda c: {"application": c, "workbook": None},
    "hand_over": lambda c: {"application": c, "to": None},
    "remove_cost_item": lambda c: {"cost_item": c.cost_items.get()},
    "remove_pass_on": lambda c: {"pass_on": SimpleNamespace(application=c, application_id=c.pk)},
    "remove_quote": lambda c: {"quote": c.cost_items.get().chosen_quote},
    "reply_to_correction": lambda c: {"correction": line(c, "FIELD"), "reply": "x"},
    "set_cost_items": lambda c: {"application": c, "entries": [], "state": ""},
    "set_pass_on": lambda c: {"plan": c, "payer": None, "receiver": None, "amount": 1},
    "set_surplus": lambda c: {"plan": c},
    "submit": lambda c: {"application": c},
    "take_over": lambda c: {"application": c, "source": c, "with_words": False},
}  # fmt: skip


def editing() -> set[str]:
    """Return the operations behind every page that asks whether the person may edit, reply or submit."""
    get_resolver().url_patterns  # noqa: B018 - loads every view
    asking = {may.may_edit, may.may_edit_part, may.may_edit_cost_item, may.may_reply, may.may_submit}
    pages = [view for view in decision_views() if getattr(view, "predicate", None) in asking]
    return {view.operation.__name__ for view in pages if hasattr(view, "operation")}


@pytest.mark.django_db
class TestStaff:
    def test_never_edits_an_applicants_answers(self, returned, officer, approving_officer):
        assert editing() <= set(EDITS)
        for name, arguments in EDITS.items():
            for person in (officer, approving_officer):
                wanted = inspect.signature(getattr(operations, name)).parameters.values()
                given = dict.fromkeys((p.name for p in wanted if p.default is p.empty), None)
                given |= {**arguments(returned), "by": person, "at": LATER}
                with pytest.raises(PermissionDenied):
                    getattr(operations, name)(**given)


@pytest.mark.django_db
class TestPages:
    def test_take_ticks_with_reasons_and_lose_nothing_typed(self, client, submitted, officer):
        client.force_login(officer)
        url = reverse("applications:return", args=[submitted.public_id])
        _kind, key = codes(submitted)["QUOTE"]
        bad = client.post(url, {f"line-QUOTE:{key}": "on", "reason-FIELD:title": "제목도 고칠 것"})

        assert bad.status_code == 422
        assert "제목도 고칠 것" in bad.content.decode()
        good = {f"line-QUOTE:{key}": "on", f"reason-QUOTE:{key}": "공급자 확인"}
        assert client.post(url, good).status_code == 302
        assert line(submitted, "QUOTE").reason == "공급자 확인"

    def test_show_the_reason_beside_the_thing_and_where_it_is_mended(self, client, returned, tier1_clerk):
        client.force_login(tier1_clerk)
        item = returned.cost_items.get()
        edit = reverse("applications:cost_item_edit", args=[item.public_id])
        page = client.get(returned.get_absolute_url()).content.decode()

        assert edit in page
        assert "부가세 제외" in client.get(edit).content.decode()
        basics = client.get(reverse("applications:edit", args=[returned.public_id])).content.decode()
        assert "효과를 쓸 것" in basics
        assert "부가세 제외" not in basics

    def test_point_at_an_answer_to_the_calls_questions(
        self, client, call, draft, tier1_clerk, tier1_rep, officer
    ):
        published(call, officer, asks("loan", "CHOICE"))
        answers = {"application": draft, "by": tier1_clerk}
        operations.answer_questions(**answers, answers={"loan": "yes"}, at=MOMENT)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        lines = {("ANSWER", "loan"): "대출 확인"}
        operations.return_for_correction(application=draft, lines=lines, by=officer, at=MOMENT)
        with pytest.raises(Incomplete):
            operations.submit(application=draft, by=tier1_rep, at=LATER)
        client.force_login(tier1_clerk)
        page = client.get(reverse("applications:questions", args=[draft.public_id])).content.decode()
        operations.answer_questions(**answers, answers={"loan": "no"}, at=LATER)
        operations.submit(application=draft, by=tier1_rep, at=LATER)

        assert "대출 확인" in page
        kept = line(draft, "ANSWER")
        assert (kept.before, kept.after, kept.outcome) == (
            [["answer", "예"]], [["answer", "아니요"]], "CHANGED",
        )  # fmt: skip

    def test_show_the_letters_of_a_plan(self, client, consortium, anchor_rep, tier1_member, officer):
        plan = cases.plan(consortium, anchor_rep, "SUBMITTED")
        operations.return_for_correction(application=plan, reason="전체 확인", by=officer, at=MOMENT)
        client.force_login(anchor_rep)
        page = client.get(plan.get_absolute_url()).content.decode()

        assert all(letter.get_absolute_url() in page for letter in plan.letters.all())
        assert plan.letters.exists()

    def test_show_the_officer_old_and_new(self, client, returned, tier1_clerk, tier1_rep, officer):
        mend(returned, tier1_clerk)
        operations.submit(application=returned, by=tier1_rep, at=LATER)
        client.force_login(officer)
        page = client.get(f"{returned.get_absolute_url()}?tab=corrections").content.decode()

        assert "200,000,000" in page
        assert "150,000,000" in page
        assert "그대로가 맞음" in page
