"""Approving what was checked: it waits for its release then, or an advance covers it whole."""

import datetime as dt

from applications.models import Application
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions
from disbursements.hands import Hand
from disbursements.models import Grant, PaymentRequest
from disbursements.operations.assets import register_assets
from disbursements.operations.letters import write_payment
from disbursements.operations.stages import check_covered, post_cover
from disbursements.workflow import PaymentStatus


@operation
def approve_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Approve what was checked: a third person, within their limit, before a fourth releases it.

    Where an advance covers all of it the bank has nothing to pay: held → spent, and the request ends here.

    :raises NotAllowed: if `by` asked for it or checked it, for themselves or as a stand-in, at any time; or
        if the amount is above their limit, saying who may.
    :raises InvalidTransition: if it is not checked, or approved already, saying by whom.
    :raises LineHalted, NotEligible: of what an advance covers, where a release would be refused.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    way = Application.objects.lock_line(payment.grant.application_id)
    Grant.objects.lock(payment.grant_id)
    require(permissions.may_approve_payment, by, payment, at=at)
    payment.check_stands_in(PaymentStatus.CHECKED)  # what the bank sent back is approved without a person
    acting_for = permissions.stands_in_for(by, Hand.APPROVE, payment, at=at)
    payment.approved_at, payment.approved_by = at, by
    payment.save(update_fields=["approved_at", "approved_by"])
    if not payment.payable_won:
        return _cover(payment, way, acting_for, by=by, at=at)
    payment.move_to(PaymentStatus.APPROVED, by=by, at=at, acting_for=acting_for)
    announcements.payment_approved(payment, by=by, at=at)
    write_payment(payment, by=by, at=at)
    return payment


def _cover(
    payment: PaymentRequest, way: list[Application], acting_for: User | None, *, by: User, at: dt.datetime
) -> PaymentRequest:
    """Spend what the firm holds of its advance on the accepted lines: all of them are bought by now."""
    check_covered(payment, way, by, at)
    payment.move_to(PaymentStatus.COVERED, by=by, at=at, acting_for=acting_for)
    post_cover(payment, by=by, at=at)
    register_assets(payment=payment, by=by, at=at)
    announcements.payment_covered(payment, by=by, at=at)
    return payment
