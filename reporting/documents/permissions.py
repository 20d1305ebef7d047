"""Who may have a document made. Making one reads the case and changes nothing in it."""

import datetime as dt
from typing import Any

from core.users.permissions import ALLOWED, Verdict, holds
from core.users.scopes import Permission, ScopeKind
from programs.models import Consortium
from programs.permissions import VIEW_OWN_CASES

MAKE_DOCUMENT = Permission("documents.make")


def may_make_audit(user: Any, consortium: Consortium, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have the dossier made: officers, auditors, the anchor's people."""
    verdict = holds(user, MAKE_DOCUMENT, *consortium.program.scope_pairs, at=at)
    if verdict or not getattr(user, "is_authenticated", False):
        return verdict
    own = holds(user, VIEW_OWN_CASES, (ScopeKind.FIRM, consortium.anchor_id), at=at)
    return ALLOWED if own else verdict
