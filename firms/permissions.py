"""Who may do what for a firm."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.models import Role
from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock

EDIT_FIRM = Permission("firms.edit")
MANAGE_MEMBERS = Permission("firms.manage_members")
VIEW_ALL_FIRMS = Permission("firms.view_all")

FIRM_ROLES = frozenset({Role.REPRESENTATIVE, Role.CLERK})


def works_for_an_office(user: Any, *, at: dt.datetime) -> bool:
    """Say whether the person is an official, a reviewer, a verifier or an auditor: these act for no firm."""
    return bool(user.office_id) or any(a.role not in FIRM_ROLES for a in user.assignments_on(clock.day(at)))


def may_register_firm(user: Any, firm: Any = None, *, at: dt.datetime) -> Verdict:
    """Anybody who signed up may register a firm, except those who decide about firms or check them."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return denied(_("Please sign in."))
    if works_for_an_office(user, at=at):
        return denied(_("Officials, reviewers, verifiers and auditors can't act for a firm."))
    return ALLOWED


def may_edit_firm(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """The firm's representative and its clerks may keep its record up to date."""
    return holds(user, EDIT_FIRM, (ScopeKind.FIRM, firm.pk), at=at)


def may_edit_exposure(user: Any, exposure: Any, *, at: dt.datetime) -> Verdict:
    """Whoever keeps the firm's record says which export rules it meets."""
    return may_edit_firm(user, exposure.firm, at=at)


def may_manage_members(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """The firm's representative alone says who acts for it."""
    return holds(user, MANAGE_MEMBERS, (ScopeKind.FIRM, firm.pk), at=at)
