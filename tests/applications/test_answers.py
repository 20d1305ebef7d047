"""Answers to the call's own questions: kept as far as one has come, asked for at submission, read by few."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from applications import operations
from applications.answers import sheet_of
from applications.models import Answer, AnswerSheet, Application
from applications.queries import gaps
from applications.refusals import Incomplete, NoQuestions, NotEditable, NotOfItsKind
from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import StaleVersion
from programs.models import Call
from programs.questions import Condition
from tests.factories import cases
from tests.factories.people import MOMENT
from tests.programs.questions import FITTING, asks, published, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(call: Call, officer: User) -> Any:
    """The call asks one question of each kind."""
    return published(call, officer)


def answer(application: Application, by: User, answers: Any = FITTING, **more: Any) -> Any:
    return operations.answer_questions(application=application, answers=answers, by=by, at=MOMENT, **more)


def with_questions(draft: Application) -> list[str]:
    return [gap.text for gap in gaps(draft, MOMENT) if gap.code == "questions"]


class TestAnswers:
    def test_that_do_not_agree_are_kept_and_hold_up_the_submission(
        self, asked: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        assert len(with_questions(draft)) == 5
        answer(draft, tier1_clerk, {**FITTING, "plan": rows("100"), "loan": "yes"})
        assert [text.split("”")[0] for text in with_questions(draft)] == [
            "Answer “Question bank", "“Question plan", "Answer “Question proof",
        ]  # fmt: skip
        with pytest.raises(Incomplete, match=r"must add up to the answer to “Question total” \(100\.5\)"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        answer(draft, tier1_clerk, {"plan": FITTING["plan"], "loan": "no"})
        assert operations.submit(application=draft, by=tier1_rep, at=MOMENT).status == "SUBMITTED"
        with pytest.raises(NotEditable):
            answer(draft, tier1_clerk)

    def test_to_what_is_not_asked_any_more_are_kept_and_not_counted(
        self, asked: Any, draft: Application, tier1_clerk: User
    ) -> None:
        answer(draft, tier1_clerk, {"loan": "yes", "bank": "은행"})
        answer(draft, tier1_clerk, {"loan": "no"})
        sheet = sheet_of(draft)
        assert draft.answers.filter(question__code="bank").exists()
        assert "bank" not in {question.code for question in sheet.asked}
        answer(draft, tier1_clerk, {"loan": "yes"})
        assert sheet_of(draft).answers["bank"] == "은행"

    def test_are_exact_and_written_only_where_they_change(
        self, asked: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        answer(draft, tier1_clerk)
        answer(draft, tier1_rep, {**FITTING, "total": Decimal("0.000001"), "begin": None})
        assert sheet_of(draft).answers["total"] == Decimal("0.000001")
        by_rep = draft.answers.filter(answered_by=tier1_rep)
        assert [row.question.code for row in by_rep] == ["total"]
        assert not draft.answers.filter(question__code="begin").exists()

    @pytest.mark.parametrize(
        ("code", "wrong"),
        [
            ("total", "abc"), ("total", 1.5), ("total", Decimal("1e20")), ("loan", "maybe"),
            ("begin", "soon"), ("plan", "x"), ("proof", "proof.pdf"), ("bank", 7),
        ],
    )  # fmt: skip
    def test_of_another_kind_are_refused(
        self, asked: Any, draft: Application, tier1_clerk: User, code: str, wrong: Any
    ) -> None:
        with pytest.raises(NotOfItsKind):
            answer(draft, tier1_clerk, {code: wrong})
        assert not draft.answers.exists()

    def test_are_refused_where_nothing_is_asked(
        self, draft: Application, asked: Any, tier1_clerk: User
    ) -> None:
        with pytest.raises(NoQuestions):
            answer(draft, tier1_clerk, {"unheard-of": "x"})

    def test_are_written_by_the_firm_alone(
        self, asked: Any, draft: Application, officer: User, anchor_rep: User, rival_rep: User
    ) -> None:
        for person in (officer, anchor_rep, rival_rep):
            with pytest.raises(PermissionDenied):
                answer(draft, person)

    def test_of_two_people_the_second_is_told(
        self, asked: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        first = answer(draft, tier1_clerk, {"loan": "no"}, version=0)
        for version in (0, first.version - 1):
            with pytest.raises(StaleVersion):
                answer(draft, tier1_rep, {"loan": "yes"}, version=version)
        answer(draft, tier1_rep, {"loan": "yes"}, version=first.version)


class TestVersions:
    def test_a_draft_moves_to_a_newer_version_with_its_answers(
        self, asked: Any, call: Call, draft: Application, tier1_clerk: User, officer: User
    ) -> None:
        answer(draft, tier1_clerk)
        newer = published(call, officer, asks("total", "NUMBER"), asks("begin"), asks("loan", "NUMBER"))
        sheet = sheet_of(draft)
        assert sheet.is_moved
        assert sheet.answers == {"total": FITTING["total"], "begin": "2026-04-01"}
        answer(draft, tier1_clerk, {"loan": Decimal(5)})
        sheet = sheet_of(draft)
        assert (sheet.bound, sheet.is_moved) == (newer, False)
        assert set(sheet.answers) == {"total", "begin", "loan"}
        assert draft.answers.filter(question__questionnaire=asked).exists()

    def test_what_was_submitted_stays_with_its_version(
        self, asked: Any, call: Call, draft: Application, tier1_clerk: User, tier1_rep: User, officer: User
    ) -> None:
        answer(draft, tier1_clerk)
        published(call, officer, *asked.terms, asks("late"))
        assert with_questions(draft) == ["Answer “Question late”."]
        answer(draft, tier1_clerk, {"late": "x"})
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        published(call, officer, asks("later"))
        operations.return_for_correction(
            application=submitted, reason="금액을 고쳐 주십시오", by=officer, at=MOMENT
        )
        submitted.refresh_from_db()
        assert sheet_of(submitted).questionnaire.number == 2
        answer(submitted, tier1_clerk, {"late": "y"})
        later = MOMENT + dt.timedelta(days=1)
        assert operations.submit(application=submitted, by=tier1_rep, at=later).status == "SUBMITTED"

    def test_what_was_submitted_before_any_question_is_asked_none(
        self, submitted: Application, call: Call, officer: User
    ) -> None:
        published(call, officer)
        assert sheet_of(submitted).questions == ()

    def test_the_database_holds_both(
        self, asked: Any, call: Call, draft: Application, tier1_clerk: User, tier1_rep: User, officer: User
    ) -> None:
        answer(draft, tier1_clerk)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        newer = published(call, officer, asks("other"))
        kept = Answer.objects.filter(application=draft)
        for act in (
            lambda: kept.update(answered_by=officer),
            kept.delete,
            lambda: AnswerSheet.objects.filter(application=draft).update(questionnaire=newer),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


TYPED = {
    "version": "0", "q-loan": "yes", "q-total": "100.5", "q-plan.rows": "2", "q-plan.0.name": "압축기",
    "q-plan.0.won": "100", "q-plan.1.won": "0.5", "q-begin": "2026-04-01", "q-end": "2026-03-01",
}  # fmt: skip


class TestPage:
    @pytest.fixture(autouse=True)
    def at_the_moment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "now", lambda: MOMENT)

    @pytest.fixture
    def clerk(self, client: Client, tier1_clerk: User) -> Client:
        client.cookies["django_language"] = "en"
        client.force_login(tier1_clerk)
        return client

    @pytest.fixture
    def page(self, asked: Any, draft: Application) -> str:
        return reverse("applications:questions", args=[draft.public_id])

    def test_saves_as_far_as_one_has_come_and_asks_on(
        self, clerk: Client, page: str, draft: Application
    ) -> None:
        assert "q-bank" not in clerk.get(page).context["form"].fields
        answered = clerk.post(page, TYPED, follow=True)
        assert answered.redirect_chain[0][0] == page
        text = answered.content.decode()
        assert "2 more questions are asked now." in text
        assert "It must not be before the answer to “Question begin” (2026-04-01)." in text
        file = SimpleUploadedFile("proof.pdf", cases.SMALL_PDF)
        more = {**TYPED, "version": "2", "q-bank": "은행", "q-end": "2026-04-02", "q-proof": file}
        version = sheet_of(draft).version
        done = clerk.post(page, more | {"version": version})
        assert done.url == f"{draft.get_absolute_url()}?tab=questions"
        kept = draft.answers.get(question__code="proof").attachment
        assert (kept.owner_kind, kept.filename) == ("answer", "proof.pdf")
        text = clerk.get(done.url).content.decode()
        assert all(word in text for word in ("은행", "100.5", "proof.pdf", "압축기", "2026-04-02"))

    def test_points_at_what_is_not_of_its_kind_and_keeps_what_was_typed(
        self, clerk: Client, page: str, draft: Application
    ) -> None:
        answer(draft, draft.drafted_by, {"loan": "yes"})
        wrong = {**TYPED, "version": sheet_of(draft).version, "q-total": "abc", "q-plan.1.won": "x1"}
        wrong["q-proof"] = SimpleUploadedFile("proof.pdf", b"this is no PDF")
        refused = clerk.post(page, wrong)
        assert refused.status_code == 422
        assert {"q-total", "q-plan", "q-proof"} == refused.context["form"].errors.keys()
        text = refused.content.decode()
        assert all(word in text for word in ('value="abc"', 'value="x1"', "Row 2, Amount", "PDF"))
        assert draft.answers.count() == 1

    def test_the_second_of_two_people_sees_what_the_first_one_saved(
        self, clerk: Client, page: str, draft: Application, tier1_rep: User
    ) -> None:
        answer(draft, tier1_rep, {"total": Decimal(7)})
        refused = clerk.post(page, TYPED)
        text = refused.content.decode()
        assert refused.status_code == 422
        assert all(
            word in text for word in ("Somebody else changed this record", '<td data-label="Saved now">7<')
        )
        sent = TYPED | {"version": refused.context["form"]["version"].value()}
        assert clerk.post(page, sent).status_code == 302
        assert sheet_of(draft).answers["total"] == Decimal("100.5")

    def test_says_that_the_questions_changed(
        self, clerk: Client, page: str, draft: Application, call: Call, officer: User
    ) -> None:
        answer(draft, draft.drafted_by)
        published(
            call, officer, asks("loan", "CHOICE"), asks("why", condition=Condition("loan", "IS", ("no",)))
        )
        text = clerk.get(page).content.decode()
        assert "The questions of the call were changed" in text
        assert "q-why" in text

    def test_leads_back_where_there_is_nothing_to_answer(
        self, clerk: Client, page: str, draft: Application, tier1_rep: User, officer: User
    ) -> None:
        answer(draft, draft.drafted_by)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert clerk.get(page).url == draft.get_absolute_url()
        clerk.force_login(officer)
        assert clerk.get(page).status_code == 403
        assert "100.5" in clerk.get(f"{draft.get_absolute_url()}?tab=questions").content.decode()
