"""Releasing a payment to the bank, by hand or with its batch."""

import datetime as dt

from applications.eligibility.facts import Party
from applications.eligibility.looks import Stated
from applications.eligibility.outcomes import Moment
from applications.models import Application
from applications.operations.eligibility import check_eligible
from applications.operations.lines import check_runs
from core.ledger.models import Transfer
from core.ledger.operations import account, post
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.hands import Hand
from disbursements.models import PaymentRequest
from disbursements.operations.papers import check_none_cancelled
from disbursements.operations.set_off import check_in_no_batch, check_set_offs
from disbursements.queries.paying import account_to_pay, bank_part, release_event
from disbursements.workflow import PaymentStatus


@operation
def release_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Send the money of one payment to the bank by hand: committed → paying; nothing moves twice.

    :raises PaymentInBatch: if it lies in a batch, with which it is released.
    :raises NotAllowed, InvalidTransition, NoBankAccount, LineHalted, NotEligible, InsufficientFunds: as
        `send_to_bank` does.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_release_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.RELEASED)
    check_in_no_batch(payment)
    return send_to_bank(payment=payment, by=by, at=at)


@operation
def send_to_bank(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Send the money of a payment to the bank, by hand or with its batch: committed → paying.

    :raises NotAllowed: if `by` asked for it, checked or approved it, for themselves or as a stand-in, at any
        time, or answered for the bank; or if the amount is above their limit.
    :raises InvalidTransition: if it is not approved, or already released, saying by whom.
    :raises MoneyOut: if the money of its last release did not come back.
    :raises NoBankAccount, AccountChanging: if the firm has no confirmed account (Act, art. 34).
    :raises LineHalted: if the grant or one above it is suspended or cancelled.
    :raises InvoiceCancelled: if one of its proofs was cancelled meanwhile, and nobody waived that.
    :raises NotEligible: if a rule of eligibility stands in the way of paying, with the way to mend it.
    :raises SetOffAboveRequest: if more is set off against it than it comes to by now.
    :raises InsufficientFunds: if less is committed than was asked.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    require(permissions.may_release_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.RELEASED)
    _check_not_out(payment)
    acting_for = permissions.stands_in_for(by, Hand.RELEASE, payment, at=at)
    check_set_offs(payment)
    check_runs(line)
    check_none_cancelled(payment, at)
    payment.paid_to = account_to_pay(payment.grant, at)
    check_eligible(application=line[-1], moment=Moment.PAYMENT, stated=stated_by(payment), by=by, at=at)
    payment.released_at, payment.released_by = at, by
    payment.save(update_fields=["released_at", "released_by", "paid_to"])
    payment.move_to(PaymentStatus.RELEASED, by=by, at=at, acting_for=acting_for)
    if part := bank_part(payment):  # 0 where all of it is set off
        key = release_event(payment)
        post(
            key=key,
            source=account(payment.grant.owner, "committed"),
            target=account(payment.grant.owner, "paying"),
            amount=part,
            effective_on=clock.day(at),
            at=at,
            by=by,
            event=key,
        )
    announcements.payment_released(payment, by=by, at=at)
    return payment


def _check_not_out(payment: PaymentRequest) -> None:
    """Refuse to send money out a second time, whatever the status says: the ledger knows where it is."""
    sent = Transfer.objects.filter(key=release_event(payment), reversed_by__isnull=True).first()
    if sent is not None:
        raise refusals.MoneyOut(won=f"{sent.amount:,}", day=f"{sent.effective_on:%Y-%m-%d}")


def stated_by(payment: PaymentRequest) -> Stated:
    """Return what the request brings with it for the rules of eligibility: its invoices and who sold."""
    lines = list(payment.lines.accepted().order_by("pk"))
    sellers = {(line.supplier_name, line.supplier_number): None for line in lines}
    return Stated(
        invoices=tuple(line.invoice_number for line in lines),
        suppliers=tuple(Party(name, number) for name, number in sellers),
        owner=("grant", payment.grant_id),
    )
