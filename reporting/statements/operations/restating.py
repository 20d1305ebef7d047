"""Correcting what was verified: the signature is void, and a restatement takes the old one's place."""

import datetime as dt
from decimal import Decimal

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement.models import Bill, Measure, Reading
from measurement.operations import supersede_reading, withdraw_signed_bill
from measurement.permissions import may_enter_readings
from measurement.queries import bills_of, reading_of
from measurement.tables import Turned
from reporting.statements import announcements, permissions
from reporting.statements.models import Statement
from reporting.statements.operations.verifying import store
from reporting.statements.queries import recompute, rests_on, stands
from reporting.statements.refusals import NothingChanged, NotSigned, RestatedAlready, StillStands, SumOfBills
from reporting.statements.workflow import STANDING, Status


@operation
def correct_verified(
    *,
    reading: Reading,
    opening: Decimal | None = None,
    closing: Decimal,
    turned: Turned | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> list[Statement]:
    """
    Put right a register that a verified statement rests on; return the statements whose signature is void.

    The signed version of the reading stays on record beside the new one. Each verified statement whose
    figures no longer come to what was signed waits for its restatement; until that is verified, its
    kilograms stay in the books. Firm and office are told. `turned` says anew how the register turned.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises NotSigned: if no verified statement rests on this month or on the one after.
    :raises SumOfBills: if the month's amount is the sum of its bills.
    :raises NothingChanged: if the registers are those that were signed.
    :raises Refusal: as `supersede_reading` does.
    """
    measure = Measure.objects.lock(reading.meter.measure_id)
    require(may_enter_readings, by, measure, at=at)
    if not rests_on(reading):
        raise NotSigned(month=f"{reading.month:%Y-%m}")
    if bills_of(reading).exists():
        raise SumOfBills(month=f"{reading.month:%Y-%m}", field="reading")
    if turned is None and reading.closing == closing and opening in (None, reading.opening):
        raise NothingChanged(field="closing")
    supersede_reading(
        reading=reading, opening=opening, closing=closing, turned=turned, reason=reason, by=by, at=at
    )
    return _void_what_changed(measure, reason=reason, by=by, at=at)


@operation
def withdraw_verified_bill(*, bill: Bill, reason: str, by: User, at: dt.datetime) -> list[Statement]:
    """
    Take a bill out of a month that a verified statement rests on; return the statements that are void by it.

    The month's new version is not signed: the bill as it should be is entered like any other, then the
    restatement is calculated.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises NotSigned: if no verified statement rests on the bill's month.
    :raises WithdrawnAlready: if somebody withdrew it before.
    """
    measure = Measure.objects.lock(bill.meter.measure_id)
    require(may_enter_readings, by, measure, at=at)
    reading = reading_of(bill)
    if not reading.locked_at:
        raise NotSigned(month=f"{reading.month:%Y-%m}")
    withdraw_signed_bill(bill=bill, reason=reason, by=by, at=at)
    return _void_what_changed(measure, reason=reason, by=by, at=at)


def _void_what_changed(measure: Measure, *, reason: str, by: User, at: dt.datetime) -> list[Statement]:
    """Make the signature void of every verified statement whose figures changed; return these."""
    signed = measure.statements.verified().filter(voided_at__isnull=True).order_by("pk")
    void = [Statement.objects.lock(one.pk) for one in signed if not stands(one)]
    for statement in void:
        _make_void(statement, reason=reason, by=by, at=at)
    return void


def _make_void(statement: Statement, *, reason: str, by: User, at: dt.datetime) -> None:
    statement.voided_at, statement.voided_by, statement.voided_reason = at, by, reason
    statement.save(update_fields=["voided_at", "voided_by", "voided_reason"])
    announcements.waits_for(statement, "restate_statement", announcements.own_firm(statement), by=by, at=at)
    announcements.tell(statement, "signature_void", announcements.handling_offices(statement)[0], at=at)


@operation
def calculate_restatement(*, statement: Statement, by: User, at: dt.datetime) -> Statement:
    """
    Calculate a verified statement anew whose signature is void; the result is verified like any other.

    Same measure, same months, same lot, and the factors that were signed. Nothing may be left of the
    reduction: then everything that was booked goes back once it is verified.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises InvalidTransition: if the statement is not verified.
    :raises StillStands: if its figures come to what was signed.
    :raises RestatedAlready: if a restatement of it is under way.
    :raises Refusal: as `queries.compute` does, naming the months that are missing.
    """
    measure = Measure.objects.lock(statement.measure_id)
    statement = Statement.objects.lock(statement.pk)
    require(permissions.may_restate, by, statement, at=at)
    statement.check_can_move_to(Status.RESTATED)
    if statement.voided_at is None:
        raise StillStands
    under_way = statement.restatements.filter(status__in=STANDING).first()
    if under_way:
        raise RestatedAlready(status=under_way.get_status_display())
    computed = recompute(statement)
    found = store(
        measure, statement.firm, statement.period_from, statement.period_until, computed,
        restates=statement, by=by, at=at,
    )  # fmt: skip
    for one in (statement, *statement.restatements.filter(status=Status.RETURNED)):
        announcements.nobody_waits(one, by=by, at=at)
    announcements.waits_for(found, "submit_statement", announcements.representative(found), by=by, at=at)
    return found.begin(by=by, at=at)
