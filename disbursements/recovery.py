"""What is owed beside a sum that is recovered: interest, surcharge, late fee; and instalments. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from core.ratios import WHOLE_BP
from disbursements.settling import DAY, months_after
from disbursements.workflow import DebtGround, DebtKind
from programs.statutory import statutory_number, statutory_numbers

DAYS_A_YEAR = 365

#: ground of a debt → the number that limits its surcharge; other grounds bear none (Act, art. 33-2)
SCALE = {
    DebtGround.FALSE_APPLICATION: "SURCHARGE_FALSE_PERCENT",
    DebtGround.MISUSE: "SURCHARGE_MISUSE_PERCENT",
    DebtGround.BREACH: "SURCHARGE_BREACH_PERCENT",
    DebtGround.UNMET: "SURCHARGE_UNMET_PERCENT",
}


def surcharge_percent(ground: str, on: dt.date) -> int:
    """Return the highest surcharge of a ground in percent of what is recovered (Act, art. 33-2); 0: none."""
    kind = SCALE.get(DebtGround(ground))
    return statutory_number(kind, on) if kind else 0


def most_surcharge(*, principal_won: int, ground: str, on: dt.date) -> int:
    """Return the most that can be charged on top, in won, rounded down once (Act, art. 33-2)."""
    return principal_won * surcharge_percent(ground, on) // 100


#: what was paid of a sum, and on which day
Paid = tuple[dt.date, int]


def interest(*, principal_won: int, since: dt.date, until: dt.date, paid: Iterable[Paid] = ()) -> int:
    """
    Return the interest on what is returned, in won, rounded down once at the end (Act, art. 31).

    Counted by days, the first one not and the last one included, each at the rate that holds on it, over a
    year of 365 days. What was `paid` of it bears interest until its day.
    """
    back = [(min(day, until), won) for day, won in paid]
    owed = [*back, (until, principal_won - sum(won for _day, won in back))]
    return sum(won * _points(since, day) for day, won in owed) // (WHOLE_BP * DAYS_A_YEAR)


def _points(since: dt.date, until: dt.date) -> int:
    """Return the rates of those days, added up, in basis points."""
    points = 0
    for begins, ends in _stretches(since + DAY, until):
        points += statutory_number("RETURN_INTEREST_BP", begins) * ((ends - begins).days + 1)
    return points


def _stretches(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return the stretches of days within which one rate holds."""
    if first > last:
        return []
    changes = sorted(
        row.valid_from
        for row in statutory_numbers()
        if row.kind == "RETURN_INTEREST_BP" and first < row.valid_from <= last
    )
    begins = [first, *changes]
    return list(zip(begins, [*(day - DAY for day in changes), last], strict=True))


def months_begun(due: dt.date, today: dt.date) -> int:
    """Return how many months of delay have begun: the first one on the day after the due day."""
    if today <= due:
        return 0
    months = 1
    while months_after(due, months) < today:
        months += 1
    return months


def late_fee(unpaid: Iterable[Paid], *, due: dt.date) -> int:
    """
    Return the late fee on what was not paid by its due day, in won, rounded down once (Act, art. 33-2).

    `unpaid` are parts and until when each was not paid: so much for every month begun, never above the cap.
    """
    return sum(won * _late_points(due, until) for until, won in unpaid) // WHOLE_BP


def _late_points(due: dt.date, until: dt.date) -> int:
    by_month = statutory_number("LATE_FEE_BP_A_MONTH", until) * months_begun(due, until)
    return min(by_month, statutory_number("LATE_FEE_CAP_BP", until))


def due_on(kind: str, ordered_on: dt.date) -> dt.date:
    """Return the last day for paying a debt that is ordered on that day (Act, art. 33-2: 30 days)."""
    number = "SURCHARGE_DAYS" if kind == DebtKind.SURCHARGE else "RETURN_DAYS"
    return ordered_on + dt.timedelta(days=statutory_number(number, ordered_on))


def exclusion_ends(ordered_on: dt.date) -> dt.date:
    """Return the last day to which a firm can be excluded by an order of that day (Act, art. 31-2)."""
    years = statutory_number("EXCLUSION_YEARS", ordered_on)
    return months_after(ordered_on - DAY, 12 * years)


@dataclass(frozen=True)
class Part:
    """One instalment: until when, how much."""

    due_on: dt.date
    amount_won: int


def in_parts(*, amount_won: int, number: int, first_due_on: dt.date) -> list[Part]:
    """Return equal monthly instalments; what does not divide goes with the first, so that they sum up."""
    each, rest = divmod(amount_won, number)
    dues = [first_due_on, *(months_after(first_due_on - DAY, n) + DAY for n in range(1, number))]
    return [Part(due, each + (rest if n == 0 else 0)) for n, due in enumerate(dues)]


def unpaid(parts: Iterable[Part], paid_won: int) -> list[Part]:
    """Return the instalments which what was paid since does not reach, the next one first."""
    found, reached = [], 0
    for part in sorted(parts, key=lambda one: one.due_on):
        reached += part.amount_won
        if paid_won < reached:
            found.append(part)
    return found
