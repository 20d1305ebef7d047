"""The pool of reviewers: who is in it, for which field, until when."""

import datetime as dt
from collections.abc import Iterable

from applications.models import Reviewer
from applications.permissions_panels import may_change_reviewer, may_keep_pool
from applications.refusals.panels import InPoolAlready, OfficialsDontReview, UnknownPerson
from core.users.models import Role, User
from core.users.operations import assign_role
from core.users.permissions import require
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.operations import operation
from firms.rules import check_sector
from programs.models import Program
from programs.permissions import VIEW_CASES


@operation
def add_reviewer(
    *,
    program: Program,
    email: str,
    technologies: Iterable[str],
    sectors: Iterable[str],
    max_load: int,
    valid_from: dt.date,
    valid_until: dt.date | None,
    by: User,
    at: dt.datetime,
) -> Reviewer:
    """
    Put a person who signs in into the programme's pool, and give them the role of a reviewer in it.

    The role begins today and does not end with the dates of the pool: who was drawn finishes their cases.

    :raises PermissionDenied: if `by` does not handle this programme's cases.
    :raises UnknownPerson: if nobody signs in with this address.
    :raises OfficialsDontReview: if the person reads the programme's cases for an office.
    :raises InPoolAlready: if they are in the pool.
    :raises InvalidSector: if a sector is no beginning of a KSIC code.
    """
    require(may_keep_pool, by, program, at=at)
    Program.objects.lock(program.pk)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise UnknownPerson(email=email.strip(), field="email")
    if user.scopes(VIEW_CASES, clock.day(at)).covers(*program.scope_pairs):
        raise OfficialsDontReview(person=user, field="email")
    if Reviewer.objects.filter(program=program, user=user).exists():
        raise InPoolAlready(person=user, field="email")
    assign_role(
        user=user,
        role=Role.REVIEWER,
        scope_kind=ScopeKind.PROGRAM,
        scope_id=program.pk,
        valid_from=clock.day(at),
        by=by,
        at=at,
    )
    return Reviewer.objects.create(
        program=program,
        user=user,
        technologies=sorted(technologies),
        sectors=_codes(sectors),
        max_load=max_load,
        valid_from=valid_from,
        valid_until=valid_until,
    )


@operation
def change_reviewer(
    *,
    reviewer: Reviewer,
    version: int,
    technologies: Iterable[str],
    sectors: Iterable[str],
    max_load: int,
    valid_from: dt.date,
    valid_until: dt.date | None,
    by: User,
    at: dt.datetime,
) -> Reviewer:
    """
    Change a reviewer's field, the most cases they take, and the days on which they can be drawn.

    What they were drawn for stays theirs.

    :raises PermissionDenied: if `by` does not handle this programme's cases.
    :raises StaleVersion: if somebody changed the entry meanwhile.
    :raises InvalidSector: if a sector is no beginning of a KSIC code.
    """
    require(may_change_reviewer, by, reviewer, at=at)
    reviewer = Reviewer.objects.lock(reviewer.pk, version)
    reviewer.technologies, reviewer.sectors = sorted(technologies), _codes(sectors)
    reviewer.max_load, reviewer.valid_from, reviewer.valid_until = max_load, valid_from, valid_until
    reviewer.save(update_fields=["technologies", "sectors", "max_load", "valid_from", "valid_until"])
    return reviewer


def _codes(sectors: Iterable[str]) -> list[str]:
    return sorted({check_sector(code) for code in sectors})
