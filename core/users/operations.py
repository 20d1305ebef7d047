"""Giving roles and taking them away."""

import datetime as dt

from core.users.models import RoleAssignment, User
from core.users.scopes import ScopeKind
from core.workflow.operations import operation


@operation
def create_person(
    *, email: str, name: str, password: str | None = None, by: User | None, at: dt.datetime
) -> User:
    """Create a person who signs in by e-mail, or return the one who is there."""
    known = User.objects.filter(email__iexact=email).first()
    return known or User.objects.create_user(email, password, name=name)


@operation
def assign_role(
    *,
    user: User,
    role: str,
    scope_kind: str = ScopeKind.EVERYTHING,
    scope_id: int = 0,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    by: User | None,
    at: dt.datetime,
) -> RoleAssignment:
    """Give `user` a role over one scope. The caller has asked whether `by` may; set-up passes `by=None`."""
    assignment, _created = RoleAssignment.objects.get_or_create(
        user=user,
        role=role,
        scope_kind=scope_kind,
        scope_id=scope_id,
        valid_from=valid_from,
        defaults={"valid_until": valid_until, "assigned_at": at, "assigned_by": by},
    )
    user.forget_assignments()
    return assignment


@operation
def end_role(*, assignment: RoleAssignment, on: dt.date, by: User | None, at: dt.datetime) -> RoleAssignment:
    """Let a role end with the day `on`. The caller has asked whether `by` may."""
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    assignment.valid_until = max(on, assignment.valid_from)
    assignment.save(update_fields=["valid_until"])
    assignment.user.forget_assignments()
    return assignment
