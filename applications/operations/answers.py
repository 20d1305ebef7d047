"""Answering the call's own questions, and moving a draft to a newer version of them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from applications import announcements, permissions
from applications.answers import newest_answers, newest_of
from applications.models import Answer, AnswerSheet, Application
from applications.operations.drafts import check_editable
from applications.refusals import NoQuestions, NotOfItsKind
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from core.workflow.refusals import StaleVersion
from programs.models import CallQuestion, Program
from programs.questions import QuestionKind, as_json, read


@operation
def answer_questions(
    *,
    application: Application,
    answers: Mapping[str, Any],
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> AnswerSheet:
    """
    Answer questions of the call, by their short names; None takes an answer back, what is not named stays.

    Anything of the right kind is kept, whether it agrees with the other answers or not: that is asked for
    when the case is submitted. A draft moves to the newest version of the questions; what was submitted once
    stays with its own. `version` is that of the answers that were read, 0 if there were none.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the case was submitted.
    :raises NoQuestions: if its call has no such question.
    :raises StaleVersion: if somebody else answered since `version` was read.
    :raises NotOfItsKind: if an answer is not of its question's kind.
    :raises AttachmentTaken: if a file belongs to another case.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_edit, by, application, at=at)
    check_editable(application)
    announcements.taken_up_again(application, by=by, at=at)
    before = AnswerSheet.objects.filter(application=application).first()
    if version is not None and version != (before.version if before else 0):
        raise StaleVersion
    sheet = bind(application)
    if sheet is None:
        raise NoQuestions
    questions = {question.code: question for question in sheet.questionnaire.questions.all()}
    rows = {row.question_id: row for row in application.answers.select_related("attachment")}
    for code, answer in answers.items():
        if code not in questions:
            raise NoQuestions
        _write(application, questions[code], rows.get(questions[code].pk), answer, by, at)
    sheet.save(update_fields=["questionnaire"])  # counts a version, so that a second writer is told
    sheet.refresh_from_db(fields=["version"])
    return sheet


def bind(application: Application) -> AnswerSheet | None:
    """
    Return the case's sheet, moved to the newest version unless it was submitted; None if nothing is asked.

    Called within an operation that has locked the case. Answers move with it to the questions of the same
    short name, as far as they are still answers to them; the others stay with the version they answered.
    """
    sheet: AnswerSheet | None = AnswerSheet.objects.filter(application=application).first()
    if application.submitted_at is not None or not application.is_subsidy:
        return sheet
    Program.objects.keep(application.call.program_id)  # no newer version is published meanwhile
    newest = newest_of(application)
    if newest is None:
        return None
    if sheet is None:
        return AnswerSheet.objects.create(application=application, questionnaire=newest)
    if sheet.questionnaire_id != newest.pk:
        _move_answers(application, {question.code: question for question in newest.questions.all()})
        sheet.questionnaire = newest
        sheet.save(update_fields=["questionnaire"])
    return sheet


def _move_answers(application: Application, questions: Mapping[str, CallQuestion]) -> None:
    for code, row in newest_answers(application).items():
        question = questions.get(code)
        if question and row.question_id != question.pk and still_answers(question, row):
            row.question = question
            row.save(update_fields=["question"])


def still_answers(question: CallQuestion, row: Answer) -> bool:
    """Say whether an answer to another version's question answers this one."""
    if question.kind == QuestionKind.FILE:
        return row.attachment_id is not None
    return read(question.terms, row.value) is not None


def _write(
    application: Application,
    question: CallQuestion,
    row: Answer | None,
    answer: Any,
    by: User,
    at: dt.datetime,
) -> None:
    """Write one answer, if it is another one than before."""
    facts = _facts(question, answer)
    if facts is None:
        if row is not None:
            row.delete()
        return
    if row is not None and (row.value, row.attachment_id) == (
        facts["value"],
        facts["attachment"] and facts["attachment"].pk,
    ):
        return
    row, _created = Answer.objects.update_or_create(
        application=application,
        question=question,
        defaults={**facts, "answered_at": at, "answered_by": by},
    )
    if facts["attachment"]:
        attach(
            attachment=facts["attachment"], owner_kind="answer", owner_id=row.pk, purpose="answer",
            by=by, at=at,
        )  # fmt: skip


def _facts(question: CallQuestion, answer: Any) -> dict[str, Any] | None:
    """
    Return what is stored of an answer, or None if there is none.

    :raises NotOfItsKind: if it is not of its question's kind.
    """
    if answer is None or answer in ("", ()):
        return None
    if question.kind == QuestionKind.FILE:
        if not isinstance(answer, Attachment):
            raise NotOfItsKind(question=question.label)
        return {"value": None, "attachment": answer}
    is_value = isinstance(answer, str | Decimal | dt.date | tuple)
    stored = as_json(answer) if is_value else None
    if stored is None or read(question.terms, stored) is None:
        raise NotOfItsKind(question=question.label)
    return {"value": stored, "attachment": None}
