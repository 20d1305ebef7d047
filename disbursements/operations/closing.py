"""The end of a grant that went well: what was not paid goes back, and nothing more begins under it."""

import datetime as dt

from applications import operations as applications
from applications.rules import check_reason
from applications.workflow import Halt
from core.ledger.operations import post_event
from core.ledger.queries import balance
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements as grants
from disbursements import closing, refusals
from disbursements.announcements import settlements as announcements
from disbursements.models import Grant, PaymentRequest
from disbursements.operations.assets import take_off_refused
from disbursements.operations.reductions import moves_of, take_back
from disbursements.operations.settlements import locked_grant
from disbursements.permissions import settlements as permissions
from disbursements.queries import left_to_regrant
from disbursements.refusals import settlements as no
from disbursements.workflow import WITH_THE_FIRM, GrantStatus, PaymentStatus


@operation
def close_grant(*, grant: Grant, reason: str, by: User, at: dt.datetime) -> Grant:
    """
    Close a grant: its last settlement is confirmed, nothing is owed and no duty is open.

    What was not paid goes back: committed and regrant → where they came from. Requests that lie with the firm
    end; the office's own stand in the way. From then on nothing is asked, released or awarded under it.

    :raises NotAllowed: if `by` does not confirm settlements of this programme.
    :raises InvalidTransition: if it does not run.
    :raises MovedMeanwhile: if a payment request was begun, or sent back, at this very moment.
    :raises NotClosable: naming everything that is open (`closing.OBSTACLES`).
    """
    with_the_firm = grant.payment_requests.filter(status__in=WITH_THE_FIRM).order_by("pk")
    ended = [PaymentRequest.objects.lock(pk) for pk in with_the_firm.values_list("pk", flat=True)]
    grant = locked_grant(grant)
    require(permissions.may_close_grant, by, grant, at=at)
    grant.check_can_move_to(GrantStatus.CLOSED)
    reason = check_reason(reason)
    _end(grant, ended, reason, by=by, at=at)
    take_off_refused(grant, by=by, at=at)
    if found := closing.obstacles(grant, at):
        raise no.NotClosable(what=" ".join(found))
    grant.move_to(GrantStatus.CLOSED, by=by, at=at, reason=reason)
    applications.halt(application=grant.application, halted=Halt.CLOSED, by=by, at=at)
    _give_back(grant, reason, by=by, at=at)
    announcements.closed(grant, by=by, at=at)
    return grant


def _end(grant: Grant, requests: list[PaymentRequest], reason: str, *, by: User, at: dt.datetime) -> None:
    """Withdraw the requests that lie with the firm, all locked before; one handed in is an obstacle."""
    for payment in requests:
        if payment.status in WITH_THE_FIRM:
            payment.move_to(PaymentStatus.WITHDRAWN, by=by, at=at, reason=reason)
            grants.payment_ended(payment, by=by, at=at)
    if grant.payment_requests.filter(status__in=WITH_THE_FIRM).exists():
        raise refusals.MovedMeanwhile


def _give_back(grant: Grant, reason: str, *, by: User, at: dt.datetime) -> None:
    own_won, regrant_won = balance(grant.owner, "committed"), left_to_regrant(grant)
    if own_won or regrant_won:
        reduction = take_back(grant, own_won, regrant_won, reason, by=by, at=at)
        moves = moves_of(grant, reduction)
        post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=f"reduce:{reduction.pk}")
