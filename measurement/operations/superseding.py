"""Putting right a month that a verified statement rests on: a new version takes the place of the old one."""

import datetime as dt
from decimal import Decimal

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement import permissions
from measurement.models import Measure, Reading
from measurement.operations.readings import check_registers, look_again, month_after, start_of


@operation
def supersede_reading(
    *,
    reading: Reading,
    opening: Decimal | None = None,
    closing: Decimal,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Reading:
    """
    Put a new version in the place of a month's reading; the old one stays as it was signed, with its lock.

    The next month starts where this one now ends, as a new version too where it is locked. Registers are in
    the meter's unit; `opening` can be given for the meter's first month only. What was verified on the old
    version has to be restated: `reporting.statements.operations.correct_verified` calls this and sees to it.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises Gone: if another version took its place by now.
    :raises TooFine, RunsBackwards, FirstReadingOnly: if the register can't be that.
    """
    measure = Measure.objects.lock(reading.meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    reading = Reading.objects.current().lock(reading.pk)
    following = month_after(reading)
    start = start_of(reading, opening)
    check_registers(reading, following, start, closing)
    before, after = [reading], [_replace(reading, start, closing, by=by, at=at)]
    if following and following.opening != closing:
        before.append(following)
        after.append(_moved_start(following, closing, by=by, at=at))
    look_again(before, after, reason=reason, by=by, at=at)
    return after[0]


def _moved_start(following: Reading, opening: Decimal, *, by: User, at: dt.datetime) -> Reading:
    """Let the next month start elsewhere: in a new version where a verified statement rests on it."""
    if following.locked_at:
        return _replace(following, opening, following.closing, by=by, at=at)
    following.opening = opening
    following.save(update_fields=["opening"])
    return following


def _replace(reading: Reading, opening: Decimal, closing: Decimal, *, by: User, at: dt.datetime) -> Reading:
    reading.superseded_at, reading.superseded_by = at, by
    reading.save(update_fields=["superseded_at", "superseded_by"])
    return Reading.objects.create(
        meter=reading.meter,
        month=reading.month,
        opening=opening,
        closing=closing,
        turn=reading.turn,
        carried=reading.carried,
        turn_reason=reading.turn_reason,
        evidence=reading.evidence,
        recorded_at=at,
        recorded_by=by,
        revision=reading.revision + 1,
        supersedes=reading,
    )
