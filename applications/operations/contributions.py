"""Private contributions (민간 상생): a firm's own money for its supplier, promised, then recorded."""

import datetime as dt

from applications import announcements, permissions, rules
from applications.models import Application, Kind
from applications.operations.lines import check_runs, lock_receiver
from applications.operations.regrants import check_not_twice
from applications.refusals import NotASupplier
from applications.workflow import Status
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from firms.models import Firm
from programs.models import GrantKind


@operation
def propose_contribution(
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
    Promise `amount` won of the parent firm's own money to one of its suppliers, and hand the promise in.

    :raises PermissionDenied: if `by` may not bind the parent's firm.
    :raises GrantNotOpen, LineHalted: if the parent's award was not accepted or does not run.
    :raises JustProposed: if the same was promised a moment ago.
    :raises NotASupplier: if `firm` is not a joined member that delivers to the parent's firm.
    :raises InvalidAmount: if the amount is not a positive whole number that fits.
    """
    parent = Application.objects.lock(parent.pk)
    require(permissions.may_propose_contribution, by, parent, at=at)
    check_runs([parent])
    if not lock_receiver(parent, firm):
        raise NotASupplier(firm=firm.name, field="firm")
    rules.check_period(starts_on, ends_on)
    check_not_twice(parent, firm, GrantKind.CONTRIBUTION, check_amount(amount), at)
    application = Application.objects.create(
        kind=Kind.GRANT,
        grant_kind=GrantKind.CONTRIBUTION,
        call=parent.call,
        consortium=parent.consortium,
        firm=firm,
        parent=parent,
        title=title,
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        asked_won=amount,
        drafted_at=at,
        drafted_by=by,
        submitted_at=at,
        submitted_by=by,
    )
    application.begin(by=by, at=at)
    application.move_to(Status.SUBMITTED, by=by, at=at)
    to = announcements.handling_offices(application)
    announcements.waits_for(application, "record_contribution", *to, by=by, at=at)
    announcements.tell(application, "contribution_proposed", announcements.receiver(application), at=at)
    return application


@operation
def record_contribution(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """
    Put a promised contribution on record; the receiving firm accepts it next. No money of the budget moves.

    :raises PermissionDenied: if `by` may not record contributions of this programme.
    :raises InvalidTransition: if it is not waiting to be recorded.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_record_contribution, by, application, at=at)
    application.check_can_move_to(Status.AWARDED)
    application.awarded_won = application.asked_won
    application.decided_at, application.decided_by = at, by
    application.save(update_fields=["awarded_won", "decided_at", "decided_by"])
    application.move_to(Status.AWARDED, by=by, at=at, reason=rules.check_reason(reason))
    to = announcements.representative(application)
    announcements.waits_for(application, "accept_award", to, by=by, at=at)
    return application
