"""
A call's own questions: a version begun, its questions written, published.

A published version is never changed: a new one begins with a copy of its questions.
"""

import datetime as dt
from dataclasses import replace

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs import announcements, permissions
from programs.models import Call, CallQuestion, Program, Questionnaire, columns_of
from programs.operations.editor.refusals import (
    CodeTaken,
    IsPublished,
    NothingAsked,
    QuestionDoesNotFit,
    VersionBegun,
)
from programs.questions import QuestionTerms, faults


@operation
def begin_questionnaire(*, call: Call, by: User, at: dt.datetime) -> Questionnaire:
    """
    Begin the next version of a call's questions, with those of the version before.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises VersionBegun: if a version that was not published yet is there.
    """
    call = Call.objects.lock(call.pk)
    require(permissions.may_edit_part, by, call, at=at)
    newest = call.questionnaires.newest()
    if newest and not newest.is_published:
        raise VersionBegun(number=newest.number)
    number = newest.number + 1 if newest else 1
    begun = Questionnaire.objects.create(call=call, number=number, drafted_at=at, drafted_by=by)
    if newest:
        copy_questions(newest, begun)
    return begun


def copy_questions(source: Questionnaire, target: Questionnaire) -> None:
    """Write the questions of a version into another one, within the operation that began it."""
    for question in source.questions.all():
        CallQuestion.objects.create(
            questionnaire=target, position=question.position, **columns_of(question.terms)
        )


@operation
def add_question(
    *, questionnaire: Questionnaire, terms: QuestionTerms, by: User, at: dt.datetime
) -> CallQuestion:
    """
    Add a question at the end of a version that was not published yet.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises IsPublished: if the version was published.
    :raises CodeTaken: if another question of the version has this short name.
    :raises QuestionDoesNotFit: if it refers to what is not before it, or to no such answer.
    """
    questionnaire = _rewritten(questionnaire, by, at)
    _check([*questionnaire.terms, terms])
    last = questionnaire.questions.last()
    return CallQuestion.objects.create(
        questionnaire=questionnaire, position=last.position + 1 if last else 1, **columns_of(terms)
    )


@operation
def edit_question(
    *,
    question: CallQuestion,
    terms: QuestionTerms,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> CallQuestion:
    """
    Change a question of a version that was not published yet; its short name and its kind stay.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises IsPublished: if the version was published.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises QuestionDoesNotFit: if it, or one after it, would refer to what is not there.
    """
    questionnaire = _rewritten(question.questionnaire, by, at)
    question = CallQuestion.objects.lock(question.pk, version)
    terms = replace(terms, code=question.code, kind=question.kind)
    _check([terms if one.code == terms.code else one for one in questionnaire.terms])
    columns = columns_of(terms)
    for name, value in columns.items():
        setattr(question, name, value)
    question.save(update_fields=list(columns))
    return question


@operation
def move_question(*, question: CallQuestion, after: str, by: User, at: dt.datetime) -> CallQuestion:
    """
    Put a question behind another one, by its short name; an empty one puts it first.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises IsPublished: if the version was published.
    :raises QuestionDoesNotFit: if a question would stand before one that it refers to.
    """
    questionnaire = _rewritten(question.questionnaire, by, at)
    others = [one for one in questionnaire.questions.all() if one.pk != question.pk]
    place = next((n for n, one in enumerate(others, start=1) if one.code == after), 0)
    ordered = [*others[:place], question, *others[place:]]
    _check([one.terms for one in ordered], field="after")
    for position, one in enumerate(ordered, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    return question


@operation
def remove_question(*, question: CallQuestion, by: User, at: dt.datetime, version: int | None = None) -> None:
    """
    Take a question out of a version that was not published yet.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises IsPublished: if the version was published.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises QuestionDoesNotFit: if another question refers to it.
    """
    questionnaire = _rewritten(question.questionnaire, by, at)
    question = CallQuestion.objects.lock(question.pk, version)
    _check([one for one in questionnaire.terms if one.code != question.code], field=None)
    question.delete()


@operation
def publish_questionnaire(
    *, questionnaire: Questionnaire, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> Questionnaire:
    """
    Publish a version: applicants answer it from now on, and it never changes again.

    Drafts move to it and keep their answers; what was submitted stays with its version. Firms with an open
    draft are told.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises IsPublished: if it was published before.
    :raises NothingAsked: if it has no question.
    """
    Program.objects.lock(questionnaire.call.program_id)  # no application is submitted meanwhile
    questionnaire = _drafted(questionnaire, by, at, version)
    terms = questionnaire.terms
    if not terms:
        raise NothingAsked
    _check(terms, field=None)
    questionnaire.published_at, questionnaire.published_by = at, by
    questionnaire.publish_reason = reason
    questionnaire.save(update_fields=["published_at", "published_by", "publish_reason"])
    announcements.questions_changed(questionnaire, at=at)
    return questionnaire


def _drafted(
    questionnaire: Questionnaire, by: User, at: dt.datetime, version: int | None = None
) -> Questionnaire:
    """Return the version, locked, if this person may change it and it was not published."""
    questionnaire = Questionnaire.objects.lock(questionnaire.pk, version)
    require(permissions.may_edit_part, by, questionnaire, at=at)
    if questionnaire.is_published:
        raise IsPublished(number=questionnaire.number)
    return questionnaire


def _rewritten(questionnaire: Questionnaire, by: User, at: dt.datetime) -> Questionnaire:
    """Return the version, locked, whose questions change: counted, so that who publishes it is told."""
    questionnaire = _drafted(questionnaire, by, at)
    questionnaire.save(update_fields=["drafted_at"])
    return questionnaire


def _check(terms: list[QuestionTerms] | tuple[QuestionTerms, ...], *, field: str | None = "") -> None:
    """Refuse questions that can't be asked, naming the first fault; `field` stands for where it lies."""
    codes = [one.code for one in terms]
    if len(codes) != len(set(codes)):
        raise CodeTaken(field="code", code=codes[-1])
    for fault in faults(terms):
        raise QuestionDoesNotFit(fault.text, field=fault.part if field == "" else field)
