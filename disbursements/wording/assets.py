"""How assets and requests about them are spoken of: next step and whose, history in sentences, steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import Asset, AssetRequest, AssetStatus, RequestStatus
from disbursements.permissions import assets as permissions
from disbursements.permissions import debts
from disbursements.wording import THE_APPROVER, THE_OFFICER, Step

SENTENCES = {
    AssetStatus.REGISTERED: _("Entered into the register with the payment."),
    AssetStatus.COMPLETED: _("Completed the entry."),
    AssetStatus.DISPOSED: _("Ended the entry: it was disposed of with approval."),
}
REQUEST_SENTENCES = {
    RequestStatus.REQUESTED: _("Asked for approval."),
    RequestStatus.RECOMMENDED: _("Recommended on it."),
    RequestStatus.APPROVED: _("Approved it."),
    RequestStatus.REFUSED: _("Refused it; all stays as it was."),
    RequestStatus.WITHDRAWN: _("Withdrew it."),
}
COMPLETE = Step(
    _("Complete the entry"), "asset_complete", permissions.may_complete_asset, AssetStatus.COMPLETED
)
ASK = Step(_("Ask to dispose of it"), "asset_request_new", permissions.may_request_disposal, tone="secondary")
REQUEST_STEPS = (
    Step(
        _("Recommend"), "asset_request_recommend", permissions.may_recommend_disposal,
        RequestStatus.RECOMMENDED,
    ),
    Step(_("Approve"), "asset_request_approve", permissions.may_decide_disposal, RequestStatus.APPROVED),
    Step(
        _("Refuse"), "asset_request_refuse", permissions.may_decide_disposal, RequestStatus.REFUSED,
        "secondary",
    ),
    Step(
        _("Withdraw the request"), "asset_request_withdraw", permissions.may_withdraw_disposal,
        RequestStatus.WITHDRAWN, "secondary",
    ),
)  # fmt: skip
PROPOSE_RETURN = Step(_("Recover the subsidy"), "return_propose", debts.may_propose_return)


def asset_next(asset: Asset, late: bool) -> dict[str, Any]:
    """Return the next step of an asset, whose it is and until when."""
    if asset.status == AssetStatus.REGISTERED:
        return {"next_step": _("Complete the entry"), "whose": asset.firm, "deadline": asset.due_on}
    if late:
        return {"next_step": _("Hand the overdue report in"), "whose": asset.firm}
    return {}


def request_next(request: AssetRequest) -> dict[str, Any]:
    """Return the next step of a request and whose it is."""
    if request.status == RequestStatus.REQUESTED:
        return {"next_step": _("Recommend on the request"), "whose": THE_OFFICER}
    if request.status == RequestStatus.RECOMMENDED:
        return {"next_step": _("Decide on the request"), "whose": THE_APPROVER}
    return {}
