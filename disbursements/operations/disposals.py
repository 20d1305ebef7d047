"""What a firm asks to do with an asset under restriction: asked, recommended, decided by a third person."""

import datetime as dt

from applications.rules import check_reason
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import only_once, operation
from disbursements.announcements import assets as announcements
from disbursements.models import Asset, AssetRequest, AssetStatus, DisposalKind, RequestStatus
from disbursements.permissions import assets as permissions
from disbursements.refusals import assets as refusals

#: kinds that name another party
TO_SOMEBODY = (DisposalKind.SALE, DisposalKind.LEASE, DisposalKind.PLEDGE)


@operation
def request_disposal(
    *,
    asset: Asset,
    kind: str,
    reason: str,
    to_whom: str = "",
    to_site: str = "",
    price_won: int | None = None,
    by: User,
    at: dt.datetime,
) -> AssetRequest:
    """
    Ask to sell, lease, pledge, move, use otherwise or scrap an asset under restriction (Act, art. 35).

    :raises NotAllowed: if `by` does not represent the firm.
    :raises NotComplete, NotRestricted, RequestOpen: if there is nothing to ask for.
    :raises WhomMissing, SiteMissing, PriceMissing, PriceForSaleOnly: naming what does not fit the kind.
    """
    asset = Asset.objects.lock(asset.pk)
    require(permissions.may_request_disposal, by, asset, at=at)
    _check_restricted(asset, clock.day(at))
    kind = DisposalKind(kind).value
    _check_terms(kind, to_whom.strip(), to_site.strip(), price_won)
    request = AssetRequest(
        asset=asset,
        kind=kind,
        to_whom=to_whom.strip() if kind in TO_SOMEBODY else "",
        to_site=to_site.strip() if kind == DisposalKind.MOVE else "",
        price_won=price_won,
        why=check_reason(reason),
        requested_at=at,
        requested_by=by,
    )
    with only_once("one_open", refusals.RequestOpen()):
        request.save()
    request.begin(by=by, at=at, reason=reason)
    announcements.disposal_requested(request, at=at)
    return request


def _check_restricted(asset: Asset, today: dt.date) -> None:
    if asset.status == AssetStatus.REGISTERED:
        raise refusals.NotComplete
    asset_ended = asset.status == AssetStatus.DISPOSED
    if asset_ended or asset.clock_on(today).is_over:
        until = asset.ended_on if asset_ended else asset.restricted_until
        raise refusals.NotRestricted(until=f"{until:%Y-%m-%d}")


def _check_terms(kind: str, to_whom: str, to_site: str, price_won: int | None) -> None:
    if kind in TO_SOMEBODY and not to_whom:
        raise refusals.WhomMissing(field="to_whom")
    if kind == DisposalKind.MOVE and not to_site:
        raise refusals.SiteMissing(field="to_site")
    if kind == DisposalKind.SALE and price_won is None:
        raise refusals.PriceMissing(field="price_won")
    if kind != DisposalKind.SALE and price_won is not None:
        raise refusals.PriceForSaleOnly(field="price_won")
    if price_won:
        check_amount(price_won)


@operation
def recommend_disposal(
    *, request: AssetRequest, recommendation: str, by: User, at: dt.datetime
) -> AssetRequest:
    """
    Recommend on a request, before another person decides it.

    :raises InvalidTransition: if somebody recommended or the firm withdrew it.
    """
    request = _locked(request)
    require(permissions.may_recommend_disposal, by, request, at=at)
    request.check_can_move_to(RequestStatus.RECOMMENDED)
    request.recommendation = check_reason(recommendation)
    request.recommended_at, request.recommended_by = at, by
    request.save(update_fields=["recommendation", "recommended_at", "recommended_by"])
    request.move_to(RequestStatus.RECOMMENDED, by=by, at=at)
    announcements.disposal_recommended(request, by=by, at=at)
    return request


@operation
def approve_disposal(
    *, request: AssetRequest, reason: str, to_return_won: int = 0, by: User, at: dt.datetime
) -> AssetRequest:
    """
    Approve a request (Act, art. 35). A sale or scrapping ends the restriction, with the subsidy to be given
    back as the decision says; a move changes the place. No money moves here.

    :raises NotAllowed: if `by` asked for it or recommended on it.
    :raises InvalidTransition: if nobody recommended yet, or it was decided.
    :raises MoreThanFunded, ReturnForDisposalOnly: if so much can't be returned.
    """
    request = _locked(request)
    require(permissions.may_decide_disposal, by, request, at=at)
    request.check_can_move_to(RequestStatus.APPROVED)
    _check_return(request, to_return_won)
    _decided(request, RequestStatus.APPROVED, reason, by, at)
    if request.ends_the_asset:
        request.to_return_won = to_return_won
        request.save(update_fields=["to_return_won"])
        _end(request, by, at)
    if request.kind == DisposalKind.MOVE:
        request.asset.site = request.to_site
        request.asset.save(update_fields=["site"])
    announcements.disposal_decided(request, by=by, at=at)
    return request


@operation
def refuse_disposal(*, request: AssetRequest, reason: str, by: User, at: dt.datetime) -> AssetRequest:
    """
    Refuse a request; the asset stays as it is.

    :raises NotAllowed: if `by` asked for it or recommended on it.
    """
    request = _locked(request)
    require(permissions.may_decide_disposal, by, request, at=at)
    request.check_can_move_to(RequestStatus.REFUSED)
    _decided(request, RequestStatus.REFUSED, reason, by, at)
    announcements.disposal_decided(request, by=by, at=at)
    return request


@operation
def withdraw_disposal(*, request: AssetRequest, reason: str, by: User, at: dt.datetime) -> AssetRequest:
    """
    Take a request back before it is decided.

    :raises InvalidTransition: if it was decided.
    """
    request = _locked(request)
    require(permissions.may_withdraw_disposal, by, request, at=at)
    request.move_to(RequestStatus.WITHDRAWN, by=by, at=at, reason=check_reason(reason))
    announcements.nobody_waits(request, by=by, at=at)
    return request


def _locked(request: AssetRequest) -> AssetRequest:
    """Return the request as it is now, and its asset, both locked: the asset first."""
    asset = Asset.objects.lock(request.asset_id)
    request = AssetRequest.objects.lock(request.pk)
    request.asset = asset
    return request


def _check_return(request: AssetRequest, to_return_won: int) -> None:
    if to_return_won and not request.ends_the_asset:
        raise refusals.ReturnForDisposalOnly(field="to_return_won")
    if to_return_won:
        check_amount(to_return_won)
    if to_return_won > request.asset.funded_won:
        raise refusals.MoreThanFunded(field="to_return_won", funded=f"{request.asset.funded_won:,}")


def _decided(request: AssetRequest, status: RequestStatus, reason: str, by: User, at: dt.datetime) -> None:
    request.decided_at, request.decided_by = at, by
    request.save(update_fields=["decided_at", "decided_by"])
    request.move_to(status, by=by, at=at, reason=check_reason(reason))


def _end(request: AssetRequest, by: User, at: dt.datetime) -> None:
    """End the asset; reports on half-years before are still owed."""
    asset = request.asset
    asset.ended_on = clock.day(at)
    asset.save(update_fields=["ended_on"])
    asset.move_to(AssetStatus.DISPOSED, by=by, at=at, reason=str(request.get_kind_display()))
