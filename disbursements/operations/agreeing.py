"""The other side of a hand-over: the firm that is to take a grant over agrees, or declines."""

import datetime as dt

from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements.announcements import changes as announcements
from disbursements.models import ChangeRequest
from disbursements.operations.changes import locked_change
from disbursements.permissions import changes as permissions
from disbursements.refusals import changes as refusals
from disbursements.workflow import ChangeStatus


@operation
def agree_to_hand_over(*, change: ChangeRequest, by: User, at: dt.datetime) -> ChangeRequest:
    """
    Agree, for the firm that is to take a grant over, to all its rights and duties; the office decides then.

    :raises NotAllowed: if `by` does not represent that firm, or asked for the hand-over.
    :raises InvalidTransition: if it was decided, declined or withdrawn.
    :raises AgreedAlready: if the firm agreed before.
    """
    change, _grant = locked_change(change)
    require(permissions.may_agree_to_hand_over, by, change, at=at)
    change.check_can_move_to(ChangeStatus.APPROVED)
    _check_not_agreed(change)
    change.agreed_at, change.agreed_by = at, by
    change.save(update_fields=["agreed_at", "agreed_by"])
    announcements.agreed(change, by=by, at=at)
    return change


@operation
def decline_hand_over(*, change: ChangeRequest, reason: str, by: User, at: dt.datetime) -> ChangeRequest:
    """
    Decline to take a grant over: all stays as it was, and the firm that asked is told why.

    :raises NotAllowed: if `by` does not represent the firm that is to take over, or asked for the hand-over.
    :raises InvalidTransition: if it was decided, declined or withdrawn.
    :raises AgreedAlready: if the firm agreed before.
    """
    change, _grant = locked_change(change)
    require(permissions.may_agree_to_hand_over, by, change, at=at)
    change.check_can_move_to(ChangeStatus.DECLINED)
    _check_not_agreed(change)
    change.move_to(ChangeStatus.DECLINED, by=by, at=at, reason=check_reason(reason))
    announcements.declined(change, by=by, at=at)
    return change


def _check_not_agreed(change: ChangeRequest) -> None:
    if change.agreed_at is not None:
        raise refusals.AgreedAlready
