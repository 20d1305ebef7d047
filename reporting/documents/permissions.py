"""Who may have a document made. Making one reads the case and changes nothing in it."""

import datetime as dt
from typing import Any

from core.users.permissions import Verdict, holds
from core.users.scopes import Permission
from programs.models import Consortium

MAKE_DOCUMENT = Permission("documents.make")


def may_make_audit(user: Any, consortium: Consortium, *, at: dt.datetime) -> Verdict:
    """
    Answer whether the person may have the dossier made: officers and auditors.

    It holds the suppliers' readings and prices, which are secret from their customer, so the anchor may not.
    """
    return holds(user, MAKE_DOCUMENT, *consortium.program.scope_pairs, at=at)
