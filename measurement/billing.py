"""The arithmetic of bills. Pure: decimals and days, no database."""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from measurement.methods.base import divided
from measurement.months import last_day, next_month

#: to what a part of a bill is rounded where it is proposed
PART = Decimal("0.001")


def converted(gross_mj: Decimal, gross_value: Decimal) -> Decimal:
    """Return MJ by the gross calorific value as an amount, e.g. Nm³: MJ ÷ (MJ/Nm³), unrounded."""
    return divided(gross_mj, gross_value)


def unbilled(month: dt.date, periods: Iterable[tuple[dt.date, dt.date]]) -> list[dt.date]:
    """Return the days of a month that none of the bills' periods covers, the first one first."""
    days = [month + dt.timedelta(days=n) for n in range(last_day(month).day)]
    covered = list(periods)
    return [day for day in days if not any(first <= day <= last for first, last in covered)]


def by_days(period_from: dt.date, period_until: dt.date, stated: Decimal) -> list[tuple[dt.date, Decimal]]:
    """
    Return (first day of the month, part of the amount) of a bill over several months, by its days.

    Parts are rounded to three decimals; the last one takes what is left, so that they add up.
    """
    days = Decimal((period_until - period_from).days + 1)
    parts: list[tuple[dt.date, Decimal]] = []
    left, start = stated, period_from
    while start <= period_until:
        month = start.replace(day=1)
        end = min(period_until, next_month(month) - dt.timedelta(days=1))
        share = divided(stated * ((end - start).days + 1), days).quantize(PART, rounding=ROUND_HALF_EVEN)
        part = left if end == period_until else min(share, left)
        parts.append((month, part))
        left, start = left - part, next_month(month)
    return parts
