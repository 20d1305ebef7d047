"""Suspending, shrinking and cancelling a grant, with everything that hangs under it."""

import datetime as dt
from collections.abc import Iterable

from applications import operations as applications
from applications.models import Application
from applications.operations.conditions import waive_all
from applications.operations.objections import end_objections_of_refused
from applications.rules import check_reason
from applications.workflow import Halt
from core.ledger.operations import Move, post_event
from core.ledger.refusals import InvalidAmount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, effects, permissions, refusals
from disbursements.effects import Taken
from disbursements.models import Grant, GrantReduction, PaymentRequest
from disbursements.operations.assets import take_off_refused
from disbursements.operations.changes import end_changes
from disbursements.operations.reductions import moves_of, take_back
from disbursements.operations.stopping import stop
from disbursements.queries import left_to_regrant
from disbursements.workflow import UNRELEASED, GrantStatus, PaymentStatus


@operation
def suspend_grant(*, grant: Grant, reason: str, by: User, at: dt.datetime) -> Grant:
    """
    Stop a grant for the time being: no new payment, award or hop, for it and for all below it.

    :raises NotAllowed: if `by` may not stop grants of this programme.
    :raises InvalidTransition: if it does not run.
    """
    grant = _locked(grant)
    require(permissions.may_suspend, by, grant, at=at)
    return stop(grant, check_reason(reason), by=by, at=at)


@operation
def resume_grant(*, grant: Grant, reason: str, by: User, at: dt.datetime) -> Grant:
    """
    Let a suspended grant run again.

    :raises NotAllowed: if `by` may not stop grants of this programme.
    :raises InvalidTransition: if it is not suspended.
    """
    grant = _locked(grant)
    require(permissions.may_suspend, by, grant, at=at)
    grant.move_to(GrantStatus.OPENED, by=by, at=at, reason=check_reason(reason))
    applications.halt(application=grant.application, halted="", by=by, at=at)
    announcements.grants_resumed(grant, [node.grant for node in effects.running(grant)], by=by, at=at)
    return grant


@operation
def shrink_grant(
    *, grant: Grant, own_won: int, regrant_won: int, reason: str, by: User, at: dt.datetime
) -> GrantReduction:
    """
    Take back what was not paid, won of the own part and of the part to hand on, to where it came from.

    What firms below were awarded stays with them; it is taken back there first (Act, art. 21: change of
    circumstances). Of a grant that is over it is what the bank sent back after its end.

    :raises NotAllowed: if `by` may not reduce grants of this programme.
    :raises InvalidAmount: if an amount is below zero, or both are zero.
    :raises AboveWhatIsLeft, AboveRegrantLeft: naming the most that can be taken back.
    """
    grant = _locked(grant)
    require(permissions.may_reduce, by, grant, at=at)
    _check_reduction(grant, own_won, regrant_won)
    reduction = take_back(grant, own_won, regrant_won, check_reason(reason), by=by, at=at)
    post_event(
        moves=moves_of(grant, reduction),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"reduce:{reduction.pk}",
    )
    announcements.grant_shrunk(grant, reduction, by=by, at=at)
    return reduction


@operation
def cancel_grant(*, grant: Grant, reason: str, by: User, at: dt.datetime) -> Grant:
    """
    Cancel a grant and everything handed on below it, leaves first (Act, art. 30).

    Cases below that were not accepted are withdrawn; open payment requests, conditions and objections end;
    committed and regrant go back to where they came from. What was spent stays and is recovered apart. Locks
    the open payment requests, the tree of cases from the top down, its grants, then all accounts by id.

    :raises NotAllowed: if `by` may not cancel grants of this programme.
    :raises InvalidTransition: if it is cancelled or closed.
    :raises MoneyOnItsWay: if money is at the bank, on its way, in a conduit or held: naming each.
    :raises MovedMeanwhile: if a payment request was begun at this very moment.
    """
    ended = [PaymentRequest.objects.lock(one.pk) for one in effects.open_requests(effects.running(grant))]
    tree = Application.objects.lock_tree(grant.application_id)
    nodes = effects.running(grant)
    for node in nodes:
        node.grant = Grant.objects.lock(node.grant.pk)
    grant = nodes[0].grant if nodes else Grant.objects.lock(grant.pk)
    require(permissions.may_reduce, by, grant, at=at)
    reason = check_reason(reason)
    grant.check_can_move_to(GrantStatus.CANCELLED)
    if found := effects.obstacles(nodes):
        raise refusals.MoneyOnItsWay(what=" ".join(found))
    _end(ended, effects.open_requests(nodes), reason, by=by, at=at)
    end_changes([node.grant for node in nodes], reason, by=by, at=at)
    end_objections_of_refused(tree, reason, by=by, at=at)
    awaiting = effects.undecided_below(nodes)
    parts = effects.taken(nodes, awaiting)
    for case in awaiting:
        applications.withdraw_below(application=case, reason=reason, by=by, at=at)
    moves = [move for part in parts for move in _cancelled(part, reason, by=by, at=at)]
    if moves:
        post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=f"cancel:{grant.pk}")
    announcements.grants_cancelled([part.node.grant for part in parts], by=by, at=at)
    grant.refresh_from_db()
    return grant


def _locked(grant: Grant) -> Grant:
    """Lock the line of its case, then the grant."""
    Application.objects.lock_line(grant.application_id)
    return Grant.objects.lock(grant.pk)


def _check_reduction(grant: Grant, own_won: int, regrant_won: int) -> None:
    if min(own_won, regrant_won) < 0 or own_won + regrant_won <= 0:
        raise InvalidAmount
    left, to_regrant = effects.left_own(grant), left_to_regrant(grant)
    if own_won > left:
        raise refusals.AboveWhatIsLeft(field="own_won", left=f"{left:,}")
    if regrant_won > to_regrant:
        raise refusals.AboveRegrantLeft(field="regrant_won", left=f"{to_regrant:,}")


def _cancelled(part: Taken, reason: str, *, by: User, at: dt.datetime) -> list[Move]:
    """Cancel one grant of the tree and return what moves."""
    grant = part.node.grant
    grant.move_to(GrantStatus.CANCELLED, by=by, at=at, reason=reason)
    waive_all(grant.application, reason, by=by, at=at)
    applications.halt(application=grant.application, halted=Halt.CANCELLED, by=by, at=at)
    if not part.own_won and not part.regrant_won:
        return []
    return moves_of(grant, take_back(grant, part.own_won, part.regrant_won, reason, by=by, at=at))


def _end(
    locked: list[PaymentRequest],
    found: Iterable[PaymentRequest],
    reason: str,
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """
    Withdraw the open payment requests, all of which were locked before the cases were.

    What the bank had paid and taken back of them is no longer among what was bought.
    """
    ended = {payment.pk: payment for payment in locked}
    for one in found:
        payment = ended.get(one.pk)
        if payment is None or payment.status != one.status:
            raise refusals.MovedMeanwhile
        if payment.status in UNRELEASED:
            payment.move_to(PaymentStatus.RETURNED, by=by, at=at, reason=reason)
        payment.move_to(PaymentStatus.WITHDRAWN, by=by, at=at, reason=reason)
        announcements.payment_ended(payment, by=by, at=at)
        take_off_refused(payment.grant, by=by, at=at)
