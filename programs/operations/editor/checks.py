"""
The numbers of the eligibility checks: added, changed from a day on, ended, taken out before they begin.

A look at an application keeps the facts it rested on; a number changes what is answered from its day on.
Firms with an open draft are told.
"""

import datetime as dt

from django.db.models import QuerySet

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import announcements, permissions, registry
from programs.models import CheckTerm, CheckTermKind, Program
from programs.operations.editor import dated
from programs.operations.editor.refusals import ChecksRelyOnIt, NumberIsThere, RuleDoesNotFit
from programs.operations.editor.terms import CheckTermTerms
from programs.registry import ONE_DAY
from programs.shapes import SHAPES


@operation
def add_check_term(
    *, program: Program, kind: str, terms: CheckTermTerms, valid_from: dt.date, by: User, at: dt.datetime
) -> CheckTerm:
    """
    Let the eligibility checks follow a number that the programme did not have, from a day on.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises NumberIsThere: if the programme has a number of this kind.
    :raises RuleDoesNotFit: if the value is not of this kind.
    :raises ChecksRelyOnIt: if an application was checked on that day or later.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    if program.check_terms.filter(kind=kind).exists():
        raise NumberIsThere(field="kind")
    _check_value(kind, terms)
    _check_day(program, valid_from, at, "valid_from")
    term = CheckTerm.objects.create(program=program, kind=kind, valid_from=valid_from, **vars(terms))
    announcements.rules_changed(program, at=at)
    return term


@operation
def change_check_term(
    *,
    term: CheckTerm,
    terms: CheckTermTerms,
    valid_from: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> CheckTerm:
    """
    Let a number of the eligibility checks be another one from a day on; the one before ends the day before.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises RuleDoesNotFit: if the value is not of this kind.
    :raises ChecksRelyOnIt: if an application was checked on that day or later.
    """
    program = Program.objects.lock(term.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    term = CheckTerm.objects.lock(term.pk, version)
    _check_value(term.kind, terms)
    _check_day(program, valid_from, at, "valid_from")
    place = {"program": program, "kind": term.kind}
    changed = dated.begin(CheckTerm.objects.filter(**place), valid_from, vars(terms), place)
    announcements.rules_changed(program, at=at)
    return changed


@operation
def end_check_term(
    *,
    term: CheckTerm,
    valid_until: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> CheckTerm:
    """
    Set the last day of a number: earlier than before, or later.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if that is before its first day.
    :raises ChecksRelyOnIt: if an application was checked on a day that would change.
    :raises RulesOverlap: if another number of its kind holds by then.
    """
    program = Program.objects.lock(term.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    term = CheckTerm.objects.lock(term.pk, version)
    _check_day(program, dated.first_day_changed(term, valid_until), at, "valid_until")
    ended = dated.end(term, _others(term), valid_until)
    announcements.rules_changed(program, at=at)
    return ended


@operation
def remove_check_term(
    *, term: CheckTerm, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> None:
    """
    Take out a number before it begins; the one before it goes on as far as it would have without it.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises IsInForce: if it has begun: then it can only be ended.
    """
    program = Program.objects.lock(term.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    term = CheckTerm.objects.lock(term.pk, version)
    dated.take_out(term, _others(term), at)
    announcements.rules_changed(program, at=at)


def _others(term: CheckTerm) -> QuerySet[CheckTerm]:
    """Return the other numbers of the same kind."""
    return term.program.check_terms.filter(kind=term.kind).exclude(pk=term.pk)


def _check_value(kind: str, terms: CheckTermTerms) -> None:
    """Refuse a value that this kind of number does not have."""
    label, shape = CheckTermKind(kind).label, SHAPES[kind]
    if type(terms.value) is not int or not shape.least <= terms.value <= shape.most:
        raise RuleDoesNotFit(field="value", kind=label)


def _check_day(program: Program, day: dt.date, at: dt.datetime, field: str) -> None:
    """Refuse a change on a day on which an application was checked, or before it."""
    first = registry.first_day_of_checks(program, clock.day(at))
    if first and day < first:
        raise ChecksRelyOnIt(field=field, last=f"{first - ONE_DAY:%Y-%m-%d}", first=f"{first:%Y-%m-%d}")
