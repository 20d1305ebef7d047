"""Who may see programmes' cases and form consortia."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock

VIEW_CASES = Permission("programs.view_cases")
VIEW_OWN_CASES = Permission("programs.view_own_cases")
REGISTER_CONSORTIUM = Permission("programs.register_consortium")
INVITE_MEMBER = Permission("programs.invite_member")
JOIN_CONSORTIUM = Permission("programs.join_consortium")


def may_register_consortium(user: Any, call: Any, *, at: dt.datetime) -> Verdict:
    """Whoever represents a firm may register a consortium with it as the anchor."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return denied(_("Please sign in."))
    if user.scopes(REGISTER_CONSORTIUM, clock.day(at)).of(ScopeKind.FIRM):
        return ALLOWED
    return denied(_("Only the representative of a registered firm can register a consortium."))


def may_register(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """The representative of this firm may register a consortium with it as the anchor."""
    return holds(user, REGISTER_CONSORTIUM, (ScopeKind.FIRM, firm.pk), at=at)


def may_invite(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """
    The representative of a member invites the firms directly under it: the anchor's tier 1, tier 1's tier 2 …
    """
    if holds(user, INVITE_MEMBER, (ScopeKind.FIRM, member.firm_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of the firm above invites the firms directly under it."))


def may_join(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """The representative of the invited firm answers the invitation."""
    if holds(user, JOIN_CONSORTIUM, (ScopeKind.FIRM, member.firm_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of the invited firm answers an invitation."))
