"""How changes after the award are spoken of: next step and whose, history in sentences, steps on offer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import ChangeRequest
from disbursements.permissions import changes as permissions
from disbursements.wording import THE_APPROVER, THE_OFFICER, Step
from disbursements.workflow import ChangeStatus

SENTENCES = {
    ChangeStatus.REQUESTED: _("Asked for the change."),
    ChangeStatus.RECORDED: _("Recorded it at once: it is minor."),
    ChangeStatus.APPROVED: _("Approved the change; it was made."),
    ChangeStatus.REFUSED: _("Refused the change; all stays as it was."),
    ChangeStatus.WITHDRAWN: _("Withdrew the change."),
    ChangeStatus.DECLINED: _("Declined to take the grant over; all stays as it was."),
}
ASK = Step(_("Ask for a change"), "change_new", permissions.may_request_change, tone="secondary")
THE_OTHER_FIRM = _("the representative of the other firm")
STEPS = (
    Step(_("Take the grant over"), "change_agree", permissions.may_agree_to_hand_over, ChangeStatus.APPROVED),
    Step(
        _("Decline"), "change_decline", permissions.may_agree_to_hand_over, ChangeStatus.DECLINED, "secondary"
    ),
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


def steps_of(change: ChangeRequest) -> tuple[Step, ...]:
    """Return the steps that can make sense: a hand-over is agreed to first, then decided."""
    agreeing = ("change_agree", "change_decline")
    if change.to_firm_id is None or change.agreed_at is not None:
        return tuple(step for step in STEPS if step.url_name not in agreeing)
    deciding = ("change_approve", "change_recommend")
    return tuple(step for step in STEPS if step.url_name not in deciding)


def next_of(change: ChangeRequest) -> dict[str, Any]:
    """Return the next step of a change and whose it is."""
    if change.status != ChangeStatus.REQUESTED:
        return {}
    if change.to_firm_id is not None and change.agreed_at is None:
        return {"next_step": _("Agree or decline"), "whose": THE_OTHER_FIRM}
    if change.recommended_at is None:
        return {
            "next_step": _("Recommend and decide"),
            "whose": _("%(officer)s, then %(approver)s") % {"officer": THE_OFFICER, "approver": THE_APPROVER},
        }
    return {"next_step": _("Decide on the change"), "whose": THE_APPROVER}
