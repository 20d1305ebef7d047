"""How a predicate answers, and how an operation asks it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from core.users.scopes import Permission
from core.workflow import clock


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a reason in words. Truthy when allowed."""

    allowed: bool
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def denied(reason: Any) -> Verdict:
    """Answer no, with the reason a person will read."""
    return Verdict(False, reason)


NOT_YOURS = denied(_("Your role does not include this step."))


class NotAllowed(PermissionDenied):
    """The person may not do this; says why."""


def require(predicate: Callable[..., Verdict], by: Any, *args: Any, at: dt.datetime) -> None:
    """
    Go on only if `predicate(by, *args, at=at)` says yes.

    :raises NotAllowed: (a PermissionDenied) with the predicate's reason, if it says no.
    """
    verdict = predicate(by, *args, at=at)
    if not verdict:
        raise NotAllowed(str(verdict.reason))


def holds(user: Any, permission: Permission, *pairs: tuple[str, int | None], at: dt.datetime) -> Verdict:
    """Answer whether the person holds `permission` over one of the (kind, id) pairs at that moment."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return denied(_("Please sign in."))
    return ALLOWED if user.scopes(permission, clock.day(at)).covers(*pairs) else NOT_YOURS
