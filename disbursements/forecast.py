"""When the money of an award is due by its schedule, and when it will come as things are. Pure: no clock."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.ratios import WHOLE_BP
from disbursements.settling import shares_of_award


@dataclass(frozen=True)
class Plan:
    """What a schedule is drawn up from: an award in won, its undertaking, the stages' shares by kind."""

    award_won: int
    starts_on: dt.date
    ends_on: dt.date
    share_bp: Mapping[str, int]


@dataclass(frozen=True)
class MonthlyPay:
    """One month of an award, in won: due by the schedule, paid, and still expected."""

    first: dt.date
    planned_won: int = 0
    paid_won: int = 0
    expected_won: int = 0


def schedule(plan: Plan) -> dict[dt.date, int]:
    """
    Return {first of the month: won due in it} of an award, by the stages of its programme.

    The advance is due in the month in which the undertaking begins. What requests may come to before the
    final one, less the advance and the share held back of it, is spread evenly over the months of the
    undertaking: largest remainder. The rest is due in the month after its end, with the final payment.
    """
    first, last = _month(plan.starts_on), _month(plan.ends_on)
    advance = plan.award_won * plan.share_bp.get("ADVANCE", 0) // WHOLE_BP
    most = max(0, plan.award_won * plan.share_bp.get("INTERIM", WHOLE_BP) // WHOLE_BP - advance)
    interim = most - most * plan.share_bp.get("HOLD_BACK", 0) // WHOLE_BP
    months = _from_to(first, last)
    due = dict(zip(months, shares_of_award(interim, [1] * len(months)), strict=True))
    due[first] += advance
    if rest := plan.award_won - advance - interim:
        due[_after(last)] = rest
    return due


def forecast(plan: Plan, paid: Iterable[tuple[dt.date, int]], today: dt.date) -> dict[dt.date, MonthlyPay]:
    """
    Return {first of the month: its row} of an award: what was due, what came, what is still to come.

    What is not paid yet is expected in this and the later months in the proportions of the schedule, or,
    where the schedule is over, in this month. Planned comes to the award; paid and expected together, too.
    """
    planned, now = schedule(plan), _month(today)
    came: dict[dt.date, int] = {}
    for day, won in paid:
        came[_month(day)] = came.get(_month(day), 0) + won
    left = max(0, plan.award_won - sum(came.values()))
    ahead = [month for month in sorted(planned) if month >= now and planned[month]] or [now]
    weights = [planned.get(month, 0) or 1 for month in ahead]
    expected = dict(zip(ahead, shares_of_award(left, weights), strict=True)) if left else {}
    return {
        month: MonthlyPay(month, planned.get(month, 0), came.get(month, 0), expected.get(month, 0))
        for month in sorted({*planned, *came, *expected})
    }


def together(found: Iterable[Mapping[dt.date, MonthlyPay]]) -> list[MonthlyPay]:
    """Return the rows of several awards as one, month by month, none of them left out in between."""
    sums: dict[dt.date, list[int]] = {}
    for rows in found:
        for month, row in rows.items():
            one = sums.setdefault(month, [0, 0, 0])
            one[0] += row.planned_won
            one[1] += row.paid_won
            one[2] += row.expected_won
    if not sums:
        return []
    return [MonthlyPay(month, *sums.get(month, (0, 0, 0))) for month in _from_to(min(sums), max(sums))]


def _month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def _from_to(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the firsts of all months from one to the other; at least the first one."""
    months = [first]
    while months[-1] < last:
        months.append(_after(months[-1]))
    return months
