"""The one place that asks what time it is. Operations never do: the moment is passed in."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """Return the current moment, aware, for an interface that calls an operation."""
    return timezone.now()


def day(at: dt.datetime) -> dt.date:
    """Return the calendar day in Asia/Seoul to which the moment belongs."""
    return timezone.localtime(at).date()


def midnight(on: dt.date) -> dt.datetime:
    """Return the moment at which the calendar day begins in Asia/Seoul."""
    return timezone.make_aware(dt.datetime.combine(on, dt.time()), timezone.get_default_timezone())
