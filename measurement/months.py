"""The arithmetic of months, each named by its first day. Pure."""

import datetime as dt


def next_month(month: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return month_before(month, -1)


def month_before(month: dt.date, count: int = 1) -> dt.date:
    """Return the first day of the month that lies `count` months before; of a negative count, after."""
    number = month.year * 12 + month.month - 1 - count
    return dt.date(number // 12, number % 12 + 1, 1)


def last_day(month: dt.date) -> dt.date:
    """Return the last day of the month."""
    return next_month(month) - dt.timedelta(days=1)
