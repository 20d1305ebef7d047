"""Technologies a programme pays for, and the papers it asks for."""

import datetime as dt

from django.db import IntegrityError, transaction

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs import permissions, registry
from programs.models import Program, RequiredDocument, Technology
from programs.operations.editor.refusals import CodeTaken, DatesReversed, TechnologyInUse
from programs.operations.editor.terms import DocumentTerms, TechnologyTerms, write


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
    try:
        with transaction.atomic():
            return Technology.objects.create(program=program, code=code, **vars(terms))
    except IntegrityError as error:
        raise CodeTaken(field="code", code=code) from error


@operation
def edit_technology(
    *, technology: Technology, terms: TechnologyTerms, reason: str, by: User, at: dt.datetime
) -> Technology:
    """
    Change a technology; its method and grade stay once cost items rest on them.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises TechnologyInUse: if method or grade would change under cases.
    :raises DatesReversed: if it would end before it begins.
    """
    program = Program.objects.lock(technology.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    technology = Technology.objects.select_for_update().get(pk=technology.pk)
    _check_days(terms)
    for name in ("method", "grade"):
        if getattr(terms, name) != getattr(technology, name) and (number := registry.uses(technology)):
            raise TechnologyInUse(field=name, number=number)
    return write(technology, terms)


@operation
def add_required_document(
    *, program: Program, code: str, terms: DocumentTerms, by: User, at: dt.datetime
) -> RequiredDocument:
    """
    Let the programme ask applicants for a paper.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises CodeTaken: if another paper of the programme has this short name.
    :raises DatesReversed: if it would end before it begins.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    _check_days(terms)
    try:
        with transaction.atomic():
            return RequiredDocument.objects.create(program=program, code=code, **vars(terms))
    except IntegrityError as error:
        raise CodeTaken(field="code", code=code) from error


@operation
def edit_required_document(
    *, document: RequiredDocument, terms: DocumentTerms, reason: str, by: User, at: dt.datetime
) -> RequiredDocument:
    """
    Change what is asked for; what was handed in stays with its case.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises DatesReversed: if it would end before it begins.
    """
    program = Program.objects.lock(document.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    document = RequiredDocument.objects.select_for_update().get(pk=document.pk)
    _check_days(terms)
    return write(document, terms)


def _check_days(terms: TechnologyTerms | DocumentTerms) -> None:
    if terms.valid_from and terms.valid_until and terms.valid_until < terms.valid_from:
        raise DatesReversed(field="valid_until")
