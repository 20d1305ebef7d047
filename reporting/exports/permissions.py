"""Who hands over to the state's network. Making a pack reads the cases and changes nothing in them."""

import datetime as dt
from typing import Any

from core.users.permissions import Verdict, holds
from core.users.scopes import Permission

MAKE_PACK = Permission("exports.make")


def may_make_pack(user: Any, program: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have a pack of the programme made: its officers."""
    return holds(user, MAKE_PACK, *program.scope_pairs, at=at)


def may_read_status(user: Any, pack: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may read a status file back: the programme's officers."""
    return may_make_pack(user, pack.program, at=at)
