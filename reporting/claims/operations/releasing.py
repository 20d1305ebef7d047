"""Giving a claim's tonnes back to the share, and using them for good."""

import datetime as dt

from applications.rules import check_reason
from core.ledger.models import Unit
from core.ledger.operations import Move, Owner, account, post_event
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from reporting.claims import permissions, refusals
from reporting.claims.models import Claim, account_code
from reporting.claims.operations.locking import lock_claim
from reporting.claims.queries import holdings
from reporting.claims.workflow import Status


@operation
def release(*, claim: Claim, reason: str, by: User, at: dt.datetime) -> Claim:
    """
    Give all that a claim holds back to the share it came from, lot by lot.

    :raises PermissionDenied: if `by` does not represent the claimant.
    :raises RetiredForGood: if it was retired.
    :raises ConvertedAlready: if it was converted into KCU.
    :raises RegisteredOutside: if an outside register counts it: it is cancelled with its cause.
    :raises InvalidTransition: if it is frozen, released or cancelled.
    """
    reason = check_reason(reason)
    claim = lock_claim(claim)
    require(permissions.may_act_on_claim, by, claim, at=at)
    if claim.retired_at:
        raise refusals.RetiredForGood
    claim.check_stands_in(Status.HELD)
    check_not_converted(claim)
    if claim.is_offset and claim.external.koc_number:
        raise refusals.RegisteredOutside(number=claim.external.koc_number)
    give_back(claim, holdings(claim), event=f"release-claim:{claim.pk}", by=by, at=at)
    return claim.move_to(Status.RELEASED, by=by, reason=reason, at=at)


def check_not_converted(claim: Claim) -> None:
    """
    Refuse to give back what left for the trading scheme.

    :raises ConvertedAlready: if the claim was converted into KCU.
    """
    if claim.is_offset and claim.external.kcu_account:
        raise refusals.ConvertedAlready(account=claim.external.kcu_account)


def give_back(
    claim: Claim, held: dict[tuple[int, int], int], *, event: str, by: User, at: dt.datetime
) -> None:
    """Move {(lot, consortium): kilograms} back to the shares, and write down what the claim still holds."""
    moves = [
        Move(
            key=f"{event}:{lot}:{consortium}",
            source=account(claim.owner, account_code(lot, consortium), Unit.KILOGRAM),
            target=account(Owner("lot", lot), f"share:{consortium}", Unit.KILOGRAM),
            amount=kilograms,
        )
        for (lot, consortium), kilograms in sorted(held.items())
    ]
    post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=event)
    claim.held_kg -= sum(held.values())
    claim.save(update_fields=["held_kg"])


@operation
def retire(*, claim: Claim, reason: str, by: User, at: dt.datetime) -> Claim:
    """
    Use a claim for good: reported, credited or taken out of use. It is never released afterwards.

    :raises PermissionDenied: if `by` does not represent the claimant.
    :raises InvalidTransition: if it is not held.
    """
    reason = check_reason(reason)
    claim = lock_claim(claim)
    require(permissions.may_act_on_claim, by, claim, at=at)
    claim.check_stands_in(Status.HELD)
    before, claim.status = claim.status, Status.RETIRED.value
    claim.retired_at, claim.retired_by = at, by
    claim.save(update_fields=["status", "retired_at", "retired_by"])
    claim.write_down(before, by=by, at=at, reason=reason)
    return claim
