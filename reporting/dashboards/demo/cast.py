"""Who appears in the demo. Passwords exist only on the servers that the project starts for itself."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.users.models import Office, Role, User
from core.users.operations import assign_role, create_person
from core.users.scopes import ScopeKind

PASSWORD = "partnership-2026"  # noqa: S105 - printed by ./run; no deployment ever has it


class Sign(NamedTuple):
    """One demo sign-in: address, name, what the person is."""

    email: str
    name: str
    part: object
    role: str | None = None


OFFICIALS = (
    Sign("officer@office.example", "김서연", _("Ministry officer"), Role.OFFICER),
    Sign("approver@office.example", "박정우", _("Approving officer"), Role.APPROVING_OFFICER),
    Sign("agency@office.example", "이수진", _("Delegated agency officer"), Role.AGENCY_OFFICER),
    Sign("verifier@verify.example", "정하늘", _("GHG verifier"), Role.VERIFIER),
    Sign("auditor@audit.example", "한지민", _("Auditor"), Role.AUDITOR),
)
FIRM_PEOPLE = (
    Sign("anchor@anchor.example", "강민호", _("Anchor firm: representative")),
    Sign("tier1@tier1.example", "윤서준", _("Tier-1 firm: representative")),
    Sign("clerk@tier1.example", "서지우", _("Tier-1 firm: clerk")),
    Sign("tier2@tier2.example", "문도현", _("Tier-2 firm: representative")),
    Sign("clerk@tier2.example", "오하은", _("Tier-2 firm: clerk")),
)
NEWCOMER = Sign("newcomer@firm.example", "신나라", _("Nobody yet: registers a firm of its own"))
EVERYBODY = (*OFFICIALS, *FIRM_PEOPLE, NEWCOMER)


def appear(at: dt.datetime, *, ministry: Office, agency: Office | None, by: User) -> dict[str, User]:
    """Create everybody who is not there yet, give the officials their roles, return people by address."""
    people = {}
    for sign in EVERYBODY:
        password = PASSWORD if settings.EMBEDDED else None
        people[sign.email] = create_person(email=sign.email, name=sign.name, password=password, by=by, at=at)
    for sign in OFFICIALS:
        kind, scope_id = ScopeKind.OFFICE, ministry.pk
        if sign.role == Role.AGENCY_OFFICER and agency:
            scope_id = agency.pk
        if sign.role == Role.VERIFIER:
            kind, scope_id = ScopeKind.EVERYTHING, 0
        assign_role(
            user=people[sign.email],
            role=str(sign.role),
            scope_kind=kind,
            scope_id=scope_id,
            valid_from=dt.date(2026, 1, 1),
            by=by,
            at=at,
        )
    return people
