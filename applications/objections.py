"""When a decision can be objected to, and when the answer can be put off: asked by pages and operations."""

import datetime as dt

from applications.models import Against, Application, Objection, ObjectionStatus
from applications.periods import notice_of, objection_deadline
from applications.refusals.decisions import (
    AnswerOverdue,
    ExtendedAlready,
    NothingToObject,
    ObjectedAlready,
    ObjectionTooLate,
)
from applications.workflow import Status
from core.workflow import clock
from programs.deadline import SEOUL


def objectable(application: Application) -> tuple[Against, ...]:
    """Return what the decision on a case has that can be objected to."""
    if application.status == Status.REFUSED:
        return (Against.REFUSAL,)
    if application.status != Status.AWARDED:
        return ()
    has_conditions = application.conditions.filter(set_at=notice_of(application)).exists()
    return (Against.AMOUNT, Against.CONDITIONS) if has_conditions else (Against.AMOUNT,)


def check_can_object(application: Application, at: dt.datetime) -> None:
    """
    Go on only while the decision on a case can be objected to; an accepted award can't be any more.

    :raises NothingToObject: if there is no such decision.
    :raises ObjectedAlready: if it was objected to before, and not taken back.
    :raises ObjectionTooLate: if the last second of the last day has passed.
    """
    if application.status not in (Status.REFUSED, Status.AWARDED) or application.decided_at is None:
        raise NothingToObject(status=application.get_public_status_display())
    made = application.objections.filter(decision_at=application.decided_at)
    if made.exclude(status=ObjectionStatus.WITHDRAWN).exists():
        raise ObjectedAlready
    deadline = objection_deadline(application)
    if deadline.has_passed(at):
        notice = application.decided_at.astimezone(SEOUL).date()
        raise ObjectionTooLate(last=str(deadline), days=(deadline.day - notice).days)


def check_can_put_off(objection: Objection, at: dt.datetime) -> None:
    """
    Go on only if the answer to an objection can be put off.

    :raises ExtendedAlready: if it was before.
    :raises AnswerOverdue: if it should have been given already.
    """
    if objection.extended_at is not None:
        raise ExtendedAlready
    if clock.day(at) > objection.due_on:
        raise AnswerOverdue(due=objection.due_on)
