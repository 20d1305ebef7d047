"""
The papers a programme asks for: added and changed.

What a paper is asked for and when is dated like a rule: under what was submitted nothing changes; a change
begins on a later day, as a row of the same short name that follows the one before.
"""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import announcements, permissions, registry
from programs.models import Program, RequiredDocument
from programs.operations.editor.refusals import CasesRelyOnIt, CodeTaken, DatesReversed, RulesOverlap
from programs.operations.editor.terms import DocumentTerms, write
from programs.registry import ONE_DAY

#: what a paper demands; the rest is wording and its days
DEMANDS = ("step", "cost_kind", "is_required")


@operation
def add_required_document(
    *, program: Program, code: str, terms: DocumentTerms, by: User, at: dt.datetime
) -> RequiredDocument:
    """
    Let the programme ask applicants for a paper. Firms with an open draft are told.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises CodeTaken: if another paper of the programme has this short name.
    :raises DatesReversed: if it would end before it begins.
    :raises CasesRelyOnIt: if it would be asked for on a day on which an application was submitted without it.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    _check_days(terms)
    if program.required_documents.filter(code=code).exists():
        raise CodeTaken(field="code", code=code)
    _check_day(program, terms.valid_from, at, "valid_from")
    document = RequiredDocument.objects.create(program=program, code=code, **vars(terms))
    announcements.rules_changed(program, at=at)
    return document


@operation
def edit_required_document(
    *,
    document: RequiredDocument,
    terms: DocumentTerms,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> RequiredDocument:
    """
    Change what is asked for; what was submitted keeps what it was asked for, what was handed in stays.

    Where applications were submitted under it, another first day lets the change begin on that day: the row
    ends the day before and another one follows. Firms with an open draft are told.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if it would end before it begins.
    :raises CasesRelyOnIt: if a day would change under which an application was submitted.
    :raises RulesOverlap: if the same paper is asked for in another way on one of these days.
    """
    program = Program.objects.lock(document.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    document = RequiredDocument.objects.lock(document.pk, version)
    _check_days(terms)
    begins_anew = _is_relied_on(document, at) and terms.valid_from != document.valid_from
    _check_change(document, terms, at)
    _check_apart(document, terms)
    is_other_rule = any(
        getattr(document, name) != getattr(terms, name) for name in (*DEMANDS, "valid_from", "valid_until")
    )
    changed = _follow(document, terms) if begins_anew else write(document, terms)
    if is_other_rule:
        announcements.rules_changed(program, at=at)
    return changed


def _follow(document: RequiredDocument, terms: DocumentTerms) -> RequiredDocument:
    """End the paper the day before the change and return the row that follows it."""
    last = terms.valid_from - ONE_DAY
    document.valid_until = min(document.valid_until or last, last)
    document.save(update_fields=["valid_until"])
    return RequiredDocument.objects.create(program_id=document.program_id, code=document.code, **vars(terms))


def _is_relied_on(document: RequiredDocument, at: dt.datetime) -> bool:
    """Say whether an application was submitted on a day since the paper is asked for."""
    first = registry.affected(document.program).first_day_to_change(clock.day(at))
    return first is not None and document.valid_from < first


def _check_change(document: RequiredDocument, terms: DocumentTerms, at: dt.datetime) -> None:
    """Refuse a change on a day under which an application was submitted."""
    if terms.valid_from != document.valid_from:
        _check_day(document.program, terms.valid_from, at, "valid_from")
        return
    if any(getattr(document, name) != getattr(terms, name) for name in DEMANDS):
        _check_day(document.program, document.valid_from, at, "valid_from")
    if terms.valid_until != document.valid_until:
        ends = [day for day in (terms.valid_until, document.valid_until) if day]
        _check_day(document.program, min(ends) + ONE_DAY, at, "valid_until")


def _check_day(program: Program, day: dt.date, at: dt.datetime, field: str) -> None:
    first = registry.affected(program).first_day_to_change(clock.day(at))
    if first and day < first:
        raise CasesRelyOnIt(field=field, last=f"{first - ONE_DAY:%Y-%m-%d}", first=f"{first:%Y-%m-%d}")


def _check_apart(document: RequiredDocument, terms: DocumentTerms) -> None:
    """Refuse days on which the same paper is asked for in another way; its own row is no other."""
    others = document.program.required_documents.filter(code=document.code).exclude(pk=document.pk)
    for other in others.order_by("valid_from"):
        begins_before = terms.valid_until is None or other.valid_from <= terms.valid_until
        if begins_before and (other.valid_until is None or other.valid_until >= terms.valid_from):
            raise RulesOverlap(
                field="valid_from" if other.valid_from <= terms.valid_from else "valid_until",
                begins=f"{other.valid_from:%Y-%m-%d}",
            )


def _check_days(terms: DocumentTerms) -> None:
    if terms.valid_until and terms.valid_until < terms.valid_from:
        raise DatesReversed(field="valid_until")
