"""Who may have a snapshot of the register taken outside its daily hour. Reading it is everybody's."""

import datetime as dt
from typing import Any

from core.users.permissions import ALLOWED, NOT_YOURS, Verdict
from core.users.scopes import Permission
from core.workflow import clock

TAKE_SNAPSHOT = Permission("register.take_snapshot")


def may_take_snapshot(user: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have one taken: whoever runs a programme, for it shows nothing new."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOT_YOURS
    return ALLOWED if user.scopes(TAKE_SNAPSHOT, clock.day(at)) else NOT_YOURS
