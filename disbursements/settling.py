"""When a settlement is due, how late it is, what that costs, who has it verified. Pure: no clock."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from programs.statutory import statutory_number

DAY = dt.timedelta(days=1)


class Basis(StrEnum):
    """What brings a settlement about (Act on the Management of Subsidies, art. 27; Decree, art. 12)."""

    COMPLETION = "COMPLETION"
    CLOSURE = "CLOSURE"
    YEAR_END = "YEAR_END"


@dataclass(frozen=True)
class Occasion:
    """One settlement that is owed: what brings it about, and the last day it is about."""

    basis: Basis
    until_on: dt.date


def occasions(*, begins_on: dt.date, ends_on: dt.date, closed_on: dt.date | None) -> list[Occasion]:
    """
    Return the settlements a grant owes, the earliest first (Act, art. 27; Decree, art. 12).

    One at the end of each fiscal year (31 December) over which the undertaking goes on, and a last one on its
    completion, or on the day its closure was approved, after which nothing follows.
    """
    last = Occasion(Basis.COMPLETION, ends_on)
    if closed_on is not None and closed_on < ends_on:
        last = Occasion(Basis.CLOSURE, closed_on)
    year_ends = (dt.date(year, 12, 31) for year in range(begins_on.year, last.until_on.year))
    return [*(Occasion(Basis.YEAR_END, day) for day in year_ends if day < last.until_on), last]


def months_after(day: dt.date, months: int) -> dt.date:
    """
    Return the last day of a period of months that begins on the day after (Civil Act, art. 157, 159, 160).

    It is the day before the one that answers to the first; where a month has no such day, its last one.
    """
    first = day + DAY
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if first.day > length:
        return dt.date(year, month + 1, length)
    return dt.date(year, month + 1, first.day) - DAY


def due_on(until_on: dt.date) -> dt.date:
    """Return the last day on which the settlement is in time (Decree, art. 12: two months)."""
    return months_after(until_on, statutory_number("SETTLEMENT_MONTHS", until_on))


def months_late(due: dt.date, handed_in_on: dt.date) -> int:
    """Return by how many full months a settlement is late; 0 in time and in the first month."""
    months = 0
    while months_after(due, months + 1) <= handed_in_on:
        months += 1
    return months


def cut_percent(months: int, on: dt.date) -> int:
    """Return by how many percent the next subsidy can be cut at most (Decree, art. 12(3)); 0 by none."""
    for step in ("THIRD", "SECOND", "FIRST"):
        if months >= statutory_number(f"LATE_{step}_MONTHS", on):
            return statutory_number(f"LATE_{step}_PERCENT", on)
    return 0


def needs_verification(subsidy_won: int, on: dt.date) -> bool:
    """Say whether an outside body verifies the settlement (Act, art. 27(2)): from a sum per grant."""
    return subsidy_won >= statutory_number("VERIFICATION_FROM_WON", on)


def needs_audit(received: Iterable[tuple[int, int]], on: dt.date) -> bool:
    """
    Say whether the firm itself is audited for a fiscal year (Act, art. 27-2): from a sum over all its grants.

    `received` are pairs of won received in the year and, of them, re-granted: these count as the data say.
    """
    return counted_for_audit(received, on) >= statutory_number("AUDIT_FROM_WON", on)


def counted_for_audit(received: Iterable[tuple[int, int]], on: dt.date) -> int:
    """Return what counts for the audit of the firm, in won: what was re-granted as the data say."""
    counts = bool(statutory_number("AUDIT_COUNTS_REGRANTED", on))
    return sum(won if counts else won - regranted for won, regranted in received)


def auditor_due_on(fiscal_year: int) -> dt.date:
    """Return the last day for naming the auditor for a fiscal year (Act, art. 27-2)."""
    end = dt.date(fiscal_year, 12, 31)
    return months_after(end, statutory_number("AUDIT_NAMED_MONTHS", end))


def audit_due_on(fiscal_year: int) -> dt.date:
    """Return the last day for the auditor's report about a fiscal year (Act, art. 27-2)."""
    end = dt.date(fiscal_year, 12, 31)
    return months_after(end, statutory_number("AUDIT_REPORT_MONTHS", end))


def disclosure_due_on(fiscal_year: int) -> dt.date:
    """Return the last day for disclosing what was received in a fiscal year (Act, art. 26-10)."""
    end = dt.date(fiscal_year, 12, 31)
    return months_after(end, statutory_number("DISCLOSURE_MONTHS", end))


def shares_of_award(awarded_won: int, costs_won: list[int]) -> list[int]:
    """
    Return what of an award falls on each cost item, in proportion to its cost: largest remainder.

    What is left over goes won by won to the largest fractions, so that the parts come to the award.
    """
    total = sum(costs_won)
    if not total:
        return [0 for _cost in costs_won]
    parts = [awarded_won * cost // total for cost in costs_won]
    by_fraction = sorted(range(len(parts)), key=lambda n: (-(awarded_won * costs_won[n] % total), n))
    for n in by_fraction[: awarded_won - sum(parts)]:
        parts[n] += 1
    return parts
