"""A call's own questions in the editor: versions, what the database holds, pages, test mode."""

import dataclasses
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from core.inbox.models import Item
from core.workflow.refusals import StaleVersion
from programs.comparison import compare, compare_questions
from programs.history import entries
from programs.models import CallQuestion, Questionnaire
from programs.operations import editor
from programs.operations.editor.refusals import (
    CodeTaken,
    IsPublished,
    NothingAsked,
    QuestionDoesNotFit,
    VersionBegun,
)
from programs.questions import Check, Condition
from tests.factories import cases
from tests.factories.people import FIRST_DAY, MOMENT
from tests.programs.questions import EVERY_KIND, asks, drafted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(call, officer) -> Questionnaire:
    """A drafted version with a choice, and a text that depends on it."""
    return drafted(call, officer, *EVERY_KIND[:2])


@pytest.fixture
def client(officer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    return client


def address(name, *parts):
    return reverse(f"programs:{name}", args=[part.public_id for part in parts])


class TestVersions:
    def test_the_next_one_begins_with_the_questions_of_the_one_before(self, call, officer):
        first = published(call, officer)
        second = editor.begin_questionnaire(call=call, by=officer, at=MOMENT)
        assert (second.number, second.terms) == (2, first.terms)
        assert first.terms == EVERY_KIND
        with pytest.raises(VersionBegun):
            editor.begin_questionnaire(call=call, by=officer, at=MOMENT)

    def test_a_published_one_refuses_every_change(self, call, officer):
        version = published(call, officer)
        question = version.questions.first()
        by = {"by": officer, "at": MOMENT}
        for act in (
            lambda: editor.add_question(questionnaire=version, terms=asks("x"), **by),
            lambda: editor.edit_question(question=question, terms=question.terms, **by),
            lambda: editor.move_question(question=question, after="", **by),
            lambda: editor.remove_question(question=question, **by),
            lambda: editor.publish_questionnaire(questionnaire=version, reason="다시 공개", **by),
        ):
            with pytest.raises(IsPublished):
                act()

    def test_the_database_refuses_it_too(self, call, officer):
        version = published(call, officer)
        question = version.questions.first()
        other = editor.begin_questionnaire(call=call, by=officer, at=MOMENT)
        of_version = Questionnaire.objects.filter(pk=version.pk)
        of_question = CallQuestion.objects.filter(pk=question.pk)
        for act in (
            lambda: of_version.update(publish_reason="x"),
            lambda: of_version.update(published_at=None, published_by=None, publish_reason=""),
            lambda: of_question.update(label_ko="x"),
            lambda: of_question.update(questionnaire=other),
            of_question.delete,
            lambda: other.questions.update(questionnaire=version),
            lambda: CallQuestion.objects.create(questionnaire=version, code="x", position=99, kind="TEXT"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_an_empty_one_is_not_published(self, call, officer):
        version = editor.begin_questionnaire(call=call, by=officer, at=MOMENT)
        with pytest.raises(NothingAsked):
            editor.publish_questionnaire(questionnaire=version, reason="공고문", by=officer, at=MOMENT)

    def test_one_that_was_rewritten_meanwhile_is_not_published_unseen(self, version, officer):
        """A published version never changes again: whoever publishes it has seen every question."""
        seen = version.version
        by = {"by": officer, "at": MOMENT}
        question = version.questions.last()
        for rewrite in (
            lambda: editor.add_question(questionnaire=version, terms=asks("last"), **by),
            lambda: editor.edit_question(question=question, terms=asks("bank", label_en="Which?"), **by),
            lambda: editor.move_question(question=question, after="last", **by),
            lambda: editor.remove_question(question=question, **by),
        ):
            rewrite()
            with pytest.raises(StaleVersion):
                editor.publish_questionnaire(questionnaire=version, reason="공고", version=seen, **by)
            seen = Questionnaire.objects.get(pk=version.pk).version
        editor.publish_questionnaire(questionnaire=version, reason="공고", version=seen, **by)

    def test_only_who_edits_the_programme_writes_them(self, call, version, approving_officer, tier1_rep):
        question = version.questions.first()
        for person in (approving_officer, tier1_rep):
            by = {"by": person, "at": MOMENT}
            for act in (
                lambda by=by: editor.begin_questionnaire(call=call, **by),
                lambda by=by: editor.add_question(questionnaire=version, terms=asks("x"), **by),
                lambda by=by: editor.edit_question(question=question, terms=question.terms, **by),
                lambda by=by: editor.move_question(question=question, after="", **by),
                lambda by=by: editor.remove_question(question=question, **by),
                lambda by=by: editor.publish_questionnaire(questionnaire=version, reason="공고문", **by),
            ):
                with pytest.raises(PermissionDenied):
                    act()

    def test_firms_with_a_draft_are_told(self, call, officer, drafted_application):
        published(call, officer)
        assert Item.objects.filter(kind="questions_changed", scope_id=drafted_application.firm_id).exists()

    def test_a_copy_of_the_programme_has_them_as_a_draft(self, program, call, officer):
        first = published(call, officer)
        copy = editor.copy_program(program=program, code="next", fiscal_year=2027, by=officer, at=MOMENT)
        copied = copy.calls.get().questionnaires.get()
        assert (copied.number, copied.is_published, copied.terms) == (1, False, first.terms)


class TestQuestions:
    def test_refer_only_to_what_is_before_them(self, version, officer):
        loan, bank = version.questions.all()
        by = {"by": officer, "at": MOMENT}
        circle = dataclasses.replace(loan.terms, condition=Condition("bank", "ANSWERED"))
        with pytest.raises(QuestionDoesNotFit, match="comes later"):
            editor.edit_question(question=loan, terms=circle, **by)
        with pytest.raises(QuestionDoesNotFit, match="comes later"):
            editor.move_question(question=bank, after="", **by)
        with pytest.raises(QuestionDoesNotFit, match="no question “loan”"):
            editor.remove_question(question=loan, **by)
        with pytest.raises(CodeTaken):
            editor.add_question(questionnaire=version, terms=asks("bank"), **by)
        assert [question.code for question in version.questions.all()] == ["loan", "bank"]

    def test_are_moved(self, version, officer):
        by = {"by": officer, "at": MOMENT}
        last = editor.add_question(questionnaire=version, terms=asks("last"), **by)
        editor.move_question(question=last, after="loan", **by)
        assert [question.code for question in version.questions.all()] == ["loan", "last", "bank"]
        editor.move_question(question=last, after="", **by)
        assert [question.code for question in version.questions.all()] == ["last", "loan", "bank"]

    def test_the_second_of_two_officers_is_told(self, version, officer):
        question = version.questions.first()
        by = {"by": officer, "at": MOMENT, "version": question.version}
        editor.edit_question(question=question, terms=question.terms, **by)
        with pytest.raises(StaleVersion):
            editor.edit_question(question=question, terms=question.terms, **by)

    def test_short_name_and_kind_stay(self, version, officer):
        question = version.questions.last()
        other = asks("other", "NUMBER", label_en="Which bank?")
        editor.edit_question(question=question, terms=other, by=officer, at=MOMENT)
        question.refresh_from_db()
        assert (question.code, question.kind, question.label_en) == ("bank", "TEXT", "Which bank?")


class TestComparison:
    def test_says_what_is_new_gone_and_changed(self, program, call, officer):
        first = published(call, officer, asks("a"), asks("b"), asks("c"))
        second = published(call, officer, asks("a"), asks("b", is_required=False), asks("d"))
        found = compare_questions(first, second)
        assert [line.state for line in found.differing] == ["changed", "removed", "added"]
        with override("en"):
            sections = {str(one.title): one for one in compare(program, FIRST_DAY, program, MOMENT.date())}
        before = sections["Questions of the calls"]
        assert {line.state for line in before.lines} == {"added"}

    def test_the_history_tells_who_wrote_what(self, program, version, officer):
        told = {entry.sentence for entry in entries(program) if entry.who == str(officer)}
        assert "Added the question “Question loan”." in told
        assert "Added the questions of the call, version 1." in told


class TestPages:
    def test_the_overview_shows_the_questions_and_what_can_be_done(self, client, program, version):
        text = client.get(address("editor", program), {"section": "questions"}).content.decode()
        assert "Only if “Question loan” is: Yes" in text
        for name in ("questions_publish", "questions_try", "question_add"):
            assert address(name, program, version) in text

    def test_adds_a_question_of_each_kind_without_code(self, client, program, call, officer):
        client.post(address("questions_begin", program, call))
        version = call.questionnaires.get()
        add = address("question_add", program, version)
        assert "?kind=TABLE" in client.get(add).content.decode()
        words = {"label_ko": "문항", "label_en": "Question", "is_required": "on"}
        typed = {
            "TEXT": {"code": "why", "max_length": "200"},
            "NUMBER": {"code": "sum", "least": "1", "most": "1,000.5"},
            "CHOICE": {
                "code": "loan", "choices.rows": "3", "choices.0.label_ko": "예", "choices.0.label_en": "Yes",
                "choices.1.label_ko": "아니요", "choices.1.label_en": "No",
                "condition_question": "sum", "condition_operator": "AT_LEAST", "condition_value": "1,000",
            },
            "DATE": {
                "code": "day", "condition_question": "loan", "condition_operator": "ONE_OF",
                "condition_value": "yes / 아니요",
            },
            "FILE": {"code": "proof", "condition_question": "loan", "condition_operator": "IS",
                     "condition_value": "Yes"},
            "TABLE": {
                "code": "plan", "columns.rows": "2", "columns.0.label_ko": "금액",
                "columns.0.label_en": "Amount", "columns.0.kind": "NUMBER", "checks.rows": "1",
                "checks.0.kind": "SUM_IS", "checks.0.question": "sum", "checks.0.column": "amount",
            },
        }  # fmt: skip
        for kind, more in typed.items():
            answer = client.post(f"{add}?kind={kind}", words | more)
            assert answer.status_code == 302, (kind, answer.context["form"].errors)
        found = {terms.code: terms for terms in version.terms}
        assert found["sum"].most == Decimal("1000.5")
        assert [choice.code for choice in found["loan"].choices] == ["yes", "no"]
        assert found["loan"].condition == Condition("sum", "AT_LEAST", ("1000",))
        assert found["day"].condition == Condition("loan", "ONE_OF", ("yes", "no"))
        assert found["plan"].checks == (Check("SUM_IS", "sum", column="amount"),)

    def test_keeps_what_was_typed_when_it_is_refused(self, client, program, version):
        add = address("question_add", program, version) + "?kind=CHOICE"
        typed = {"code": "x", "label_ko": "가", "label_en": "A", "choices.rows": "2",
                 "choices.1.label_ko": "하나", "choices.1.label_en": "One"}  # fmt: skip
        answer = client.post(add, typed)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="하나"' in text
        assert "Name at least two choices." in text
        typed |= {"condition_question": "loan", "condition_operator": "IS", "condition_value": "maybe",
                  "choices.0.label_ko": "둘", "choices.0.label_en": "Two"}  # fmt: skip
        assert "can&#x27;t have this answer" in client.post(add, typed).content.decode()
        assert client.post(add, {"choices.rows": "1", "choices.0.label_ko": "하나"}).status_code == 422
        assert version.questions.count() == 2

    def test_sent_back_untouched_a_question_stays_the_same(self, client, program, call, officer):
        version = drafted(call, officer, *EVERY_KIND)
        for question in version.questions.all():
            edit = address("question_edit", program, question)
            form = client.get(edit).context["form"]
            sent = {"version": question.version}
            for field in form:
                value = field.value()
                if isinstance(value, list):
                    sent[f"{field.html_name}.rows"] = len(value)
                    for n, row in enumerate(value):
                        sent |= {f"{field.html_name}.{n}.{name}": cell for name, cell in row.items()}
                elif value not in (None, False, ""):
                    sent[field.html_name] = "on" if value is True else value
            answer = client.post(edit, sent)
            assert answer.status_code == 302, (question.code, answer.context["form"].errors)
        assert Questionnaire.objects.get(pk=version.pk).terms == EVERY_KIND

    def test_moves_removes_publishes_and_compares(self, client, program, call, officer):
        published(call, officer, asks("a"), asks("b"))
        client.post(address("questions_begin", program, call))
        version = call.questionnaires.get(number=2)
        a, b = version.questions.all()
        assert client.post(address("question_move", program, b), {"after": ""}).status_code == 302
        b.refresh_from_db()
        remove = address("question_remove", program, b)
        assert client.post(remove, {"version": b.version}).status_code == 302
        publish = address("questions_publish", program, version)
        assert client.post(publish, {"version": 1, "reason": ""}).status_code == 422
        seen = {"version": Questionnaire.objects.get(pk=version.pk).version, "reason": "공고문 정정"}
        assert client.post(publish, seen).status_code == 302
        version.refresh_from_db()
        assert (version.is_published, version.publish_reason) == (True, "공고문 정정")
        assert [question.code for question in version.questions.all()] == [a.code]
        text = client.get(address("questions_compare", program, version)).content.decode()
        assert "1 difference" in text
        assert "Question b" in text


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


class TestTrial:
    def test_asks_judges_and_writes_nothing(self, client, program, call, officer):
        version = published(call, officer)
        page = address("questions_try", program, version)
        assert "q-bank" not in client.get(page).context["form"].fields
        before = counts()
        typed = {
            "q-loan": "yes", "q-total": "100.5", "q-plan.rows": "1", "q-plan.0.name": "압축기",
            "q-plan.0.won": "100", "q-begin": "2026-04-02", "q-end": "2026-04-01",
        }  # fmt: skip
        answer = client.post(page, typed)
        said = [problem.code for problem in answer.context["problems"]]
        assert said == ["bank", "plan", "end", "proof"]
        assert {"q-bank", "q-proof"} <= answer.context["form"].fields.keys()
        file = SimpleUploadedFile("proof.pdf", cases.SMALL_PDF)
        typed |= {"q-bank": "은행", "q-plan.0.won": "100.5", "q-end": "2026-04-02", "q-proof": file}
        answer = client.post(page, typed)
        assert answer.context["problems"] == []
        assert "with these answers an applicant could submit" in answer.content.decode()
        assert counts() == before

    def test_points_at_what_is_not_of_its_kind(self, client, program, call, officer):
        page = address("questions_try", program, published(call, officer))
        file = SimpleUploadedFile("x.pdf", b"no pdf")
        typed = {"q-total": "abc", "q-plan.rows": "1", "q-plan.0.on": "soon", "q-proof": file}
        answer = client.post(page, typed)
        assert {"q-total", "q-plan", "q-proof"} == answer.context["form"].errors.keys()
        assert 'value="abc"' in answer.content.decode()
        assert not answer.context["is_judged"]

    def test_is_for_those_who_read_the_editor(self, client, program, call, officer, auditor, tier1_rep):
        page = address("questions_try", program, published(call, officer))
        for person, status in ((auditor, 200), (tier1_rep, 403)):
            client.force_login(person)
            assert client.get(page).status_code == status
