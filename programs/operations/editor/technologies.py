"""Technologies a programme pays for: added and changed."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import only_once, operation
from programs import announcements, permissions, registry
from programs.models import Program, Technology
from programs.operations.editor.refusals import CodeTaken, DatesReversed, TechnologyInUse
from programs.operations.editor.terms import TechnologyTerms, write

#: facts of a technology that drafts rest on; the rest is wording
RULES_OF_TECHNOLOGY = ("method", "grade", "restriction_months", "valid_from", "valid_until")


@operation
def add_technology(
    *, program: Program, code: str, terms: TechnologyTerms, by: User, at: dt.datetime
) -> Technology:
    """
    Let the programme pay for a technology.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises CodeTaken: if another technology of the programme has this short name.
    :raises DatesReversed: if it would end before it begins.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    _check_days(terms)
    with only_once("code", CodeTaken(field="code", code=code)):
        technology = Technology.objects.create(program=program, code=code, **vars(terms))
    announcements.rules_changed(program, at=at)
    return technology


@operation
def edit_technology(
    *,
    technology: Technology,
    terms: TechnologyTerms,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> Technology:
    """
    Change a technology; its method and grade stay once cost items rest on them.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises TechnologyInUse: if method or grade would change under cases.
    :raises DatesReversed: if it would end before it begins.
    """
    program = Program.objects.lock(technology.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    technology = Technology.objects.lock(technology.pk, version)
    _check_days(terms)
    for name in ("method", "grade"):
        if getattr(terms, name) != getattr(technology, name) and (number := registry.uses(technology)):
            raise TechnologyInUse(field=name, number=number)
    is_other_rule = any(getattr(terms, name) != getattr(technology, name) for name in RULES_OF_TECHNOLOGY)
    write(technology, terms)
    if is_other_rule:
        announcements.rules_changed(program, at=at)
    return technology


def _check_days(terms: TechnologyTerms) -> None:
    if terms.valid_from and terms.valid_until and terms.valid_until < terms.valid_from:
        raise DatesReversed(field="valid_until")
