"""A meter replaced by another one, and a register that turned over or was reset."""

import datetime as dt
from decimal import Decimal

from core.evidence.models import Attachment
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from measurement import permissions
from measurement.models import Measure, Meter, Reading, Replacement
from measurement.operations.flags import raise_flags
from measurement.operations.measures import check_serial
from measurement.operations.readings import check_turn, in_service, keep, turn_said
from measurement.queries import known_of
from measurement.refusals import (
    EquipmentGone,
    LastRegisterKnown,
    MonthNotOver,
    NoReadingYet,
    NoRegister,
    NotNextMonth,
    ReadingLocked,
    ReplacedInFuture,
    RunsBackwards,
    SameSerial,
    TooFine,
)
from measurement.tables import Known, Turned, fits, shown


@operation
def replace_meter(
    *,
    meter: Meter,
    replaced_on: dt.date,
    last_register: Decimal,
    serial: str,
    instrument: str = "",
    first_register: Decimal,
    evidence: Attachment | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Meter:
    """
    Put another meter in the place of one that counts; the month's amount is then the sum of both.

    `last_register` is what the old meter showed when it was taken out: it ends its reading of that month.
    `first_register` is what the new one showed when it was put in: from there it counts; `instrument` names
    its maker and model. Units are the meter's. Questions about the month are asked once the new meter's
    register at its end is known.

    :raises PermissionDenied: if `by` may not act for the firm or enter the measure's readings.
    :raises MeterReplaced, NoRegister: if there is no meter to replace.
    :raises ReplacedInFuture, NotNextMonth, NoReadingYet: if it can't be recorded for that day, or not yet.
    :raises LastRegisterKnown, ReadingLocked, RunsBackwards, TooFine: if the old register can't be that.
    :raises SerialMissing, SameSerial: if the new meter is not named.
    """
    measure = Measure.objects.lock(meter.measure_id)
    require(permissions.may_edit_measure, by, measure, at=at)
    require(permissions.may_enter_readings, by, measure, at=at)
    meter = register_of(meter)
    serial = check_serial(serial)
    if serial == meter.serial:
        raise SameSerial(serial=serial, field="serial")
    if replaced_on > clock.day(at):
        raise ReplacedInFuture(field="replaced_on")
    if not fits(first_register):
        raise TooFine(month=f"{replaced_on:%Y-%m}", field="first_register")
    keep(evidence, measure, by=by, at=at)
    _end(meter, replaced_on.replace(day=1), last_register, evidence, by=by, at=at)
    meter.replaced_on = replaced_on
    meter.save(update_fields=["replaced_on"])
    facts = {"unit": meter.unit, "serial": serial, "instrument": instrument.strip()}
    new = Meter.objects.create(measure=measure, quantity=meter.quantity, **facts)
    Replacement.objects.create(
        old=meter, new=new, replaced_on=replaced_on, last_register=last_register,
        first_register=first_register, reason=reason, evidence=evidence, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    return new


def register_of(meter: Meter) -> Meter:
    """
    Return the meter as it is now that its measure is locked.

    :raises MeterReplaced, NoRegister: if it is none that counts.
    """
    meter = in_service(meter)
    if not meter.is_register:
        raise NoRegister(meter=meter.label)
    return meter


def _end(
    meter: Meter, month: dt.date, register: Decimal, evidence: Attachment | None, *, by: User, at: dt.datetime
) -> None:
    """Write the old meter's last reading, unless the month was entered with just that register at its end."""
    known, name = known_of(meter), f"{month:%Y-%m}"
    if known.months and month == known.months[-1]:
        if month in known.locked:
            raise ReadingLocked(month=name, field="replaced_on")
        if register != known.closing:
            raise LastRegisterKnown(month=name, known=shown(known.closing or register), field="last_register")
        return
    opening = _start(known, month, register, "last_register")
    if register < opening:
        figures = {"closing": shown(register), "opening": shown(opening)}
        raise RunsBackwards(month=name, **figures, field="last_register")
    Reading.objects.create(
        meter=meter, month=month, opening=opening, closing=register, evidence=evidence, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip


def _start(known: Known, month: dt.date, register: Decimal, field: str) -> Decimal:
    """
    Return where the meter stands at the start of a month that can be entered now.

    :raises NoReadingYet, NotNextMonth, EquipmentGone, TooFine: if it can't be.
    """
    name = f"{month:%Y-%m}"
    if known.closing is None or known.next is None:
        raise NoReadingYet
    if month != known.next:
        raise NotNextMonth(month=name, next=f"{known.next:%Y-%m}")
    if known.ended_on and month > known.ended_on:
        raise EquipmentGone(month=name, day=f"{known.ended_on:%Y-%m-%d}")
    if not fits(register):
        raise TooFine(month=name, field=field)
    return known.closing


@operation
def enter_turned(
    *,
    meter: Meter,
    month: dt.date,
    closing: Decimal,
    turned: Turned,
    evidence: Attachment | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Reading:
    """
    Enter the next month of a meter whose register rolled over or was reset in it, with the reason.

    `closing` is the register at the month's end, in the meter's unit. The month's amount is computed from
    how it turned (`tables.carried`); what is remarkable about it is asked about like any other.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises MeterReplaced, NoRegister: if it is no meter that counts.
    :raises NoReadingYet, NotNextMonth, MonthNotOver, EquipmentGone: if that month can't be entered now.
    :raises RegisterTooLong, DidNotTurn, TurnBackwards, TooFine: if the registers can't be those of the turn.
    """
    measure = Measure.objects.lock(meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    meter = register_of(meter)
    opening = _start(known_of(meter), month, closing, "closing")
    if month >= clock.day(at).replace(day=1):
        raise MonthNotOver(month=f"{month:%Y-%m}", field="month")
    check_turn(turned, month)
    said = turn_said(turned, opening, closing, reason)
    keep(evidence, measure, by=by, at=at)
    reading = Reading.objects.create(
        meter=meter, month=month, opening=opening, closing=closing, **said, evidence=evidence, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    raise_flags([reading], by=by, at=at)
    return reading
