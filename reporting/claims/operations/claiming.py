"""Claiming kilograms out of a consortium's share."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.rules import check_reason
from core.ledger.models import Unit
from core.ledger.operations import Move, account, check_amount, post_event
from core.ui.formats import percent
from core.users.models import User
from core.users.permissions import holds, require
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from programs.models import Consortium
from reporting.claims import permissions, refusals
from reporting.claims.kinds import CreditingPeriod, Purpose, scale_of, whole_tonnes
from reporting.claims.models import Claim, ClaimPart, ExternalProject, account_code
from reporting.claims.queries import Creditable, Left, claims_made, claims_on, creditable_of, left_of
from reporting.claims.rules import take


@dataclass(frozen=True)
class Answers:
    """What was answered about an external project (domain §4, Claims)."""

    is_legal_duty: bool
    is_in_own_boundary: bool
    is_used_elsewhere: bool
    is_ownership_agreed: bool
    crediting_period: str


@operation
def claim(
    *,
    consortium: Consortium,
    purpose: str,
    year: int,
    kilograms: int,
    category: int | None = None,
    answers: Answers | None = None,
    seen: int | None = None,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Claim:
    """
    Claim kilograms of CO2e reduced in a calendar year, out of the consortium's share, the oldest lots first.

    A tonne has one owner of its claim at a time: what is claimed has left the share. An external project
    takes whole tonnes, the fraction stays in the share. The transfers belong to the day of the claim. `seen`
    is how many claims to the share there were when the person looked (`queries.claims_made`).

    :raises PermissionDenied: if `by` may not claim for this purpose.
    :raises ClaimedSince: if somebody claimed out of the share since it was `seen`.
    :raises InvalidAmount: if `kilograms` is not a positive whole number.
    :raises CategoryMissing: if a Scope 3 report names no category.
    :raises LessThanATonne: if an external project comes to no whole tonne.
    :raises LegalDuty, OwnBoundary, UsedElsewhere, OwnershipOpen: if its answers forbid it.
    :raises CreditingPeriodMissing: if they name no crediting period.
    :raises CreditableOpen, AboveCreditable: if the programme lets nothing, or less, count outside.
    :raises ShareTooSmall: if less is left; says how much, and who claims the rest.
    :raises RestatementAwaited, CountedByAllocation: if what is left may not be claimed, or not for this.
    """
    reason = check_reason(reason)
    require(permissions.may_claim_for, by, consortium, purpose, at=at)
    asked = _whole(check_amount(kilograms), purpose)
    if purpose == Purpose.SCOPE3 and category is None:
        raise refusals.CategoryMissing(field="category")
    taken = lock_lots(consortium, year, asked, purpose)
    creditable = _check_external(consortium, year, asked, answers) if _is_offset(purpose) else None
    made = Claim.objects.create(
        purpose=purpose,
        claimant=_claimant(consortium, purpose, by=by, at=at),
        consortium=consortium,
        program_id=consortium.program_id,
        year=year,
        category=category if purpose == Purpose.SCOPE3 else None,
        kilograms=asked,
        held_kg=asked,
        reason=reason,
        claimed_at=at,
        claimed_by=by,
    )
    _post(made, taken, by=by, at=at)
    if creditable and answers:
        _keep_answers(made, answers, creditable)
    if seen not in (None, claims_made(consortium) - 1):
        raise refusals.ClaimedSince
    return made.begin(by=by, at=at, reason=reason)


def _is_offset(purpose: str) -> bool:
    return purpose == Purpose.EXTERNAL_PROJECT


def _whole(kilograms: int, purpose: str) -> int:
    if not _is_offset(purpose):
        return kilograms
    whole = whole_tonnes(kilograms)
    if not whole:
        raise refusals.LessThanATonne(kilograms=f"{kilograms:,}", field="kilograms")
    return whole


def _check_external(consortium: Consortium, year: int, asked: int, answers: Answers | None) -> Creditable:
    """Return what the programme lets count outside, if the answers and that allow the claim."""
    check_answers(answers)
    creditable = creditable_of(consortium, year)
    if creditable is None:
        raise refusals.CreditableOpen(year=year)
    if creditable.taken_kg + asked > creditable.kilograms:
        raise refusals.AboveCreditable(
            year=year,
            creditable=f"{creditable.kilograms:,}",
            percent=percent(creditable.bp),
            taken=f"{creditable.taken_kg:,}",
            asked=f"{asked:,}",
            field="kilograms",
        )
    return creditable


def check_answers(answers: Answers | None) -> None:
    """
    Refuse an external project whose answers forbid it.

    :raises LegalDuty, OwnBoundary, UsedElsewhere, OwnershipOpen: by the first answer that does.
    :raises CreditingPeriodMissing: if none was chosen.
    """
    if answers is None or not answers.is_ownership_agreed:
        raise refusals.OwnershipOpen(field="is_ownership_agreed")
    if answers.is_legal_duty:
        raise refusals.LegalDuty(field="is_legal_duty")
    if answers.is_in_own_boundary:
        raise refusals.OwnBoundary(field="is_in_own_boundary")
    if answers.is_used_elsewhere:
        raise refusals.UsedElsewhere(field="is_used_elsewhere")
    if answers.crediting_period not in CreditingPeriod.values:
        raise refusals.CreditingPeriodMissing(field="crediting_period")


def lock_lots(consortium: Consortium, year: int, asked: int, purpose: str) -> list[tuple[Left, int]]:
    """
    Lock what is left of a year, and return the lots from which `asked` kilograms are taken, the oldest first.

    :raises ShareTooSmall: if less is left, naming the claims that have the rest.
    :raises RestatementAwaited, CountedByAllocation: if there is enough, but too little that may be taken.
    """
    left = left_of(consortium, year, is_locked=True)
    open_lots = [one for one in left if one.is_open_to(purpose)]
    there, whole = _together(open_lots), _together(left)
    if there >= asked:
        return take(asked, ((one, one.kilograms) for one in open_lots))
    facts: dict[str, Any] = {"year": year, "left": f"{there:,}", "asked": f"{asked:,}", "field": "kilograms"}
    if whole < asked:
        held = [f"{one} ({one.held_kg:,} kg)" for one in claims_on(consortium, year)]
        raise refusals.ShareTooSmall(claims=", ".join(held) or _("nothing"), **facts)
    if waiting := _together(one for one in left if one.is_void):
        raise refusals.RestatementAwaited(waiting=f"{waiting:,}", **facts)
    raise refusals.CountedByAllocation(counted=f"{whole - there:,}", **facts)


def _together(lots: Iterable[Left]) -> int:
    return sum(one.kilograms for one in lots)


def _claimant(consortium: Consortium, purpose: str, *, by: User, at: dt.datetime) -> Firm:
    """Return the firm for which the person claims; the anchor where they act for both."""
    firms = permissions.claiming_firms(consortium, purpose)
    own = (pk for pk in firms if holds(by, permissions.CLAIM, (ScopeKind.FIRM, pk), at=at))
    return Firm.objects.get(pk=next(own))


def _post(made: Claim, parts: list[tuple[Left, int]], *, by: User, at: dt.datetime) -> None:
    event = f"claim:{made.pk}"
    post_event(moves=hand_over(made, parts, event), effective_on=clock.day(at), at=at, by=by, event=event)


def hand_over(made: Claim, parts: list[tuple[Left, int]], event: str) -> list[Move]:
    """Return the moves of kilograms from a share into a claim, and keep which lots it was given."""
    consortium = made.consortium_id
    ClaimPart.objects.bulk_create(
        ClaimPart(claim=made, lot=one.lot, consortium_id=consortium, kilograms=part, event=event)
        for one, part in parts
    )
    return [
        Move(
            key=f"{event}:{one.lot.pk}:{consortium}",
            source=one.account,
            target=account(made.owner, account_code(one.lot.pk, consortium), Unit.KILOGRAM),
            amount=part,
        )
        for one, part in parts
    ]


def _keep_answers(made: Claim, answers: Answers, creditable: Creditable) -> None:
    ExternalProject.objects.create(
        claim=made,
        is_legal_duty=answers.is_legal_duty,
        is_in_own_boundary=answers.is_in_own_boundary,
        is_used_elsewhere=answers.is_used_elsewhere,
        is_ownership_agreed=answers.is_ownership_agreed,
        crediting_period=answers.crediting_period,
        scale=scale_of(made.kilograms).scale,
        creditable_bp=creditable.bp,
    )
