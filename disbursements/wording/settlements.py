"""How settlements are spoken of: next step and whose, history in sentences, steps on offer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import Settlement
from disbursements.permissions import settlements as permissions
from disbursements.wording import THE_APPROVER, THE_OFFICER, Step
from disbursements.wording.money import THE_FIRM
from disbursements.workflow import GrantStatus, SettlementStatus

SENTENCES = {
    SettlementStatus.DUE: _("Opened the settlement."),
    SettlementStatus.SUBMITTED: _("Put it before those who confirm its lines."),
    SettlementStatus.RETURNED: _("Ordered lines to be corrected."),
    SettlementStatus.CHECKED: _("Confirmed every line."),
    SettlementStatus.CONFIRMED: _("Confirmed the settlement; its figures are frozen."),
}
NEXT = {
    SettlementStatus.DUE: (_("Hand the settlement in"), THE_FIRM),
    SettlementStatus.SUBMITTED: (_("Confirm line by line"), THE_OFFICER),
    SettlementStatus.RETURNED: (_("Correct the lines and hand it in again"), THE_FIRM),
    SettlementStatus.CHECKED: (_("Confirm the settlement"), THE_APPROVER),
}
STEPS = (
    Step(
        _("Fill in and hand in"), "settlement_state", permissions.may_state_settlement,
        SettlementStatus.SUBMITTED,
    ),
    Step(
        _("Every line is confirmed"), "settlement_check", permissions.may_check_settlement,
        SettlementStatus.CHECKED,
    ),
    Step(
        _("Send lines back"), "settlement_return", permissions.may_check_settlement,
        SettlementStatus.RETURNED, "secondary",
    ),
    Step(
        _("Confirm the settlement"), "settlement_confirm", permissions.may_confirm_settlement,
        SettlementStatus.CONFIRMED,
    ),
    Step(
        _("Give it back to the officer"), "settlement_send_back", permissions.may_confirm_settlement,
        SettlementStatus.CONFIRMED, "secondary",
    ),
)  # fmt: skip
INTEREST = Step(
    _("Record the interest paid in"), "settlement_interest", permissions.may_record_interest, tone="secondary"
)
OPEN = Step(_("Open the settlement"), "settlement_open", permissions.may_open_settlement, tone="secondary")
CLOSE = Step(
    _("Close the grant"), "grant_close", permissions.may_close_grant, GrantStatus.CLOSED, "secondary"
)


def steps_of(settlement: Settlement) -> tuple[Step, ...]:
    """Return the steps that can make sense: what is confirmed goes back only from its confirmation."""
    if settlement.status == SettlementStatus.CHECKED:
        return STEPS[3:]
    return STEPS[:3]


def next_of(settlement: Settlement) -> dict[str, Any]:
    """Return the next step of a settlement, whose it is and until when."""
    found = NEXT.get(SettlementStatus(settlement.status))
    if found is None:
        return {}
    step, whose = found
    deadline = settlement.due_on if settlement.status == SettlementStatus.DUE else None
    return {"next_step": step, "whose": whose, "deadline": deadline}
