"""Programmes and calls: begun and changed in the editor."""

import datetime as dt

from core.users.models import Office, User
from core.users.permissions import require
from core.workflow.operations import only_once, operation
from programs import announcements, permissions, registry
from programs.deadline import Deadline
from programs.models import Call, Program
from programs.operations.editor.refusals import (
    CallDatesReversed,
    CallHasOpened,
    CodeTaken,
    DatesReversed,
    DeadlineBroughtForward,
    DeadlineOver,
    DeadlinePassed,
    MonthsRestOnRound,
)
from programs.operations.editor.terms import CallTerms, ProgramTerms, write
from programs.operations.periods import give_periods

DEADLINES = ("plans_close_at", "applications_close_at")
#: facts of a programme that drafts rest on; what was submitted keeps them
RULES_OF_IT = ("pass_through_kind", "pass_through_days", "factor_round", "excludes_trading_scheme")


@operation
def create_program(*, office: Office, code: str, terms: ProgramTerms, by: User, at: dt.datetime) -> Program:
    """
    Begin a programme that the ministry `office` answers for; it has no call and no rule yet, only the
    periods of decisions that hold in every programme.

    :raises PermissionDenied: if `by` does not edit the programmes of this office.
    :raises CodeTaken: if another programme has this short name.
    :raises DatesReversed: if it ends before it starts.
    """
    require(permissions.may_create_program, by, office, at=at)
    _check_days(terms)
    with only_once("code", CodeTaken(field="code", code=code)):
        program = Program.objects.create(office=office, code=code, **vars(terms))
    give_periods(program)
    return program


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
    Change the facts of a programme; its short name and its office stay. What was submitted keeps its terms.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if it would end before it starts.
    :raises MonthsRestOnRound: if signed months rest on the approval round of factors that would be changed.
    """
    program = Program.objects.lock(program.pk, version)
    require(permissions.may_edit_program, by, program, at=at)
    _check_days(terms)
    _check_round(program, terms)
    is_other_rule = any(getattr(program, name) != getattr(terms, name) for name in RULES_OF_IT)
    write(program, terms)
    if is_other_rule:
        announcements.rules_changed(program, at=at)
    return program


def _check_days(terms: ProgramTerms) -> None:
    if terms.ends_on < terms.starts_on:
        raise DatesReversed(field="ends_on")


def _check_round(program: Program, terms: ProgramTerms) -> None:
    """Refuse another approval round of factors where signed months rest on the present one."""
    months = registry.round_months(program) if program.factor_round != terms.factor_round else []
    if months:
        raise MonthsRestOnRound(
            field="factor_round",
            months=f"{months[0]:%Y-%m} – {months[-1]:%Y-%m}",
            round=program.factor_round,
        )


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
    with only_once("code", CodeTaken(field="code", code=code)):
        return Call.objects.create(program=program, code=code, **vars(terms))


@operation
def edit_call(
    *, call: Call, terms: CallTerms, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> Call:
    """
    Change a call. Before it opens its moments are free; from then on a deadline that is still open can be
    put off, and the firms that draft are told why.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises CallDatesReversed: if its moments would not be in their order.
    :raises DeadlineOver: if a deadline that has passed would be moved.
    :raises DeadlinePassed: if an open deadline would be moved to a moment that has passed.
    :raises DeadlineBroughtForward: if an open deadline would come earlier although the call has opened.
    :raises CallHasOpened: if its opening would be moved after it.
    """
    call = Call.objects.lock(call.pk, version)
    require(permissions.may_edit_program, by, call.program, at=at)
    _check_moments(terms)
    if at >= call.opens_at and not _is_same(call.opens_at, terms.opens_at):
        raise CallHasOpened(field="opens_at", opened=str(Deadline(call.opens_at)))
    moved = [name for name in DEADLINES if not _is_same(getattr(call, name), getattr(terms, name))]
    for name in moved:
        _check_deadline(call, name, getattr(terms, name), at)
    write(call, terms)
    if moved:
        announcements.deadline_moved(call, reason, at=at)
    return call


def _is_same(one: dt.datetime, other: dt.datetime) -> bool:
    """Say whether two moments are the same second, which is as finely as they are typed."""
    return one.replace(microsecond=0) == other.replace(microsecond=0)


def _check_deadline(call: Call, name: str, moment: dt.datetime, at: dt.datetime) -> None:
    """Refuse to move a deadline but to a later moment while it is open, or freely before the call opens."""
    present = Deadline(getattr(call, name))
    if present.has_passed(at):
        raise DeadlineOver(field=name, deadline=str(present))
    if moment <= at:
        raise DeadlinePassed(field=name)
    if at >= call.opens_at and moment < present.moment:
        raise DeadlineBroughtForward(field=name, deadline=str(present))


def _check_moments(terms: CallTerms) -> None:
    if terms.plans_close_at <= terms.opens_at:
        raise CallDatesReversed(field="plans_close_at")
    if terms.applications_close_at < terms.plans_close_at:
        raise CallDatesReversed(field="applications_close_at")
