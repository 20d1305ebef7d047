"""How a shared supplier's reductions are attributed to its consortia: proposed, agreed by every anchor."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from core.ratios import WHOLE_BP
from core.users.models import User
from core.users.permissions import NotAllowed, require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from programs import announcements, permissions
from programs.models import (
    AttributionAgreement,
    AttributionShare,
    Consortium,
    Member,
    MemberRole,
    Program,
    SharesStatus,
)
from programs.refusals.consortia import (
    AlreadyAgreed,
    ConsortiumLeftOut,
    NotAFirstOfMonth,
    NotShared,
    ShareImpossible,
    SharesAgreedFrom,
    SharesNotWhole,
    SharesPending,
    SharesTooEarly,
)


@operation
def propose_shares(
    *,
    program: Program,
    firm: Firm,
    valid_from: dt.date,
    shares: Mapping[Consortium, int],
    by: User,
    at: dt.datetime,
) -> AttributionAgreement:
    """
    Propose which part of a shared supplier's reductions counts for which consortium, from a month on.

    `shares` are basis points and come to exactly 10,000. An anchor's representative who proposes has agreed
    for that anchor; when only one consortium shares the supplier, that is all it takes.

    :raises PermissionDenied: if `by` represents neither the supplier nor one of the anchors.
    :raises SharesNotWhole, ShareImpossible: if the shares are not 100 % in parts above nothing.
    :raises NotAFirstOfMonth, SharesTooEarly: if the first day is none of a month, or of one that is over.
    :raises NotShared, ConsortiumLeftOut: if these are not the consortia that share the supplier.
    :raises SharesPending, SharesAgreedFrom: if another proposal waits, or later shares are agreed.
    """
    Firm.objects.lock(firm.pk)
    places = _places(program, firm)
    _require_a_party(by, firm, shares, places, at)
    check_shares(shares)
    check_from(valid_from, clock.day(at))
    _check_consortia(firm, shares, places)
    _check_others(program, firm, valid_from)
    agreement = AttributionAgreement.objects.create(
        program=program, firm=firm, valid_from=valid_from, proposed_at=at, proposed_by=by
    ).begin(by=by, at=at)
    for consortium, share_bp in shares.items():
        own = permissions.may_lead(by, consortium, at=at)
        AttributionShare.objects.create(
            agreement=agreement,
            consortium=consortium,
            share_bp=share_bp,
            confirmed_at=at if own else None,
            confirmed_by=by if own else None,
        )
    if not _settle(agreement, by=by, at=at):
        announcements.ask_to_agree(agreement, at=at)
    return agreement


def _places(program: Program, firm: Firm) -> dict[int, Member]:
    """Return {consortium: the firm's joined place in it as a shared supplier}."""
    joined = Member.objects.joined().filter(consortium__program=program, firm=firm, role=MemberRole.SHARED)
    return {member.consortium_id: member for member in joined.select_related("consortium")}


def _require_a_party(
    by: User, firm: Firm, shares: Mapping[Consortium, int], places: Mapping[int, Member], at: dt.datetime
) -> None:
    """Go on only for the supplier's representative or that of an anchor named."""
    members = [
        places.get(consortium.pk, Member(consortium=consortium, firm=firm)) for consortium in shares
    ] or list(places.values())
    if not members:
        raise NotShared(firm=firm.name, consortium="–")
    verdicts = [permissions.may_propose_shares(by, member, at=at) for member in members]
    if not any(verdicts):
        raise NotAllowed(str(verdicts[0].reason))


def check_shares(shares: Mapping[Consortium, int]) -> None:
    """
    Refuse shares that are not exactly 100 % in parts above nothing.

    :raises ShareImpossible: naming the consortium.
    :raises SharesNotWhole: saying how much is missing or too much.
    """
    for consortium, share_bp in shares.items():
        if not 0 < share_bp <= WHOLE_BP:
            raise ShareImpossible(consortium=consortium.name)
    total = sum(shares.values())
    if total != WHOLE_BP:
        words = _("%(part)s is missing") if total < WHOLE_BP else _("%(part)s is too much")
        rest = words % {"part": in_percent(abs(WHOLE_BP - total))}
        raise SharesNotWhole(sum=in_percent(total), rest=rest)


def in_percent(share_bp: int) -> str:
    """Return basis points as a percentage with its two digits."""
    return f"{Decimal(share_bp) / 100:.2f} %"


def check_from(valid_from: dt.date, today: dt.date) -> None:
    """
    Refuse a beginning within a month, or in a month that is over: reductions up to then may be verified.

    :raises NotAFirstOfMonth, SharesTooEarly: saying which day can be.
    """
    if valid_from.day != 1:
        raise NotAFirstOfMonth(field="valid_from")
    if valid_from < today.replace(day=1):
        raise SharesTooEarly(field="valid_from", first=f"{today.replace(day=1)}")


def _check_consortia(firm: Firm, shares: Mapping[Consortium, int], places: Mapping[int, Member]) -> None:
    for consortium in shares:
        if consortium.pk not in places:
            raise NotShared(firm=firm.name, consortium=consortium.name)
    named = {consortium.pk for consortium in shares}
    for pk, member in places.items():
        if pk not in named:
            raise ConsortiumLeftOut(firm=firm.name, consortium=member.consortium.name)


def _check_others(program: Program, firm: Firm, valid_from: dt.date) -> None:
    others = AttributionAgreement.objects.filter(program=program, firm=firm)
    pending = others.filter(status=SharesStatus.PROPOSED).first()
    if pending:
        raise SharesPending(day=f"{pending.valid_from}")
    later = others.filter(status=SharesStatus.AGREED, valid_from__gte=valid_from).first()
    if later:
        raise SharesAgreedFrom(field="valid_from", day=f"{later.valid_from}")


@operation
def confirm_shares(
    *, agreement: AttributionAgreement, consortium: Consortium, by: User, at: dt.datetime
) -> AttributionAgreement:
    """
    Agree to proposed shares for a consortium; when every one has, they count, and earlier ones end before.

    :raises PermissionDenied: if `by` does not represent the consortium's anchor.
    :raises InvalidTransition: if the shares are agreed or dropped.
    :raises NotShared: if the consortium has no share in them, or the supplier left it.
    :raises AlreadyAgreed: if it agreed before.
    :raises SharesTooEarly: if the month from which they would count is over.
    """
    Firm.objects.lock(agreement.firm_id)
    agreement = AttributionAgreement.objects.lock(agreement.pk)
    require(permissions.may_lead, by, consortium, at=at)
    agreement.check_can_move_to(SharesStatus.AGREED)
    check_from(agreement.valid_from, clock.day(at))
    share = agreement.shares.filter(consortium=consortium).first()
    if share is None or consortium.pk not in _places(agreement.program, agreement.firm):
        raise NotShared(firm=agreement.firm.name, consortium=consortium.name)
    if share.confirmed_at:
        raise AlreadyAgreed(consortium=consortium.name, day=f"{clock.day(share.confirmed_at)}")
    share.confirmed_at, share.confirmed_by = at, by
    share.save(update_fields=["confirmed_at", "confirmed_by"])
    announcements.share_agreed(share, by=by, at=at)
    _settle(agreement, by=by, at=at)
    return agreement


def _settle(agreement: AttributionAgreement, *, by: User, at: dt.datetime) -> bool:
    """Let the shares count once every anchor agreed, and end the ones before; say whether they count."""
    if agreement.shares.filter(confirmed_at__isnull=True).exists():
        return False
    before = AttributionAgreement.objects.filter(
        program=agreement.program_id, firm=agreement.firm_id, status=SharesStatus.AGREED, valid_until=None
    ).first()
    if before:
        before.valid_until = agreement.valid_from - dt.timedelta(days=1)
        before.save(update_fields=["valid_until"])
    agreement.move_to(SharesStatus.AGREED, by=by, at=at)
    announcements.shares_ended(agreement, "shares_agreed", by=by, at=at)
    return True


@operation
def drop_shares(
    *, agreement: AttributionAgreement, reason: str, by: User, at: dt.datetime
) -> AttributionAgreement:
    """
    Drop proposed shares before all have agreed.

    :raises PermissionDenied: if `by` represents neither the supplier nor an anchor with a share.
    :raises InvalidTransition: if they are agreed or dropped.
    """
    agreement = AttributionAgreement.objects.lock(agreement.pk)
    require(permissions.may_drop_shares, by, agreement, at=at)
    agreement.move_to(SharesStatus.DROPPED, by=by, at=at, reason=reason)
    announcements.shares_ended(agreement, "shares_dropped", by=by, at=at)
    return agreement
