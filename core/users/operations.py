"""Giving roles and taking them away."""

import datetime as dt

from core.users import permissions, refusals
from core.users.models import OFFICIALS, Delegation, Office, RoleAssignment, User
from core.users.permissions import NOT_FOR_YOURSELF, NotAllowed, require
from core.users.scopes import ScopeKind
from core.workflow import clock
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


@operation
def delegate(
    *,
    office: Office,
    giver: User,
    stand_in: User,
    role: str,
    valid_from: dt.date,
    valid_until: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Delegation:
    """
    Let a person stand in for another on payments, in one role, from day to day.

    :raises NotAllowed: if `by` is neither the giver nor leads the office, or would stand in themselves.
    :raises NotTheirRole: if the giver does not hold the role in the office.
    :raises NotOfTheOffice: if the stand-in is no official of the office, or is the giver.
    :raises EndsBeforeItBegins, BeginsInThePast: if the days can't be right.
    """
    require(permissions.may_delegate, by, giver, office.pk, at=at)
    if by.pk == stand_in.pk:
        raise NotAllowed(str(NOT_FOR_YOURSELF.reason))
    day, pair = clock.day(at), (ScopeKind.OFFICE, office.pk)
    if role not in OFFICIALS or not giver.scopes_in({role}, day).covers(pair):
        raise refusals.NotTheirRole(field="role", person=str(giver))
    if stand_in.pk == giver.pk or not stand_in.scopes_in(set(OFFICIALS), day).covers(pair):
        raise refusals.NotOfTheOffice(field="stand_in", person=str(stand_in))
    if valid_from < day:
        raise refusals.BeginsInThePast(field="valid_from")
    if valid_until < valid_from:
        raise refusals.EndsBeforeItBegins(field="valid_until")
    return Delegation.objects.create(
        office=office, giver=giver, stand_in=stand_in, role=role, valid_from=valid_from,
        valid_until=valid_until, reason=reason.strip(), made_at=at, made_by=by,
    )  # fmt: skip


@operation
def revoke_delegation(*, delegation: Delegation, by: User, at: dt.datetime) -> Delegation:
    """
    Take a delegation back from now on; what was done through it stays done.

    :raises NotAllowed: if `by` neither gave nor has it, nor leads the office.
    :raises AlreadyRevoked: if it was taken back before.
    """
    delegation = Delegation.objects.lock(delegation.pk)
    require(permissions.may_revoke, by, delegation, at=at)
    if delegation.revoked_at is not None:
        raise refusals.AlreadyRevoked
    delegation.revoked_at, delegation.revoked_by = at, by
    delegation.save(update_fields=["revoked_at", "revoked_by"])
    return delegation
