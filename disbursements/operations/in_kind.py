"""What an anchor gives in kind: handed in with its proof, recognised at a value by an officer. No money."""

import datetime as dt
from typing import Any

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import refusals
from disbursements.announcements import pledges as announcements
from disbursements.models import InKind, Pledge
from disbursements.permissions import pledges as permissions
from disbursements.refusals import pledges as refused
from disbursements.workflow import InKindStatus


@operation
def record_in_kind(
    *,
    pledge: Pledge,
    name: str,
    given_on: dt.date,
    claimed_won: int,
    proof: Attachment,
    by: User,
    at: dt.datetime,
) -> InKind:
    """
    Hand in the proof of something given in kind, with the value the anchor states; an officer recognises it.

    :raises NotAllowed: if `by` does not act for the anchor.
    :raises InvoiceInFuture: if the day has not come.
    """
    require(permissions.may_move_pledge, by, pledge, at=at)
    check_amount(claimed_won)
    if given_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="given_on")
    in_kind = InKind.objects.create(
        pledge=pledge, name=name.strip(), given_on=given_on, claimed_won=claimed_won, proof=proof,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    attach(attachment=proof, owner_kind="in_kind", owner_id=in_kind.pk, purpose="proof", by=by, at=at)
    in_kind.begin(by=by, at=at)
    announcements.in_kind_recorded(in_kind, by=by, at=at)
    return in_kind


@operation
def recognise_in_kind(
    *, in_kind: InKind, recognised_won: int, reason: str, by: User, at: dt.datetime
) -> InKind:
    """
    Recognise something given in kind at a value, by another person than who handed it in.

    :raises NotAllowed: if `by` is no officer of the programme, or handed it in.
    :raises AboveClaimed: if the value is above what the anchor states.
    :raises AbovePromisedInKind: if more would be recognised than was promised in kind.
    :raises InvalidTransition: if it was judged before.
    """
    pledge = Pledge.objects.lock(in_kind.pledge_id)
    in_kind = InKind.objects.lock(in_kind.pk)
    require(permissions.may_judge_in_kind, by, in_kind, at=at)
    in_kind.check_can_move_to(InKindStatus.RECOGNISED)
    if check_amount(recognised_won) > in_kind.claimed_won:
        raise refused.AboveClaimed(field="recognised_won", claimed=f"{in_kind.claimed_won:,}")
    _check_promised(pledge, recognised_won)
    return _judged(in_kind, InKindStatus.RECOGNISED, recognised_won, reason, by, at)


@operation
def refuse_in_kind(*, in_kind: InKind, reason: str, by: User, at: dt.datetime) -> InKind:
    """
    Refuse to recognise something given in kind, with the reason; the anchor can hand it in anew.

    :raises NotAllowed: if `by` is no officer of the programme, or handed it in.
    :raises InvalidTransition: if it was judged before.
    """
    in_kind = InKind.objects.lock(in_kind.pk)
    require(permissions.may_judge_in_kind, by, in_kind, at=at)
    in_kind.check_can_move_to(InKindStatus.REFUSED)
    return _judged(in_kind, InKindStatus.REFUSED, None, reason, by, at)


def _check_promised(pledge: Pledge, won: int) -> None:
    summed: Any = Pledge.objects.with_sums().get(pk=pledge.pk)
    recognised = summed.recognised_won
    left = pledge.in_kind_won - recognised
    if won > left:
        said = {"promised": pledge.in_kind_won, "recognised": recognised, "left": left}
        raise refused.AbovePromisedInKind(
            field="recognised_won", **{name: f"{amount:,}" for name, amount in said.items()}
        )


def _judged(
    in_kind: InKind, status: InKindStatus, won: int | None, reason: str, by: User, at: dt.datetime
) -> InKind:
    in_kind.check_can_move_to(status)
    in_kind.recognised_won, in_kind.judged_by, in_kind.judged_at, in_kind.status = won, by, at, status
    in_kind.save(update_fields=["recognised_won", "judged_by", "judged_at", "status"])
    in_kind.write_down(InKindStatus.RECORDED, by=by, at=at, reason=reason)
    announcements.in_kind_judged(in_kind, by=by, at=at)
    return in_kind
