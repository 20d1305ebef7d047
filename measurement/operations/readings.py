"""Entering a table of months, and correcting one."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement import permissions
from measurement.models import Measure, Meter, Reading, Turn
from measurement.operations.flags import close_if_answered, raise_flags, settle_flags
from measurement.queries import bills_of, known_of
from measurement.refusals import (
    DidNotTurn,
    FirstReadingOnly,
    MeterReplaced,
    MonthOfBills,
    NoRegister,
    NothingEntered,
    ReadingLocked,
    RowsRefused,
    RunsBackwards,
    TooFine,
)
from measurement.tables import ZERO, Turned, carried, check_opening, checked, fits, shown


@operation
def enter_readings(
    *,
    meter: Meter,
    opening: Decimal | None = None,
    rows: Sequence[tuple[dt.date, Decimal]],
    evidence: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> list[Reading]:
    """
    Add months at the end of what is known: (first day of the month, register at its end), all or none.

    `opening` is the register at the start of the first month; once there are readings it is where the last
    month ended, and may be left out. Of what is no register the rows are (first day of the month, amount of
    the month). Units are the meter's. What is remarkable about a month is entered as it is and asked about
    (`raise_flags`).

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises RowsRefused: naming each month: missing, doubled, known, locked, not over, running backwards.
    :raises OpeningMissing, OpeningDiffers, NothingEntered: if the table does not start, or not where it must.
    :raises MeterReplaced: if another meter took its place.
    """
    measure = Measure.objects.lock(meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    if not rows:
        raise NothingEntered
    meter = in_service(meter)
    known = known_of(meter)
    register = check_opening(opening, known, rows)
    problems = checked(rows, known, register, at=at)
    if problems:
        raise RowsRefused(problems)
    keep(evidence, measure, by=by, at=at)
    added = []
    for month, closing in rows:
        facts = {"recorded_at": at, "recorded_by": by, "evidence": evidence}
        added.append(
            Reading.objects.create(meter=meter, month=month, opening=register, closing=closing, **facts)
        )
        register = closing if meter.is_register else ZERO
    raise_flags(added, by=by, at=at)
    return added


def in_service(meter: Meter) -> Meter:
    """
    Return the meter as it is now that its measure is locked.

    :raises MeterReplaced: if another one took its place.
    """
    found: Meter = Meter.objects.select_related("measure__technology").get(pk=meter.pk)
    if found.replaced_on:
        raise MeterReplaced(serial=found.serial, day=f"{found.replaced_on:%Y-%m-%d}")
    return found


def keep(evidence: Attachment | None, measure: Measure, *, by: User, at: dt.datetime) -> None:
    """Give a bill or a photo, if there is one, to the measure."""
    if evidence is not None:
        attach(
            attachment=evidence, owner_kind="measure", owner_id=measure.pk, purpose="reading", by=by, at=at
        )


@operation
def correct_reading(
    *,
    reading: Reading,
    version: int | None = None,
    closing: Decimal,
    opening: Decimal | None = None,
    turned: Turned | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Reading:
    """
    Put a register right, with a reason; the next month starts where this one now ends.

    `opening` can be given for the meter's first month only. Of what is no register `closing` is the month's
    amount. `turned` says anew whether and how the register turned; None leaves that as it is. A statement
    that was calculated from the old figures keeps its hash, and can therefore no longer be signed.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises StaleVersion: if somebody changed the reading since `version` was read.
    :raises ReadingLocked: if a verified statement rests on it, or on the month after.
    :raises RunsBackwards, FirstReadingOnly: if the register can't be that.
    :raises RegisterTooLong, DidNotTurn, TurnBackwards: if the registers can't be those of its turn.
    :raises MonthOfBills: if the month's amount is the sum of its bills.
    """
    measure = Measure.objects.lock(reading.meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    reading = Reading.objects.current().lock(reading.pk, version)
    if bills_of(reading).exists():
        raise MonthOfBills(month=f"{reading.month:%Y-%m}", field="closing")
    following = month_after(reading)
    start = start_of(reading, opening)
    said = turn_corrected(reading, turned, start, closing, reason)
    _check_correction(reading, following, start, closing, said["carried"])
    for field, value in {"opening": start, "closing": closing, **said}.items():
        setattr(reading, field, value)
    reading.save(update_fields=["opening", "closing", *said])
    changed = [reading]
    if following and following.opening != closing:
        following.opening = closing
        following.save(update_fields=["opening"])
        changed.append(following)
    look_again(changed, changed, reason=reason, by=by, at=at)
    return reading


def look_again(
    before: list[Reading], after: list[Reading], *, reason: str, by: User, at: dt.datetime
) -> None:
    """Take the correction as the answer to what was asked about the old amounts, and look at the new ones."""
    settle_flags(before, reason=reason, by=by, at=at)
    raise_flags(after, by=by, at=at)
    close_if_answered(after[0].meter.measure, by=by, at=at)


def month_after(reading: Reading) -> Reading | None:
    """Return the reading that starts where this one ends, locked until the transaction ends, if any does."""
    if not reading.meter.is_register:
        return None
    later = reading.meter.readings.current().filter(month__gt=reading.month)
    found: Reading | None = later.select_for_update(of=("self",)).order_by("month").first()
    return found


def start_of(reading: Reading, opening: Decimal | None) -> Decimal:
    """
    Return the register at the start of the month: as it is, or as given for the meter's first month.

    An amount starts at zero, whatever the first ones were entered as.

    :raises FirstReadingOnly: if another one is given for a month that follows one.
    """
    if not reading.meter.is_register:
        return ZERO
    if opening is None or opening == reading.opening:
        return reading.opening
    if reading.meter.readings.current().filter(month__lt=reading.month).exists():
        raise FirstReadingOnly(field="opening")
    return opening


def check_turn(turned: Turned, month: dt.date) -> None:
    """
    Refuse registers before and after a reset that can't be kept.

    :raises TooFine: naming the field.
    """
    for field in ("before", "after"):
        if not fits(getattr(turned, field)):
            raise TooFine(month=f"{month:%Y-%m}", field=field)


def turn_said(turned: Turned, opening: Decimal, closing: Decimal, reason: str) -> dict[str, Any]:
    """
    Return the columns that say how a register turned in a month.

    :raises RegisterTooLong, DidNotTurn, TurnBackwards: if the registers can't be those of its turn.
    """
    if turned.is_none:
        return {"turn": "", "carried": ZERO, "turn_reason": ""}
    kind = Turn.RESET if turned.digits is None else Turn.ROLLED_OVER
    return {"turn": kind, "carried": carried(turned, opening, closing), "turn_reason": reason}


def turn_corrected(
    reading: Reading, turned: Turned | None, opening: Decimal, closing: Decimal, reason: str
) -> dict[str, Any]:
    """
    Return the columns that say how the register of a corrected month turned: as before, or as is said now.

    :raises NoRegister: if it is an amount.
    :raises TooFine, RegisterTooLong, DidNotTurn, TurnBackwards: if the registers can't be those of its turn.
    """
    if turned is not None:
        if not reading.meter.is_register:
            raise NoRegister(meter=reading.meter.label)
        check_turn(turned, reading.month)
        return turn_said(turned, opening, closing, reason)
    if reading.turn == Turn.ROLLED_OVER and closing >= opening:
        raise DidNotTurn(closing=shown(closing), opening=shown(opening), field="closing")
    return {"turn": reading.turn, "carried": reading.carried, "turn_reason": reading.turn_reason}


def _check_correction(
    reading: Reading, following: Reading | None, opening: Decimal, closing: Decimal, carried: Decimal
) -> None:
    if reading.locked_at:
        raise ReadingLocked(month=f"{reading.month:%Y-%m}")
    if following and following.locked_at and following.opening != closing:
        raise ReadingLocked(month=f"{following.month:%Y-%m}", field="closing")
    check_registers(reading, following, opening, closing, carried)


def check_registers(
    reading: Reading, following: Reading | None, opening: Decimal, closing: Decimal, carried: Decimal
) -> None:
    """
    Refuse registers that can't be: too fine, or running backwards in this month or in the next one.

    `carried` is what a turn adds to this month's end.

    :raises TooFine, RunsBackwards: saying in which month.
    """
    month = f"{reading.month:%Y-%m}"
    if not fits(closing) or not fits(opening):
        raise TooFine(month=month, field="closing")
    if closing + carried < opening:
        raise RunsBackwards(month=month, closing=shown(closing), opening=shown(opening), field="closing")
    if following is None or following.opening == closing:
        return
    after = f"{following.month:%Y-%m}"
    if following.closing + following.carried < closing:
        figures = {"closing": shown(following.closing), "opening": shown(closing)}
        raise RunsBackwards(month=after, **figures, field="closing")
