"""The rules of a table of monthly registers. Pure: no database; the words name the month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.ui.formats import trimmed
from core.workflow import clock
from measurement.refusals import (
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
    RunsBackwards,
    TooFine,
)

LARGEST_REGISTER = Decimal(10) ** 15
FINEST = -3

Row = tuple[dt.date, Decimal]


@dataclass(frozen=True)
class Known:
    """What a meter already has: its months, oldest first, which of them are locked, and where it stands."""

    months: tuple[dt.date, ...] = ()
    locked: frozenset[dt.date] = frozenset()
    closing: Decimal | None = None


def shown(register: Decimal) -> str:
    """Return a register as people write it."""
    return trimmed(register)


def fits(register: Decimal) -> bool:
    """Say whether a register is a number of at most three decimals, from zero to below 10^15."""
    if not register.is_finite() or not 0 <= register < LARGEST_REGISTER:
        return False
    exponent = register.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= FINEST


def following(month: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def check_opening(opening: Decimal | None, known: Known, rows: Sequence[Row]) -> Decimal:
    """
    Return the register at the start of the first new month.

    :raises OpeningMissing: if the meter has no reading and none was given.
    :raises OpeningDiffers: if another was given than where the meter stands.
    """
    if known.closing is None:
        if opening is None:
            raise OpeningMissing(field="opening")
        if not fits(opening):
            raise TooFine(month=f"{rows[0][0]:%Y-%m}", field="opening")
        return opening
    if opening is not None and opening != known.closing:
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
    before = known.months[-1] if known.months else None
    seen: set[dt.date] = set()
    for index, (month, closing) in enumerate(rows):
        problem = _month_problem(month, before, seen, known, at) or _register_problem(
            month, closing, register
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
    if known.months and month < known.months[0]:
        return MonthTooEarly(month=name, first=f"{known.months[0]:%Y-%m}", field="month")
    if month >= clock.day(at).replace(day=1):
        return MonthNotOver(month=name, field="month")
    if before is None or month == following(before):
        return None
    if month < before:
        return MonthOutOfOrder(month=name, before=f"{before:%Y-%m}", field="month")
    return MonthMissing(
        missing=f"{following(before):%Y-%m}", before=f"{before:%Y-%m}", month=name, field="month"
    )


def _register_problem(month: dt.date, closing: Decimal, opening: Decimal) -> ReadingRefusal | None:
    name = f"{month:%Y-%m}"
    if not fits(closing):
        return TooFine(month=name, field="closing")
    if closing < opening:
        return RunsBackwards(month=name, closing=shown(closing), opening=shown(opening), field="closing")
    return None
