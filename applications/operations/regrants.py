"""Indirect subsidy (간접보조금): proposing to hand subsidy on, and what becomes of the cases below."""

import datetime as dt

from applications import announcements, permissions, queries, rules
from applications.models import Application, Kind
from applications.operations.conditions import waive_all
from applications.operations.lines import check_runs, lock_receiver, release
from applications.operations.objections import end_objections, wait_for_acceptance
from applications.operations.unfinished import forget_entries
from applications.refusals import AboveRegrant, JustProposed, NotBelow, SubmittedAlready
from applications.workflow import Halt, Status
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from firms.models import Firm
from programs.models import GrantKind


@operation
def propose_regrant(
    *,
    parent: Application,
    firm: Firm,
    title: str,
    purpose: str,
    amount: int,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Propose to hand on `amount` won at most of the parent's regrant to a firm directly below.

    The firm below completes the draft with its costs and submits it; it is assessed and awarded as any
    subsidy, and carries every statutory duty (Act on the Management of Subsidies, art. 17-18).

    :raises PermissionDenied: if `by` may not bind the parent's firm.
    :raises GrantNotOpen, LineHalted: if the parent or one above it was not accepted or does not run.
    :raises NotBelow: if `firm` is not a joined member directly below the parent's firm.
    :raises AboveRegrant: if the parent has less left than the amount, open proposals counted.
    :raises JustProposed: if the same was proposed a moment ago.
    """
    line = Application.objects.lock_line(parent.pk)
    parent = line[-1]
    require(permissions.may_propose_regrant, by, parent, at=at)
    check_runs(line)
    if not lock_receiver(parent, firm):
        raise NotBelow(firm=firm.name, field="firm")
    rules.check_period(starts_on, ends_on)
    check_amount(amount)
    check_not_twice(parent, firm, GrantKind.INDIRECT, amount, at)
    _check_left(parent, amount)
    application = Application(
        kind=Kind.GRANT,
        grant_kind=GrantKind.INDIRECT,
        call=parent.call,
        consortium=parent.consortium,
        firm=firm,
        parent=parent,
        proposed_won=amount,
    )
    application.title, application.purpose = title, purpose
    application.starts_on, application.ends_on = starts_on, ends_on
    application.drafted_at, application.drafted_by = at, by
    application.save()
    application.begin(by=by, at=at)
    to = announcements.receiver(application)
    announcements.waits_for(application, "complete_regrant", to, by=by, at=at)
    return application


@operation
def retract_regrant(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """
    Take a proposal back that the firm below has not submitted yet.

    :raises PermissionDenied: if `by` may not bind the parent's firm.
    :raises SubmittedAlready: if the firm below has submitted it once.
    :raises InvalidTransition: if it was withdrawn before.
    """
    application = Application.objects.lock_line(application.pk)[-1]
    require(permissions.may_retract_regrant, by, application, at=at)
    if application.submitted_at is not None:
        raise SubmittedAlready
    application.move_to(Status.WITHDRAWN, by=by, at=at, reason=rules.check_reason(reason))
    forget_entries(application)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.tell(application, "regrant_retracted", announcements.receiver(application), at=at)
    return application


@operation
def halt(*, application: Application, halted: str, by: User, at: dt.datetime) -> Application:
    """
    Write down that its grant was suspended, cancelled, closed, or (empty) runs again. Only disbursements
    calls this, and asks who may.

    Once it runs again, the days for accepting the awards below begin anew: until then nobody could accept.
    """
    application = Application.objects.lock(application.pk)
    application.halted = str(Halt(halted)) if halted else ""
    if not halted:
        application.resumed_at, application.resumed_by = at, by
    application.save(update_fields=["halted", "resumed_at", "resumed_by"])
    if not halted:
        for award in queries.awards_below(application):
            wait_for_acceptance(award, by=by, at=at)
    return application


@operation
def take_back(
    *, application: Application, own_won: int, regrant_won: int, by: User, at: dt.datetime
) -> Application:
    """
    Write down what was taken back of an award, in won. Only disbursements calls this, and moves the money.
    """
    application = Application.objects.lock(application.pk)
    application.reduced_won += own_won
    application.regrant_reduced_won += regrant_won
    application.save(update_fields=["reduced_won", "regrant_reduced_won"])
    return application


@operation
def withdraw_below(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """
    Withdraw a case because the grant above it is cancelled; an award goes back to where it came from. Only
    disbursements calls this, and asks who may.

    :raises InvalidTransition: if it was accepted, refused or withdrawn before.
    """
    application = Application.objects.lock(application.pk)
    was_awarded = application.status == Status.AWARDED
    application.move_to(Status.WITHDRAWN, by=by, at=at, reason=reason)
    forget_entries(application)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.tell(application, "regrant_retracted", announcements.receiver(application), at=at)
    end_objections(application, by=by, at=at)
    waive_all(application, reason, by=by, at=at)
    if was_awarded:
        release(application, by=by, at=at)
    return application


def check_not_twice(parent: Application, firm: Firm, kind: str, amount: int, at: dt.datetime) -> None:
    """
    Refuse the second of two equal proposals within a minute: a button pressed twice.

    :raises JustProposed: if the first one is on record.
    """
    a_moment_ago = parent.children.filter(
        firm=firm, grant_kind=kind, drafted_at__gt=at - dt.timedelta(minutes=1), drafted_at__lte=at
    ).exclude(status=Status.WITHDRAWN)
    field = "proposed_won" if kind == GrantKind.INDIRECT else "asked_won"
    if a_moment_ago.filter(**{field: amount}).exists():
        raise JustProposed(firm=firm.name)


def _check_left(parent: Application, amount: int) -> None:
    lies, proposed = queries.left_to_regrant(parent), queries.proposed_below(parent)
    if amount > lies - proposed:
        left = max(0, lies - proposed)
        raise AboveRegrant(left=f"{left:,}", lies=f"{lies:,}", proposed=f"{proposed:,}", field="amount")
