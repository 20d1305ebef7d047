"""Putting right a month that a verified statement rests on: a new version takes the place of the old one."""

import datetime as dt
from decimal import Decimal
from typing import Any

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement import permissions
from measurement.models import Measure, Reading
from measurement.operations.readings import (
    check_registers,
    look_again,
    month_after,
    start_of,
    turn_corrected,
)
from measurement.tables import Turned


@operation
def supersede_reading(
    *,
    reading: Reading,
    opening: Decimal | None = None,
    closing: Decimal,
    turned: Turned | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Reading:
    """
    Put a new version in the place of a month's reading; the old one stays as it was signed, with its lock.

    The next month starts where this one now ends, as a new version too where it is locked. Registers are in
    the meter's unit; `opening` can be given for the meter's first month only; `turned` says anew how
    the register turned. What was verified on the old version has to be restated:
    `reporting.statements.operations.correct_verified` calls this and sees to it.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises Gone: if another version took its place by now.
    :raises TooFine, RunsBackwards, FirstReadingOnly: if the register can't be that.
    :raises RegisterTooLong, DidNotTurn, TurnBackwards: if the registers can't be those of its turn.
    """
    measure = Measure.objects.lock(reading.meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    reading = Reading.objects.current().lock(reading.pk)
    following = month_after(reading)
    start = start_of(reading, opening)
    said = turn_corrected(reading, turned, start, closing, reason)
    check_registers(reading, following, start, closing, said["carried"])
    before, after = [reading], [_replace(reading, start, closing, said, by=by, at=at)]
    if following and following.opening != closing:
        before.append(following)
        after.append(_moved_start(following, closing, by=by, at=at))
    look_again(before, after, reason=reason, by=by, at=at)
    return after[0]


def _moved_start(following: Reading, opening: Decimal, *, by: User, at: dt.datetime) -> Reading:
    """Let the next month start elsewhere: in a new version where a verified statement rests on it."""
    if following.locked_at:
        said = {name: getattr(following, name) for name in ("turn", "carried", "turn_reason")}
        return _replace(following, opening, following.closing, said, by=by, at=at)
    following.opening = opening
    following.save(update_fields=["opening"])
    return following


def _replace(
    reading: Reading, opening: Decimal, closing: Decimal, said: dict[str, Any], *, by: User, at: dt.datetime
) -> Reading:
    """Return the new version; `said` are the columns that say how its register turned."""
    reading.superseded_at, reading.superseded_by = at, by
    reading.save(update_fields=["superseded_at", "superseded_by"])
    return Reading.objects.create(
        meter=reading.meter,
        month=reading.month,
        opening=opening,
        closing=closing,
        **said,
        evidence=reading.evidence,
        recorded_at=at,
        recorded_by=by,
        revision=reading.revision + 1,
        supersedes=reading,
    )
