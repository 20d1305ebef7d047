"""Who may propose, order, collect and end what firms owe; nobody both proposes and orders."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission
from disbursements.permissions.money import A_GIFT_STAYS, CONFIRM_PAYMENT

if TYPE_CHECKING:
    from disbursements.models import AssetRequest, Debt, Grant, PaymentRequest, SetOff

PROPOSE_DEBT = Permission("disbursements.propose_debt")
ORDER_DEBT = Permission("disbursements.order_debt")

YOU_PROPOSED = denied(_("You proposed this debt; another person must decide on it."))


def may_propose_debt(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may propose to recover (Act, art. 30–31): officers who handle the case."""
    verdict = holds(user, PROPOSE_DEBT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_propose_return(user: Any, request: "AssetRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may propose what a disposal gives back: whoever may propose to recover."""
    return may_propose_debt(user, request.asset.grant, at=at)


def may_charge_beside(user: Any, debt: "Debt", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may propose interest, surcharge or late fee beside a debt."""
    return may_propose_debt(user, debt.grant, at=at)


def may_order_debt(user: Any, debt: "Debt", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may order or drop it: an approving officer who did not propose it."""
    verdict = holds(user, ORDER_DEBT, *debt.grant.consortium.program.scope_pairs, at=at)
    return YOU_PROPOSED if verdict and user.pk == debt.proposed_by_id else verdict


def may_end_debt(user: Any, debt: "Debt", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may write off, withdraw, agree to instalments, exclude: who may order."""
    return may_order_debt(user, debt, at=at)


def may_record_debt_payment(user: Any, debt: "Debt", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record what the firm paid: whoever records the bank's word."""
    return holds(user, CONFIRM_PAYMENT, *debt.grant.consortium.program.scope_pairs, at=at)


def may_set_off(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may set a debt off against a payment: an approving officer."""
    return holds(user, ORDER_DEBT, *payment.grant.consortium.program.scope_pairs, at=at)


def may_lift_set_off(user: Any, set_off: "SetOff", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may lift a set-off: whoever may decide on one."""
    return may_set_off(user, set_off.payment, at=at)


def may_meet_by_set_off(user: Any, debt: "Debt", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may meet a debt by a set-off: who decides on debts of its own programme."""
    return holds(user, ORDER_DEBT, *debt.grant.consortium.program.scope_pairs, at=at)
