"""Months made up of bills: a bill entered, converted where it states gross energy, and withdrawn."""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _

from core.evidence.models import Attachment
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement import permissions
from measurement.billing import by_days, converted
from measurement.models import Bill, BillBasis, Factor, Measure, Meter, Reading
from measurement.operations.flags import close_if_answered, raise_flags, settle_flags
from measurement.operations.readings import enter_readings, in_service, keep, look_again
from measurement.operations.superseding import supersede_reading
from measurement.queries import bills_of, gross_factors, reading_of
from measurement.refusals import (
    BillCrossesMonths,
    BillEndsEarlier,
    BillNumberTaken,
    BillOfRegister,
    BillOverlaps,
    MonthWithoutBills,
    NothingBilled,
    ReadingLocked,
    RowsRefused,
    TooFine,
    WithdrawnAlready,
)
from measurement.tables import ZERO, fits, shown

#: what a reading keeps of an amount
STORED = Decimal("0.001")


@operation
def enter_bill(
    *,
    meter: Meter,
    number: str,
    period_from: dt.date,
    period_until: dt.date,
    basis: str,
    stated: Decimal,
    evidence: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> Bill:
    """
    Enter a bill for days of one month; the month's amount is the sum of its bills.

    `stated` is in the meter's unit, or in MJ by the gross calorific value (`BillBasis`); then it is converted
    by the rows of the programme's factor table, and both figures and the rows are kept.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises MeterReplaced, BillOfRegister: if the meter's quantity does not come by bills.
    :raises BillEndsEarlier, BillCrossesMonths, BillOverlaps, BillNumberTaken: saying which.
    :raises FuelNotStated, NoGrossValue: if gross energy can't be converted.
    :raises NothingBilled: if it states nothing.
    :raises MonthWithoutBills, ReadingLocked, RowsRefused, TooFine: if the month can't take it.
    """
    measure = Measure.objects.lock(meter.measure_id)
    require(permissions.may_enter_readings, by, measure, at=at)
    meter = in_service(meter)
    if meter.is_register:
        raise BillOfRegister(meter=meter.label)
    check_period(period_from, period_until, stated)
    _check_others(meter, number.strip(), period_from, period_until)
    month = period_from.replace(day=1)
    gross, net = (
        gross_factors(meter, (period_from, period_until)) if basis == BillBasis.GROSS_MJ else (None, None)
    )
    amount = _amount(stated, gross, f"{month:%Y-%m}")
    keep(evidence, measure, by=by, at=at)
    reading = _month(meter, month, amount, evidence, by=by, at=at)
    bill = Bill.objects.create(
        meter=meter, number=number.strip(), period_from=period_from, period_until=period_until, basis=basis,
        stated=stated, quantity=amount, gross_factor=gross, net_factor=net, evidence=evidence, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    if _add_up(reading):
        added = _("The bill %(number)s was added.") % {"number": bill.number}
        settle_flags([reading], reason=added, by=by, at=at)
    raise_flags([reading], by=by, at=at)
    close_if_answered(measure, by=by, at=at)
    return bill


def check_period(period_from: dt.date, period_until: dt.date, stated: Decimal) -> None:
    """
    Refuse days that are not of one month.

    :raises BillEndsEarlier, BillCrossesMonths: with the part of each month by its days.
    """
    if period_until < period_from:
        raise BillEndsEarlier(field="period_until")
    if period_from.replace(day=1) != period_until.replace(day=1):
        parts = by_days(period_from, period_until, stated)
        words = ", ".join(f"{month:%Y-%m} {shown(part)}" for month, part in parts[:12])
        raise BillCrossesMonths(parts=words, field="period_until")


def _check_others(meter: Meter, number: str, period_from: dt.date, period_until: dt.date) -> None:
    valid = Bill.objects.valid().filter(meter=meter)
    if valid.filter(number=number).exists():
        raise BillNumberTaken(number=number, field="number")
    other = valid.filter(period_from__lte=period_until, period_until__gte=period_from).first()
    if other:
        days = {"first": f"{other.period_from:%Y-%m-%d}", "last": f"{other.period_until:%Y-%m-%d}"}
        raise BillOverlaps(number=other.number, **days, field="period_from")


def _amount(stated: Decimal, gross: Factor | None, month: str) -> Decimal:
    """Return what a bill comes to in the meter's unit, rounded once, to what a reading keeps."""
    if not fits(stated):
        raise TooFine(month=month, field="stated")
    if not stated:
        raise NothingBilled(field="stated")
    if gross is None:
        return stated
    return converted(stated, gross.value).quantize(STORED, rounding=ROUND_HALF_EVEN)


def _month(
    meter: Meter, month: dt.date, amount: Decimal, evidence: Attachment | None, *, by: User, at: dt.datetime
) -> Reading:
    """
    Return the month's reading, locked, to which a bill can be added; begin it with this one if need be.

    :raises MonthWithoutBills: if an amount was entered for it that no bill bears.
    """
    found = meter.readings.current().filter(month=month).first()
    if found is None:
        try:
            return enter_readings(meter=meter, rows=[(month, amount)], evidence=evidence, by=by, at=at)[0]
        except RowsRefused as refusal:
            raise refusal.rows[0] from None
    reading: Reading = Reading.objects.current().lock(found.pk)
    if reading.quantity and not bills_of(reading).exists():
        raise MonthWithoutBills(month=f"{month:%Y-%m}", field="period_from")
    return reading


def _add_up(reading: Reading) -> bool:
    """
    Make the month's amount the sum of its bills; say whether it is another one now.

    :raises ReadingLocked, TooFine: if it can't be.
    """
    amount = _sum(reading)
    if amount == reading.quantity:
        return False
    if reading.locked_at:
        raise ReadingLocked(month=f"{reading.month:%Y-%m}", field="period_from")
    if not fits(amount):
        raise TooFine(month=f"{reading.month:%Y-%m}", field="stated")
    reading.opening, reading.closing = ZERO, amount
    reading.save(update_fields=["opening", "closing"])
    return True


def _sum(reading: Reading) -> Decimal:
    return sum(bills_of(reading).values_list("quantity", flat=True), Decimal(0))


@operation
def withdraw_bill(*, bill: Bill, reason: str, by: User, at: dt.datetime) -> Bill:
    """
    Take a bill out of its month, with a reason; it stays on record.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises WithdrawnAlready: if somebody withdrew it before.
    :raises ReadingLocked: if a verified statement rests on its month.
    """
    bill = _withdrawn(bill, reason=reason, by=by, at=at)
    reading = Reading.objects.current().lock(reading_of(bill).pk)
    _add_up(reading)
    look_again([reading], [reading], reason=reason, by=by, at=at)
    return bill


@operation
def withdraw_signed_bill(*, bill: Bill, reason: str, by: User, at: dt.datetime) -> Reading:
    """
    Take a bill out of a month on which a verified statement rests; return the month's new version.

    The old version stays as it was signed. What was verified on it has to be restated:
    `reporting.statements.operations.withdraw_verified_bill` calls this and sees to it.

    :raises PermissionDenied: if `by` may not enter the measure's readings.
    :raises WithdrawnAlready: if somebody withdrew it before.
    """
    bill = _withdrawn(bill, reason=reason, by=by, at=at)
    reading = reading_of(bill)
    return supersede_reading(reading=reading, closing=_sum(reading), reason=reason, by=by, at=at)


def _withdrawn(bill: Bill, *, reason: str, by: User, at: dt.datetime) -> Bill:
    """Return the bill, locked and withdrawn."""
    Measure.objects.lock(bill.meter.measure_id)
    require(permissions.may_withdraw_bill, by, bill, at=at)
    bill = Bill.objects.lock(bill.pk)
    if bill.withdrawn_at:
        raise WithdrawnAlready
    bill.withdrawn_at, bill.withdrawn_by, bill.withdrawn_reason = at, by, reason
    bill.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return bill
