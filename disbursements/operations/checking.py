"""Checking what a firm asks for: finding that the evidence bears it, or sending it back."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions
from disbursements.hands import Hand
from disbursements.models import PaymentRequest
from disbursements.workflow import PaymentStatus


@operation
def return_payment(*, payment: PaymentRequest, reason: str, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Send the request back to the firm, saying what to correct.

    :raises InvalidTransition: if it is not waiting for a check or a release.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_return_payment, by, payment, at=at)
    payment.move_to(PaymentStatus.RETURNED, by=by, at=at, reason=reason)
    announcements.payment_returned(payment, by=by, at=at)
    return payment


@operation
def check_payment(*, payment: PaymentRequest, finding: str, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Find that the evidence bears the amount asked (Decree, art. 10-8: invoice, card approval or other proof).

    :raises InvalidTransition: if it is not waiting for a check.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_check_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.CHECKED)
    acting_for = permissions.stands_in_for(by, Hand.CHECK, payment, at=at)
    payment.checked_at, payment.checked_by = at, by
    payment.save(update_fields=["checked_at", "checked_by"])
    payment.move_to(PaymentStatus.CHECKED, by=by, at=at, reason=finding, acting_for=acting_for)
    announcements.payment_checked(payment, by=by, at=at)
    return payment
