"""The rules of a table of monthly registers or amounts. Pure: no database; the words name the month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.ui.formats import trimmed
from core.workflow import clock
from measurement.months import month_before, next_month
from measurement.refusals import (
    DidNotTurn,
    EquipmentGone,
    MonthKnown,
    MonthMissing,
    MonthNotOver,
    MonthOutOfOrder,
    MonthTooEarly,
    MonthTwice,
    OpeningDiffers,
    OpeningMissing,
    ReadingLocked,
    ReadingRefusal,
    RegisterTooLong,
    RunsBackwards,
    StartDiffers,
    TooFine,
    TurnBackwards,
)

LARGEST_REGISTER = Decimal(10) ** 15
FINEST = -3
ZERO = Decimal(0)

Row = tuple[dt.date, Decimal]


@dataclass(frozen=True)
class Turned:
    """
    How a register turned within a month: the digits it has, or the registers before and after a reset.

    `digits` counts the places in front of the decimal point; None says that it was reset. `is_none` says of
    a month that is corrected that it did not turn after all.
    """

    digits: int | None = None
    before: Decimal = ZERO
    after: Decimal = ZERO
    is_none: bool = False


@dataclass(frozen=True)
class Known:
    """
    What a meter already has: its months, oldest first, which of them are locked, and where it stands.

    `begins` is the month in which it was put in the place of another one; `ended_on` the day from which the
    equipment is gone. What is no register stands nowhere: it has amounts.
    """

    months: tuple[dt.date, ...] = ()
    locked: frozenset[dt.date] = frozenset()
    closing: Decimal | None = None
    begins: dt.date | None = None
    ended_on: dt.date | None = None
    is_register: bool = True

    @property
    def first(self) -> dt.date | None:
        """The first month it has, or must have."""
        return self.months[0] if self.months else self.begins

    @property
    def next(self) -> dt.date | None:
        """The month that comes next, or None where it may begin with any."""
        return next_month(self.months[-1]) if self.months else self.begins


def shown(register: Decimal) -> str:
    """Return a register as people write it."""
    return trimmed(register)


def fits(register: Decimal) -> bool:
    """Say whether a register is a number of at most three decimals, from zero to below 10^15."""
    if not register.is_finite() or not 0 <= register < LARGEST_REGISTER:
        return False
    exponent = register.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= FINEST


def carried(turn: Turned, opening: Decimal, closing: Decimal) -> Decimal:
    """
    Return what a month's end has to be raised by, in the meter's unit, where its register turned.

    A register that rolled over counted up to 10^digits and went on from zero; one that was reset counted up
    to `before` and went on from `after`. The month's amount is closing − opening + this.

    :raises RegisterTooLong: if a register does not fit the digits, or what it carries over no column.
    :raises DidNotTurn, TurnBackwards: if the registers of the month can't be those of such a turn.
    """
    if turn.is_none:
        return ZERO
    if turn.digits is not None:
        return _rolled_over(turn.digits, opening, closing)
    if turn.before < opening:
        raise TurnBackwards(later=shown(turn.before), earlier=shown(opening), field="before")
    if closing < turn.after:
        raise TurnBackwards(later=shown(closing), earlier=shown(turn.after), field="closing")
    return turn.before - turn.after


def _rolled_over(digits: int, opening: Decimal, closing: Decimal) -> Decimal:
    whole = Decimal(10) ** digits
    for register in (opening, closing):
        if register >= whole or not fits(whole):
            raise RegisterTooLong(register=shown(register), digits=digits, field="digits")
    if closing >= opening:
        raise DidNotTurn(closing=shown(closing), opening=shown(opening), field="closing")
    return whole


def check_opening(opening: Decimal | None, known: Known, rows: Sequence[Row]) -> Decimal:
    """
    Return the register at the start of the first new month; zero for what is no register.

    :raises OpeningMissing: if the meter has no reading and none was given.
    :raises OpeningDiffers, StartDiffers: if another was given than where the meter stands.
    """
    if not known.is_register:
        return ZERO
    if known.closing is None:
        if opening is None:
            raise OpeningMissing(field="opening")
        if not fits(opening):
            raise TooFine(month=f"{rows[0][0]:%Y-%m}", field="opening")
        return opening
    if opening is not None and opening != known.closing:
        if not known.months:
            raise StartDiffers(known=shown(known.closing), given=shown(opening), field="opening")
        last = f"{known.months[-1]:%Y-%m}"
        raise OpeningDiffers(known=shown(known.closing), month=last, given=shown(opening), field="opening")
    return known.closing


def checked(
    rows: Sequence[Row], known: Known, register: Decimal, *, at: dt.datetime
) -> dict[int, ReadingRefusal]:
    """
    Return what is wrong, by the row's index; a mistake is reported once, in the row where it is.

    `register` is where the meter stands before the first row.
    """
    problems: dict[int, ReadingRefusal] = {}
    before = month_before(known.next) if known.next else None
    seen: set[dt.date] = set()
    for index, (month, closing) in enumerate(rows):
        problem = _month_problem(month, before, seen, known, at) or _register_problem(
            month, closing, register if known.is_register else ZERO
        )
        if problem:
            problems[index] = problem
        seen.add(month)
        if before is None or month > before:
            before = month
        if fits(closing) and not isinstance(problem, MonthTwice | MonthKnown | ReadingLocked | MonthTooEarly):
            register = closing
    return problems


def _month_problem(
    month: dt.date, before: dt.date | None, seen: set[dt.date], known: Known, at: dt.datetime
) -> ReadingRefusal | None:
    name = f"{month:%Y-%m}"
    if month in known.locked:
        return ReadingLocked(month=name, field="month")
    if month in known.months:
        return MonthKnown(month=name, field="month")
    if month in seen:
        return MonthTwice(month=name, field="month")
    if known.first and month < known.first:
        return MonthTooEarly(month=name, first=f"{known.first:%Y-%m}", field="month")
    if month >= clock.day(at).replace(day=1):
        return MonthNotOver(month=name, field="month")
    if known.ended_on and month > known.ended_on:
        return EquipmentGone(month=name, day=f"{known.ended_on:%Y-%m-%d}", field="month")
    if before is None or month == next_month(before):
        return None
    if month < before:
        return MonthOutOfOrder(month=name, before=f"{before:%Y-%m}", field="month")
    return MonthMissing(
        missing=f"{next_month(before):%Y-%m}", before=f"{before:%Y-%m}", month=name, field="month"
    )


def _register_problem(month: dt.date, closing: Decimal, opening: Decimal) -> ReadingRefusal | None:
    name = f"{month:%Y-%m}"
    if not fits(closing):
        return TooFine(month=name, field="closing")
    if closing < opening:
        return RunsBackwards(month=name, closing=shown(closing), opening=shown(opening), field="closing")
    return None
