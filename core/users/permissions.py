"""How a predicate answers, and how an operation asks it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from core.users.models import OFFICIALS, Delegation, Role, User
from core.users.scopes import Permission, ScopeKind, role_table
from core.workflow import clock

LEAD_OFFICE = Permission("users.lead_office")


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


def givers(user: Any, permission: Permission, *pairs: tuple[str, int | None], at: dt.datetime) -> list[User]:
    """
    Return for whom the person may stand in where `permission` over one of the pairs is wanted.

    A role is lent within its office, and to an official of it: both count as they are on the day.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    day = clock.day(at)
    official = user.scopes_in(set(OFFICIALS), day)
    standing = Delegation.objects.filter(stand_in=user).standing(day).select_related("giver").order_by("pk")
    return [
        one.giver
        for one in standing
        if one.giver.is_active
        and (ScopeKind.OFFICE, one.office_id) in pairs
        and official.covers((ScopeKind.OFFICE, one.office_id))
        and permission in role_table()[Role(one.role)]
        and one.giver.scopes_in({one.role}, day).covers(*pairs)
    ]


NOT_FOR_YOURSELF = denied(_("Whoever leads an office can't make themselves a stand-in; another lead does."))


def may_delegate(user: Any, giver: User, office_id: int, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may let somebody stand in for `giver`: the giver, or who leads the office."""
    if getattr(user, "is_authenticated", False) and user.is_active and user.pk == giver.pk:
        return ALLOWED
    return holds(user, LEAD_OFFICE, (ScopeKind.OFFICE, office_id), at=at)


def may_revoke(user: Any, delegation: Delegation, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take a delegation back: whoever may make it, and the stand-in."""
    if getattr(user, "is_authenticated", False) and user.is_active and user.pk == delegation.stand_in_id:
        return ALLOWED
    return may_delegate(user, delegation.giver, delegation.office_id, at=at)


def may_lead(user: Any, office: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person leads the office: sets limits and lets people stand in for each other."""
    return holds(user, LEAD_OFFICE, (ScopeKind.OFFICE, office.pk), at=at)
