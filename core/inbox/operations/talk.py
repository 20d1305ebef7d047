"""Asking and answering about a case, and what officials write down among themselves."""

import datetime as dt

from core.inbox import permissions, refusals
from core.inbox.models.talk import Message, Note, Question, Side, Tag
from core.inbox.operations.items import Addressee, close_items, firm, open_item, person
from core.inbox.topics import Topic
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import only_once, operation

SUBJECT = "question"


@operation
def ask(
    *, topic: Topic, title: str, text: str, due_on: dt.date | None = None, by: User, at: dt.datetime
) -> Question:
    """
    Ask the other side about a case; it finds the question among its work, with a letter.

    :raises NotAllowed: if `by` speaks for neither side, or the office does not know of the case yet.
    :raises NothingSaid: if title or text are empty.
    :raises DayIsOver: if an answer is asked for until a day that is over.
    """
    require(permissions.may_talk, by, topic, at=at)
    if due_on and due_on < clock.day(at):
        raise refusals.DayIsOver(field="due_on")
    side = _side(by, topic, at)
    question = Question.objects.create(
        subject_kind=topic.kind, subject_id=topic.pk, title=_said(title, "title"), asked_side=side,
        waits_for=side.other, due_on=due_on, asked_at=at, asked_by=by,
    )  # fmt: skip
    _say(question, side, text, by=by, at=at)
    _wait(question, topic, at=at)
    return question


@operation
def answer(*, question: Question, topic: Topic, text: str, by: User, at: dt.datetime) -> Message:
    """
    Go on with a question: the side that was asked answers it, the one that asked asks on.

    Whoever asked reads of the answer in their inbox; who was asked finds it again while an answer is missing.

    :raises NotAllowed: if `by` speaks for neither side.
    :raises NothingSaid: if the text is empty.
    """
    require(permissions.may_talk, by, topic, at=at)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    side = _side(by, topic, at)
    message = _say(question, side, text, by=by, at=at)
    is_answer = side != question.asked_side
    question.waits_for = "" if is_answer else side.other
    question.save(update_fields=["waits_for"])
    if is_answer:
        close_items(subject_kind=SUBJECT, subject_id=question.pk, by=by, at=at)
        open_item(
            key=f"question_answered:{message.pk}", kind="question_answered", subject=question,
            subject_kind=SUBJECT, about=_about(question, topic), to=person(question.asked_by),
            is_notice=True, at=at,
        )  # fmt: skip
    else:
        _wait(question, topic, at=at)
    return message


@operation
def add_note(*, topic: Topic, text: str, by: User, at: dt.datetime) -> Note:
    """
    Write down something that only officials and auditors read.

    :raises NotAllowed: if `by` does not handle the case.
    :raises NothingSaid: if the text is empty.
    """
    require(permissions.may_write_notes, by, topic, at=at)
    return Note.objects.create(
        subject_kind=topic.kind, subject_id=topic.pk, text=_said(text, "text"), written_at=at, written_by=by
    )


@operation
def add_tag(*, topic: Topic, label: str, by: User, at: dt.datetime) -> Tag:
    """
    Put a word on a case by which officials find it again; large and small letters are the same word.

    :raises NotAllowed: if `by` does not handle the case.
    :raises TaggedAlready: if the case has the tag.
    """
    require(permissions.may_write_notes, by, topic, at=at)
    label = _said(label, "label")
    with only_once("inbox_tag_once", refusals.TaggedAlready(field="label")):
        return Tag.objects.create(
            subject_kind=topic.kind, subject_id=topic.pk, label=label, tagged_at=at, tagged_by=by
        )


@operation
def remove_tag(*, tag: Tag, topic: Topic, by: User, at: dt.datetime) -> None:
    """
    Take a tag off a case; the history keeps who did.

    :raises NotAllowed: if `by` does not handle the case.
    """
    require(permissions.may_write_notes, by, topic, at=at)
    Tag.objects.filter(pk=tag.pk).delete()


def _side(by: User, topic: Topic, at: dt.datetime) -> Side:
    side = permissions.side_of(by, topic, at=at)
    assert side is not None  # noqa: S101 - may_talk has said so
    return side


def _said(text: str, field: str) -> str:
    """Return a text without space around it; refuse nothing at all."""
    said = " ".join(text.split()) if field != "text" else text.strip()
    if not said:
        raise refusals.NothingSaid(field=field)
    return said


def _say(question: Question, side: Side, text: str, *, by: User, at: dt.datetime) -> Message:
    return Message.objects.create(question=question, side=side, text=_said(text, "text"), at=at, by=by)


def _about(question: Question, topic: Topic) -> str:
    return f"{question.title} · {topic}"


def _wait(question: Question, topic: Topic, *, at: dt.datetime) -> None:
    """Put the question among the work of the side that answers next."""
    to: list[Addressee] = (
        [firm(topic.facts.firm_id)] if question.waits_for == Side.APPLICANT else list(topic.facts.office)
    )
    for n, addressee in enumerate(to):
        open_item(
            key=f"question_asked:{question.pk}:{n}", kind="question_asked", subject=question,
            subject_kind=SUBJECT, about=_about(question, topic), to=addressee, due_on=question.due_on, at=at,
        )  # fmt: skip
