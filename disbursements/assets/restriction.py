"""How long an asset is restricted, which reports are due (Act, art. 35). Pure: today is passed in."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from core.ratios import WHOLE_BP

HALF_YEARS = ((6, 30), (12, 31))


@dataclass(frozen=True)
class Clock:
    """How far a restriction is on a day: its last day, days left, and basis points of it that have passed."""

    until: dt.date
    days_left: int
    passed_bp: int

    @property
    def is_over(self) -> bool:
        """Whether the asset may be disposed of freely."""
        return self.days_left < 0


@dataclass(frozen=True)
class Period:
    """One half-year to report on: its last day, and the last day for the report."""

    until: dt.date
    due_on: dt.date


def restriction_end(acquired_on: dt.date, months: int) -> dt.date:
    """
    Return the last day of a restriction of so many months (Act, art. 35; Civil Act, art. 157 and 160).

    The day of acquisition does not count; where the last month has no such day, its last day ends it.
    """
    year, month = divmod(acquired_on.year * 12 + acquired_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(acquired_on.day, last))


def clock_on(acquired_on: dt.date, until: dt.date, today: dt.date) -> Clock:
    """Return how far the restriction is; the last day itself is still restricted."""
    whole = max(1, (until - acquired_on).days)
    gone = min(max(0, (today - acquired_on).days), whole)
    return Clock(until, (until - today).days, gone * WHOLE_BP // whole)


def report_periods(
    acquired_on: dt.date, until: dt.date, today: dt.date, days: int, ended_on: dt.date | None = None
) -> Iterator[Period]:
    """
    Yield the half-years of the restriction that are over by today, each with its report's last day.

    Half-years end on 30 June and 31 December; the first counts from the day of acquisition. One that had not
    ended when the restriction did, or when the asset was disposed of, asks for no report.
    """
    last = min(until, ended_on or until)
    for year in range(acquired_on.year, last.year + 1):
        for month, day in HALF_YEARS:
            end = dt.date(year, month, day)
            if acquired_on <= end <= last and end < today:
                yield Period(end, end + dt.timedelta(days=days))


def funded_bp(price_won: int, funded_won: int) -> int:
    """Return the part of the price that the subsidy paid, in basis points, rounded down."""
    return funded_won * WHOLE_BP // price_won if price_won else 0


def proposed_return_won(*, price_won: int, funded_won: int, sold_for_won: int, passed_bp: int) -> int:
    """
    Return what an approved disposal proposes to give back (Act, art. 35): won, never above the subsidy.

    The subsidy's part of whichever is higher, the price of the sale or what the asset is still worth by the
    time of its restriction that has passed; rounded down once. The approving officer decides.
    """
    worth = price_won * (WHOLE_BP - passed_bp) // WHOLE_BP
    basis = min(max(sold_for_won, worth), price_won)
    return min(funded_won * basis // price_won, funded_won) if price_won else 0
