"""Who may have a tally made."""

import datetime as dt
from typing import Any

from core.users.permissions import Verdict, holds
from core.users.scopes import Permission
from programs.models import Program

MAKE_TALLY = Permission("tallies.make")


def may_make_tally(user: Any, program: Program, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have the programme tallied: its officers may."""
    return holds(user, MAKE_TALLY, *program.scope_pairs, at=at)
