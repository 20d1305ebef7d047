"""Who reads signals and who examines them. Firms, anchors and the public never see one."""

import datetime as dt
from typing import Any

from core.users.permissions import ALLOWED, NOT_YOURS, Verdict, holds
from core.users.scopes import Permission
from core.workflow import clock

VIEW_SIGNALS = Permission("signals.view")
EXAMINE_SIGNAL = Permission("signals.examine")


def may_examine(user: Any, signal: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may write down what a signal comes to: the programme's officers."""
    return holds(user, EXAMINE_SIGNAL, *signal.program.scope_pairs, at=at)


def may_look(user: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have all cases looked through: officers of any programme."""
    if not getattr(user, "is_authenticated", False):
        return NOT_YOURS
    return ALLOWED if user.scopes(EXAMINE_SIGNAL, clock.day(at)) else NOT_YOURS


def may_view_any(user: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person reads signals at all: officials and auditors."""
    if not getattr(user, "is_authenticated", False):
        return NOT_YOURS
    return ALLOWED if user.scopes(VIEW_SIGNALS, clock.day(at)) else NOT_YOURS
