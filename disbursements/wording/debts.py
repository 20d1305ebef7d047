"""How debts are spoken of: next step and whose, history in sentences, steps on offer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.templatetags.ui import won
from disbursements.models import Debt
from disbursements.permissions import debts as permissions
from disbursements.permissions import may_confirm_payment
from disbursements.recovery import Part
from disbursements.wording import THE_APPROVER, Step
from disbursements.workflow import DebtStatus, PaymentStatus

SENTENCES = {
    DebtStatus.PROPOSED: _("Proposed it."),
    DebtStatus.ORDERED: _("Ordered it to be paid."),
    DebtStatus.DROPPED: _("Decided not to order it."),
    DebtStatus.PAID: _("Recorded the last payment: it is settled."),
    DebtStatus.WRITTEN_OFF: _("Wrote off what was open."),
    DebtStatus.WITHDRAWN: _("Withdrew the order; what it moved went back."),
}
STEPS = (
    Step(_("Order it to be paid"), "debt_order", permissions.may_order_debt, DebtStatus.ORDERED),
    Step(_("Don't order it"), "debt_drop", permissions.may_order_debt, DebtStatus.DROPPED, "secondary"),
    Step(_("Record a payment"), "debt_pay", permissions.may_record_debt_payment, DebtStatus.PAID),
    Step(
        _("Agree to instalments"), "debt_instalments", permissions.may_end_debt, DebtStatus.PAID, "secondary"
    ),
    Step(
        _("Charge interest, surcharge or late fee"), "debt_charge", permissions.may_charge_beside,
        DebtStatus.PAID, "secondary",
    ),
    Step(_("Exclude the firm"), "debt_exclude", permissions.may_end_debt, DebtStatus.PAID, "tertiary"),
    Step(_("Write off"), "debt_write_off", permissions.may_end_debt, DebtStatus.WRITTEN_OFF, "tertiary"),
    Step(
        _("Withdraw the order"), "debt_withdraw", permissions.may_end_debt, DebtStatus.WITHDRAWN, "tertiary"
    ),
)  # fmt: skip
PROPOSE = Step(_("Recover subsidy"), "debt_propose", permissions.may_propose_debt, tone="secondary")
SET_OFF = Step(_("Set a debt off"), "set_off_bind", permissions.may_set_off, tone="secondary")
SET_OFF_RECORD = Step(
    _("Record the set-off"), "set_off_confirm", may_confirm_payment, PaymentStatus.CONFIRMED
)


def steps_of(*, plan_runs: bool, is_excluded: bool) -> list[Step]:
    """Return the steps that can make sense: nobody agrees to a second plan, or excludes a firm twice."""
    done = {"debt_instalments": plan_runs, "debt_exclude": is_excluded}
    return [step for step in STEPS if not done.get(step.url_name)]


def next_of(debt: Debt, part: Part | None = None) -> dict[str, Any]:
    """Return the next step of a debt, whose it is and until when; of one in parts, the next part."""
    if debt.status == DebtStatus.PROPOSED:
        return {"next_step": _("Order it or don't"), "whose": THE_APPROVER}
    if debt.status == DebtStatus.ORDERED:
        if part is not None:
            step = _("Pay the next part: %(won)s") % {"won": won(part.amount_won)}
            return {"next_step": step, "whose": debt.firm, "deadline": part.due_on}
        return {"next_step": _("Pay it"), "whose": debt.firm, "deadline": debt.due_on}
    return {}
