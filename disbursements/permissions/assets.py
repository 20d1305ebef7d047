"""Who may complete an asset, report on it, ask to dispose of it, recommend and decide."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from disbursements.permissions import DRAFT_PAYMENT, REPRESENTATIVE_ONLY

if TYPE_CHECKING:
    from disbursements.models import Asset, AssetReport, AssetRequest

KEEP_ASSET = Permission("disbursements.keep_asset")
REQUEST_DISPOSAL = Permission("disbursements.request_disposal")
RECOMMEND_DISPOSAL = Permission("disbursements.recommend_disposal")
DECIDE_DISPOSAL = Permission("disbursements.decide_disposal")

YOU_ASKED = denied(_("You asked for this; another person must decide on it."))
YOU_RECOMMENDED = denied(_("You recommended on this request; another person must decide on it."))


def may_complete_asset(user: Any, asset: "Asset", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may complete the entry: clerks and representatives of the firm."""
    return holds(user, KEEP_ASSET, (ScopeKind.FIRM, asset.grant.firm_id), at=at)


def may_report_asset(user: Any, report: "AssetReport", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may hand the report in: clerks and representatives of the firm."""
    return may_complete_asset(user, report.asset, at=at)


def may_request_disposal(user: Any, asset: "Asset", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may ask in the firm's name (Act, art. 35): its representative."""
    return _as_representative(user, asset.grant.firm_id, at)


def may_withdraw_disposal(user: Any, request: "AssetRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take the request back: who represents the firm."""
    return _as_representative(user, request.asset.grant.firm_id, at)


def may_recommend_disposal(user: Any, request: "AssetRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may recommend: officers of ministry and agency, not who asked."""
    verdict = holds(user, RECOMMEND_DISPOSAL, *request.asset.grant.consortium.program.scope_pairs, at=at)
    return YOU_ASKED if verdict and user.pk == request.requested_by_id else verdict


def may_decide_disposal(user: Any, request: "AssetRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may decide: an approving officer, a third person."""
    verdict = holds(user, DECIDE_DISPOSAL, *request.asset.grant.consortium.program.scope_pairs, at=at)
    if verdict and user.pk == request.requested_by_id:
        return YOU_ASKED
    return YOU_RECOMMENDED if verdict and user.pk == request.recommended_by_id else verdict


def _as_representative(user: Any, firm_id: int, at: dt.datetime) -> Verdict:
    place = (ScopeKind.FIRM, firm_id)
    verdict = holds(user, REQUEST_DISPOSAL, place, at=at)
    return REPRESENTATIVE_ONLY if not verdict and holds(user, DRAFT_PAYMENT, place, at=at) else verdict
