"""How far away a deadline is, in words. Pure: today is passed in."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ui.formats import SEOUL


def is_past(deadline: Any, *, today: date) -> bool:
    """Return whether the day of the deadline is over."""
    return bool(deadline) and _day(deadline) < today


def days_left(deadline: Any, *, today: date) -> str:
    """Return the distance in days: `3 days left`, `due today`, `2 days late`."""
    if not deadline:
        return ""
    days = (_day(deadline) - today).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


def time_left(left: timedelta) -> str:
    """Return a span in its two largest units: `2 d 3 h left`, `4 min left`, or that it is over."""
    seconds = int(left.total_seconds())
    if seconds < 0:
        return _("it has passed")
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        return _("%(days)s d %(hours)s h left") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s min left") % {"minutes": minutes}


def _day(deadline: Any) -> date:
    """Return the date of a deadline given as date or moment."""
    if isinstance(deadline, datetime):
        return deadline.astimezone(SEOUL).date() if deadline.tzinfo else deadline.date()
    return deadline
