"""How changes after the award are spoken of: next step and whose, history in sentences, steps on offer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements import permissions_changes as permissions
from disbursements.models import ChangeRequest
from disbursements.wording import THE_APPROVER, THE_OFFICER, Step
from disbursements.workflow import ChangeStatus

SENTENCES = {
    ChangeStatus.REQUESTED: _("Asked for the change."),
    ChangeStatus.RECORDED: _("Recorded it at once: it is minor."),
    ChangeStatus.APPROVED: _("Approved the change; it was made."),
    ChangeStatus.REFUSED: _("Refused the change; all stays as it was."),
    ChangeStatus.WITHDRAWN: _("Withdrew the change."),
}
ASK = Step(_("Ask for a change"), "change_new", permissions.may_request_change, tone="secondary")
STEPS = (
    Step(_("Approve"), "change_approve", permissions.may_decide_change, ChangeStatus.APPROVED),
    Step(_("Recommend"), "change_recommend", permissions.may_recommend_change, ChangeStatus.APPROVED),
    Step(_("Refuse"), "change_refuse", permissions.may_decide_change, ChangeStatus.REFUSED, "secondary"),
    Step(
        _("Withdraw the change"),
        "change_withdraw",
        permissions.may_withdraw_change,
        ChangeStatus.WITHDRAWN,
        "secondary",
    ),
)


def next_of(change: ChangeRequest) -> dict[str, Any]:
    """Return the next step of a change and whose it is."""
    if change.status != ChangeStatus.REQUESTED:
        return {}
    if change.recommended_at is None:
        return {
            "next_step": _("Recommend and decide"),
            "whose": _("%(officer)s, then %(approver)s") % {"officer": THE_OFFICER, "approver": THE_APPROVER},
        }
    return {"next_step": _("Decide on the change"), "whose": THE_APPROVER}
