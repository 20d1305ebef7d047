"""Programmes and calls: begun and changed in the editor."""

import datetime as dt

from django.db import IntegrityError, transaction

from core.users.models import Office, User
from core.users.permissions import require
from core.workflow.operations import operation
from programs import permissions
from programs.models import Call, Program
from programs.operations.editor.refusals import CallDatesReversed, CodeTaken, DatesReversed, DeadlinePassed
from programs.operations.editor.terms import CallTerms, ProgramTerms, write


@operation
def create_program(*, office: Office, code: str, terms: ProgramTerms, by: User, at: dt.datetime) -> Program:
    """
    Begin a programme that the ministry `office` answers for; it has no call and no rule yet.

    :raises PermissionDenied: if `by` does not edit the programmes of this office.
    :raises CodeTaken: if another programme has this short name.
    :raises DatesReversed: if it ends before it starts.
    """
    require(permissions.may_create_program, by, office, at=at)
    _check_days(terms)
    try:
        with transaction.atomic():
            return Program.objects.create(office=office, code=code, **vars(terms))
    except IntegrityError as error:
        if "code" in str(error):
            raise CodeTaken(field="code", code=code) from error
        raise


@operation
def edit_program(
    *,
    program: Program,
    terms: ProgramTerms,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> Program:
    """
    Change the facts of a programme; its short name and its office stay.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if it would end before it starts.
    """
    program = Program.objects.lock(program.pk, version)
    require(permissions.may_edit_program, by, program, at=at)
    _check_days(terms)
    return write(program, terms)


def _check_days(terms: ProgramTerms) -> None:
    if terms.ends_on < terms.starts_on:
        raise DatesReversed(field="ends_on")


@operation
def add_call(*, program: Program, code: str, terms: CallTerms, by: User, at: dt.datetime) -> Call:
    """
    Add a call to a programme; it has an announced budget, and money only when some is appropriated.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises CodeTaken: if another call has this short name.
    :raises CallDatesReversed: if it would not open, close for plans and close for applications in this order.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    _check_moments(terms)
    try:
        with transaction.atomic():
            return Call.objects.create(program=program, code=code, **vars(terms))
    except IntegrityError as error:
        if "code" in str(error):
            raise CodeTaken(field="code", code=code) from error
        raise


@operation
def edit_call(
    *, call: Call, terms: CallTerms, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> Call:
    """
    Change a call. A deadline that is still open can be put off, or brought forward to a moment after now.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises CallDatesReversed: if its moments would not be in their order.
    :raises DeadlinePassed: if an open deadline would be moved to a moment that has passed.
    """
    call = Call.objects.lock(call.pk, version)
    require(permissions.may_edit_program, by, call.program, at=at)
    _check_moments(terms)
    for name in ("plans_close_at", "applications_close_at"):
        if getattr(terms, name) <= at < getattr(call, name):
            raise DeadlinePassed(field=name)
    return write(call, terms)


def _check_moments(terms: CallTerms) -> None:
    if terms.plans_close_at <= terms.opens_at:
        raise CallDatesReversed(field="plans_close_at")
    if terms.applications_close_at < terms.plans_close_at:
        raise CallDatesReversed(field="applications_close_at")
