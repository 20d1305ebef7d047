"""Raising questions about readings, and answering them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement import announcements, permissions
from measurement.checks import Finding, Kind
from measurement.flagging import lapses, remarkable
from measurement.models import Measure, Meter, Reading, ReadingFlag
from measurement.refusals import AnsweredAlready, AnswerMissing


def raise_flags(readings: Sequence[Reading], *, by: User, at: dt.datetime) -> list[ReadingFlag]:
    """
    Ask about what is remarkable in these readings of one meter, within the operation that wrote them.

    Nothing is changed and nothing refused.
    """
    return ask(readings, remarkable(readings[0].meter, {one.month for one in readings}), by=by, at=at)


def ask(
    readings: Sequence[Reading],
    findings: Iterable[Finding],
    *,
    is_anew: bool = False,
    by: User,
    at: dt.datetime,
) -> list[ReadingFlag]:
    """
    Ask about what was found in these readings of one meter.

    What was asked about the same amount is not asked again, nor is the lapse of a calibration that was asked
    about in another month; `is_anew` asks again about what was answered before.
    """
    meter = readings[0].meter
    of_meter = ReadingFlag.objects.filter(Q(reading__in=readings) | Q(reading__meter=meter, kind=Kind.LAPSED))
    asked = of_meter.open() if is_anew else of_meter
    known = {_subject(flag.reading_id, flag.kind, flag.detail) for flag in asked}
    by_month = {reading.month: reading for reading in readings}
    raised = [
        ReadingFlag.objects.create(
            reading=by_month[finding.month], kind=finding.kind, detail=dict(finding.detail),
            raised_at=at, raised_by=by,
        )
        for finding in findings
        if _subject(by_month[finding.month].pk, finding.kind, finding.detail) not in known
    ]  # fmt: skip
    if raised:
        announcements.questions_wait(meter.measure, at=at)
    return raised


def _subject(reading_id: int, kind: str, detail: Mapping[str, str]) -> tuple[Any, ...]:
    """Return what a question is about: an amount of a month, days without a bill, a calibration."""
    if kind == Kind.LAPSED:
        return (str(kind), detail["calibrated"], detail["until"])
    return (reading_id, str(kind), detail.get("amount"), detail.get("days"))


def settle_flags(readings: Sequence[Reading], *, reason: str, by: User, at: dt.datetime) -> None:
    """
    Answer what is open about the amounts of readings that were corrected, with the reason of the correction.

    A calibration that had lapsed is not answered by it.
    """
    about_amounts = ReadingFlag.objects.open().filter(reading__in=readings).exclude(kind=Kind.LAPSED)
    for flag in about_amounts.order_by("pk"):
        _answer(flag, reason, by=by, at=at)


def settle_lapses(meter: Meter, *, answer: str, by: User, at: dt.datetime) -> None:
    """Answer what is open about calibrations of a meter that, as is known now, had not lapsed."""
    asked = ReadingFlag.objects.open().filter(reading__meter=meter, kind=Kind.LAPSED).order_by("pk")
    for flag in asked.select_related("reading"):
        if not any(finding.detail == flag.detail for finding in lapses(meter, {flag.reading.month})):
            _answer(flag, answer, by=by, at=at)


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
