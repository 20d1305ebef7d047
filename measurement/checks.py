"""
What makes a month's amount worth a question, never an error. Pure: no database; amounts in the meter's unit.

A mistyped unit, a register instead of an amount, a standstill: each may be true, and the firm then says why.
No rule of law prescribes the limits; they are the programme's own and stand in `Limits`, with their reasons.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: prefixes of units lie a thousand apart: kWh and MWh, kg and t, Nm³ and 1,000 Nm³
THOUSAND = Decimal(1000)


class Kind(TextChoices):
    """What is remarkable about a month."""

    THOUSANDFOLD = "THOUSANDFOLD", _("A thousand times what is usual, or a thousandth")
    SPIKE = "SPIKE", _("Far from what is usual")
    CAPACITY = "CAPACITY", _("More than the equipment can do")
    ZERO = "ZERO", _("Nothing in a month")
    CUMULATIVE = "CUMULATIVE", _("Amounts that look added up")
    REPEATED = "REPEATED", _("The same amount as the month before")
    UNBILLED = "UNBILLED", _("Days without a bill")
    LAPSED = "LAPSED", _("The calibration had lapsed")


@dataclass(frozen=True)
class Limits:
    """
    From where on a month is asked about.

    `apart`: times above or below what is usual; seasons and orders of Korean factories move a month by less
    than twice. `least_months`: before these there is nothing usual. `mean_months`: what the mean looks back.
    `rising_months`: months that rise in even steps; of a season neither the length nor the steps are like it.
    """

    apart: Decimal = Decimal(2)
    least_months: int = 3
    mean_months: int = 12
    rising_months: int = 6


LIMITS = Limits()


@dataclass(frozen=True)
class Counted:
    """What was counted in one month: the amount, and the registers at its start and end."""

    month: dt.date
    amount: Decimal
    opening: Decimal
    closing: Decimal


@dataclass(frozen=True)
class Finding:
    """What was found about a month, and the numbers that show it, as texts."""

    month: dt.date
    kind: Kind
    detail: Mapping[str, str]


#: what the equipment can count in a month at most, or None where nobody knows
Most = Callable[[dt.date], Decimal | None]


def findings(
    months: Sequence[Counted],
    *,
    asked: set[dt.date],
    is_register: bool = True,
    is_steady: bool = False,
    most: Most = lambda month: None,
    limits: Limits = LIMITS,
) -> list[Finding]:
    """
    Return what is remarkable about the months asked for; `months` are all there are, oldest first.

    Of amounts that were typed two equal ones in a row are asked about, but not of a steady quantity.
    """
    found: list[Finding] = []
    for index, month in enumerate(months):
        if month.month not in asked:
            continue
        before = months[:index]
        found += _of_month(before, month, is_register, most(month.month), limits)
        if not is_register and not is_steady and _is_repeated(before, month):
            found.append(Finding(month.month, Kind.REPEATED, {"amount": plain(month.amount)}))
    return found


def _is_repeated(before: Sequence[Counted], month: Counted) -> bool:
    return bool(before and month.amount and before[-1].amount == month.amount)


def _of_month(
    before: Sequence[Counted], month: Counted, is_register: bool, most: Decimal | None, limits: Limits
) -> Iterator[Finding]:
    """Yield what is remarkable about one month; of an amount's size only the most telling is said."""
    usual, compared = usual_of(before, month.month, limits)
    size = _of_size(month, usual, is_register, limits)
    if size:
        yield Finding(month.month, size, {"amount": plain(month.amount), **compared})
    elif month.amount == 0 and any(other.amount for other in before):
        yield Finding(month.month, Kind.ZERO, {"amount": "0", **compared})
    if most is not None and month.amount > most:
        yield Finding(month.month, Kind.CAPACITY, {"amount": plain(month.amount), "most": plain(most)})
    if _is_added_up([*before, month], limits):
        yield Finding(month.month, Kind.CUMULATIVE, _run([*before, month][-limits.rising_months :]))


def plain(number: Decimal) -> str:
    """Return a number in one way of writing, whatever zeros it was stored with."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def usual_of(
    before: Sequence[Counted], month: dt.date, limits: Limits = LIMITS
) -> tuple[Decimal | None, dict[str, str]]:
    """
    Return what is usual in a month and where it comes from: the same month of last year, else the mean.

    Last year's month goes first because it knows the season; a mean needs `least_months` that counted.
    """
    year_ago = month.replace(year=month.year - 1)
    last = next((other.amount for other in before if other.month == year_ago), Decimal(0))
    if last:
        return last, {"last_year": plain(last)}
    counted = [other.amount for other in before[-limits.mean_months :] if other.amount]
    if len(counted) < limits.least_months:
        return None, {}
    mean = (sum(counted, Decimal(0)) / len(counted)).quantize(Decimal("0.001"))
    return mean, {"mean": plain(mean), "months": str(len(counted))}


def _of_size(month: Counted, usual: Decimal | None, is_register: bool, limits: Limits) -> Kind | None:
    """Return what the amount's size says: a unit mistaken, a spike, or nothing."""
    if not usual or not month.amount:
        return None
    if _is_near(month.amount, usual, limits):
        return None
    shifted = [month.amount / THOUSAND, month.amount * THOUSAND]
    if is_register:
        shifted.append(month.closing / THOUSAND - month.opening)
    is_unit = any(amount > 0 and _is_near(amount, usual, limits) for amount in shifted)
    return Kind.THOUSANDFOLD if is_unit else Kind.SPIKE


def _is_near(amount: Decimal, usual: Decimal, limits: Limits) -> bool:
    return usual <= amount * limits.apart and amount <= usual * limits.apart


def _is_added_up(months: Sequence[Counted], limits: Limits) -> bool:
    """
    Say whether exactly now a run of months has risen in even steps long enough: sums, not amounts.

    A run is told once, in the month that completes it.
    """
    run = 1
    for before, after in itertools.pairwise(reversed(months)):
        if after.amount >= before.amount:
            break
        run += 1
    if run != limits.rising_months:
        return False
    last = months[-run:]
    steps = [after.amount - before.amount for before, after in itertools.pairwise(last)]
    return max(steps) <= min(steps) * limits.apart


def _run(months: Sequence[Counted]) -> dict[str, str]:
    first, last = months[0], months[-1]
    return {
        "from": f"{first.month:%Y-%m}", "first": plain(first.amount), "amount": plain(last.amount),
        "months": str(len(months)),
    }  # fmt: skip
