"""The arithmetic of bills. Pure: decimals and days, no database."""

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from measurement.methods.base import divided
from measurement.tables import following

#: to what a part of a bill is rounded where it is proposed
PART = Decimal("0.001")


def converted(gross_mj: Decimal, gross_value: Decimal) -> Decimal:
    """Return MJ by the gross calorific value as an amount, e.g. Nm³: MJ ÷ (MJ/Nm³), unrounded."""
    return divided(gross_mj, gross_value)


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
        end = min(period_until, following(month) - dt.timedelta(days=1))
        share = divided(stated * ((end - start).days + 1), days).quantize(PART, rounding=ROUND_HALF_EVEN)
        part = left if end == period_until else min(share, left)
        parts.append((month, part))
        left, start = left - part, following(month)
    return parts
