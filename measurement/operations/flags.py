"""Raising questions about readings, and answering them."""

import datetime as dt
from collections.abc import Sequence

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement import announcements, permissions
from measurement.flagging import remarkable
from measurement.models import Measure, Reading, ReadingFlag
from measurement.refusals import AnsweredAlready, AnswerMissing


def raise_flags(readings: Sequence[Reading], *, by: User, at: dt.datetime) -> list[ReadingFlag]:
    """
    Ask about what is remarkable in these readings of one meter, within the operation that wrote them.

    Nothing is changed and nothing refused. What was answered about the same amount is not asked again.
    """
    meter = readings[0].meter
    known = set(
        ReadingFlag.objects.filter(reading__in=readings).values_list("reading", "kind", "detail__amount")
    )
    by_month = {reading.month: reading for reading in readings}
    raised = [
        ReadingFlag.objects.create(
            reading=by_month[finding.month], kind=finding.kind, detail=dict(finding.detail),
            raised_at=at, raised_by=by,
        )
        for finding in remarkable(meter, set(by_month))
        if (by_month[finding.month].pk, finding.kind.value, finding.detail["amount"]) not in known
    ]  # fmt: skip
    if raised:
        announcements.questions_wait(meter.measure, at=at)
    return raised


def settle_flags(readings: Sequence[Reading], *, reason: str, by: User, at: dt.datetime) -> None:
    """Answer what is open about readings that were corrected, with the reason of the correction."""
    for flag in ReadingFlag.objects.open().filter(reading__in=readings).order_by("pk"):
        _answer(flag, reason, by=by, at=at)


@operation
def answer_flag(*, flag: ReadingFlag, answer: str, by: User, at: dt.datetime) -> ReadingFlag:
    """
    Say in words why a remarkable reading is right; who finds it wrong corrects it instead.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises AnsweredAlready: if somebody answered before.
    :raises AnswerMissing: if nothing is said.
    """
    measure = Measure.objects.lock(flag.reading.meter.measure_id)
    require(permissions.may_answer_flag, by, flag, at=at)
    flag = ReadingFlag.objects.lock(flag.pk)
    if flag.answered_at:
        raise AnsweredAlready
    if not answer.strip():
        raise AnswerMissing(field="answer")
    _answer(flag, answer.strip(), by=by, at=at)
    close_if_answered(measure, by=by, at=at)
    return flag


def close_if_answered(measure: Measure, *, by: User, at: dt.datetime) -> None:
    """Take the work out of the firm's inbox once no question about the measure is open."""
    if not ReadingFlag.objects.open().about(measure).exists():
        announcements.nobody_waits(measure, by=by, at=at)


def _answer(flag: ReadingFlag, answer: str, *, by: User, at: dt.datetime) -> None:
    flag.answer, flag.answered_at, flag.answered_by = answer, at, by
    flag.save(update_fields=["answer", "answered_at", "answered_by"])
