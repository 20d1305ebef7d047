"""What a restatement takes from claims: freezing them, and making up what is missing."""

import datetime as dt

from applications.rules import check_reason
from core.ledger.models import Account, Unit
from core.ledger.operations import Move, account, outside, post_event
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from reporting.claims import announcements, permissions, refusals
from reporting.claims.kinds import whole_tonnes
from reporting.claims.models import Claim, Shortfall, account_code, shortfall_key
from reporting.claims.operations.claiming import hand_over, lock_lots
from reporting.claims.operations.locking import lock_claim
from reporting.claims.operations.releasing import check_not_converted, give_back
from reporting.claims.queries import holdings, missing_of, standing_claims
from reporting.claims.rules import take
from reporting.claims.workflow import Status


def cover(
    *, lot_id: int, consortium_id: int, kilograms: int, at: dt.datetime, by: User, event: str
) -> list[Move]:
    """
    Return the moves that make up what a share can't give back, and freeze the claims that have it.

    The newest claim first, each up to what it holds of the lot and was not taken before. Called within the
    restatement, which posts the moves; they come to less only where the claims hold less.
    """
    moves = []
    for pk in standing_claims(lot_id, consortium_id):
        if kilograms <= 0:
            break
        claim = Claim.objects.lock(pk)
        taken = min(kilograms, _still_verified(claim, lot_id, consortium_id))
        if taken <= 0:
            continue
        kilograms -= taken
        moves.append(
            Move(
                key=shortfall_key(event, claim.pk, lot_id, consortium_id),
                source=shortfall_account(claim),
                target=outside("verified", Unit.KILOGRAM),
                amount=taken,
            )
        )
        _freeze(claim, lot_id, consortium_id, taken, at=at, by=by, event=event)
    return moves


def shortfall_account(claim: Claim) -> Account:
    """Return the account whose debit side is what is missing of a claim."""
    return outside(f"shortfall:{claim.pk}", Unit.KILOGRAM)


def _still_verified(claim: Claim, lot_id: int, consortium_id: int) -> int:
    """Return what a claim holds of a lot and was not taken before, in kg CO2e."""
    held = holdings(claim).get((lot_id, consortium_id), 0)
    return held - missing_of([claim.pk]).get((claim.pk, lot_id, consortium_id), 0)


def _freeze(
    claim: Claim, lot_id: int, consortium_id: int, taken: int, *, at: dt.datetime, by: User, event: str
) -> None:
    Shortfall.objects.create(
        claim=claim,
        lot_id=lot_id,
        consortium_id=consortium_id,
        kilograms=taken,
        event=event,
        arose_at=at,
        arose_by=by,
    )
    if claim.status != Status.FROZEN:
        claim.move_to(Status.FROZEN, by=by, at=at)
    claim.short_kg += taken
    claim.save(update_fields=["short_kg"])
    announcements.waits_for_claimant(claim, by=by, at=at)


@operation
def release_missing(*, claim: Claim, reason: str, by: User, at: dt.datetime) -> Claim:
    """
    Give up what is missing of a frozen claim; an external project then keeps whole tonnes.

    :raises PermissionDenied: if `by` does not represent the claimant.
    :raises RetiredForGood, ConvertedAlready: if it was used for good, or converted: what is missing is
        replaced.
    :raises InvalidTransition: if it is not frozen.
    """
    reason = check_reason(reason)
    claim = _frozen(lock_claim(claim), by=by, at=at)
    if claim.retired_at:
        raise refusals.RetiredForGood
    check_not_converted(claim)
    event = _event(claim)
    moves = _missing_moves(claim, event)
    post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=event)
    claim.held_kg -= claim.short_kg
    claim.short_kg = 0
    claim.save(update_fields=["held_kg", "short_kg"])
    if claim.is_offset and (fraction := claim.held_kg - whole_tonnes(claim.held_kg)):
        rest = dict(take(fraction, reversed(holdings(claim).items())))
        give_back(claim, rest, event=f"{event}:fraction", by=by, at=at)
    return _thaw(claim, Status.HELD if claim.held_kg else Status.RELEASED, reason=reason, by=by, at=at)


@operation
def replace_missing(*, claim: Claim, reason: str, by: User, at: dt.datetime) -> Claim:
    """
    Make up what is missing of a frozen claim out of other lots of the share, of the same year.

    The claim lets go of the missing kilograms and takes as many of the other lots, so that each lot's
    kilograms can still be followed to whoever has them, and a restatement of those lots finds them.

    :raises PermissionDenied: if `by` does not represent the claimant.
    :raises InvalidTransition: if it is not frozen.
    :raises ShareTooSmall: if less is left in the share.
    :raises RestatementAwaited, CountedByAllocation: if what is left may not be taken.
    """
    reason = check_reason(reason)
    claim = _frozen(lock_claim(claim, and_its_year=True), by=by, at=at)
    taken = lock_lots(claim.consortium, claim.year, claim.short_kg, claim.purpose)
    event = _event(claim)
    moves = [*_missing_moves(claim, event), *hand_over(claim, taken, event)]
    post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=event)
    claim.short_kg = 0
    claim.save(update_fields=["short_kg"])
    return _thaw(claim, Status.RETIRED if claim.retired_at else Status.HELD, reason=reason, by=by, at=at)


def _frozen(claim: Claim, *, by: User, at: dt.datetime) -> Claim:
    """Return the locked claim, if it is frozen and the person may cure it."""
    require(permissions.may_act_on_claim, by, claim, at=at)
    claim.check_stands_in(Status.FROZEN)
    return claim


def _missing_moves(claim: Claim, event: str) -> list[Move]:
    """Return what takes the missing kilograms out of the claim, lot by lot."""
    return [
        Move(
            key=f"{event}:missing:{lot}:{whose}",
            source=account(claim.owner, account_code(lot, whose), Unit.KILOGRAM),
            target=shortfall_account(claim),
            amount=kilograms,
        )
        for (_claim, lot, whose), kilograms in sorted(missing_of([claim.pk]).items())
    ]


def _event(claim: Claim) -> str:
    """Name the cure after the step it is: a claim may freeze again."""
    return f"cure-claim:{claim.pk}:{claim.changes.count()}"


def _thaw(claim: Claim, status: str, *, reason: str, by: User, at: dt.datetime) -> Claim:
    announcements.nobody_waits(claim, by=by, at=at)
    return claim.move_to(status, by=by, reason=reason, at=at)
