"""Releasing a payment to the bank, recording what the bank did with it: never in one hand."""

import datetime as dt

from django.db import IntegrityError, transaction

from applications.eligibility.facts import Party
from applications.eligibility.looks import Stated
from applications.eligibility.outcomes import Moment
from applications.models import Application
from applications.operations.eligibility import check_eligible
from applications.operations.lines import check_runs
from applications.rules import check_reason
from core.ledger.models import Transfer
from core.ledger.operations import account, check_amount, post, post_event, reverse
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.models import Grant, PaymentRequest
from disbursements.moves import payment_moves
from disbursements.queries.paying import bank_part
from disbursements.workflow import PaymentStatus


@operation
def release_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Send the money to the bank: committed → paying. A second officer reads who did it; nothing moves twice.

    :raises NotAllowed: if `by` asked for it or checked it.
    :raises InvalidTransition: if it is not checked, or already released, saying by whom.
    :raises LineHalted: if the grant or one above it is suspended or cancelled.
    :raises NotEligible: if a rule of eligibility stands in the way of paying, with the way to mend it.
    :raises InsufficientFunds: if less is committed than was asked.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    require(permissions.may_release_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.RELEASED)
    check_runs(line)
    check_eligible(application=line[-1], moment=Moment.PAYMENT, stated=_stated(payment), by=by, at=at)
    payment.released_at, payment.released_by = at, by
    payment.save(update_fields=["released_at", "released_by"])
    payment.move_to(PaymentStatus.RELEASED, by=by, at=at)
    times = payment.changes.filter(to_status=PaymentStatus.RELEASED).count()
    post(
        key=f"release:{payment.pk}:{times}",
        source=account(payment.grant.owner, "committed"),
        target=account(payment.grant.owner, "paying"),
        amount=bank_part(payment),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"release:{payment.pk}:{times}",
    )
    announcements.payment_released(payment, by=by, at=at)
    return payment


def _stated(payment: PaymentRequest) -> Stated:
    """Return what the request brings with it for the rules of eligibility: its invoices and who sold."""
    lines = list(payment.lines.accepted().order_by("pk"))
    sellers = {(line.supplier_name, line.supplier_number): None for line in lines}
    return Stated(
        invoices=tuple(line.invoice_number for line in lines),
        suppliers=tuple(Party(name, number) for name, number in sellers),
        owner=("grant", payment.grant_id),
    )


@operation
def return_from_bank(*, payment: PaymentRequest, reason: str, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Record that the bank could not pay and sent the money back: paying → committed; it waits for its release.

    :raises NotAllowed: if `by` released the payment, or does not confirm payments of this programme.
    :raises InvalidTransition: if it is not at the bank.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    Application.objects.lock_line(payment.grant.application_id)
    require(permissions.may_confirm_payment, by, payment, at=at)
    if payment.status != PaymentStatus.RELEASED:
        payment.check_can_move_to(PaymentStatus.CONFIRMED)  # says where it is now
    times = payment.changes.filter(to_status=PaymentStatus.RELEASED).count()
    payment.move_to(PaymentStatus.CHECKED, by=by, at=at, reason=check_reason(reason))
    payment.released_at = payment.released_by = None
    payment.save(update_fields=["released_at", "released_by"])
    key = f"release:{payment.pk}:{times}"
    reverse(
        transfer=Transfer.objects.get(key=key),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"bounce:{payment.pk}:{times}",
    )
    announcements.payment_bounced(payment, by=by, at=at)
    return payment


@operation
def confirm_payment(
    *,
    payment: PaymentRequest,
    paid_on: dt.date,
    bank_reference: str,
    amount_won: int,
    by: User,
    at: dt.datetime,
) -> PaymentRequest:
    """
    Record that the bank paid: in one event paying → held, held → spent (its lines were accepted before), and
    the duty to contribute where the programme has one. An indirect subsidy goes to the topmost firm of its
    line, which hands it on: paying → conduit for the firm it is for.

    :raises InvalidTransition: if it was not released, or is confirmed already.
    :raises AmountDiffers, PaidBeforeRelease, InvoiceInFuture: if amount or day can't be right.
    :raises NoBankReference, BankReferenceUsed: if the reference is missing or belongs to another payment.
    :raises NotAllowed: if `by` released the payment.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_confirm_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.CONFIRMED)
    reference = _check_bank(payment, paid_on, bank_reference, amount_won, at)
    payment.confirmed_at, payment.confirmed_by = at, by
    payment.paid_on, payment.bank_reference = paid_on, reference
    _save_confirmation(payment)
    payment.move_to(PaymentStatus.CONFIRMED, by=by, at=at)
    post_event(
        moves=payment_moves(grant, payment, line[0]),
        effective_on=paid_on,
        at=at,
        by=by,
        event=f"confirm:{payment.pk}",
    )
    announcements.payment_confirmed(payment, grant, by=by, at=at)
    return payment


def _save_confirmation(payment: PaymentRequest) -> None:
    """Save it; of two payments confirmed with one reference at once, one is refused by the database."""
    try:
        with transaction.atomic():
            payment.save(update_fields=["confirmed_at", "confirmed_by", "paid_on", "bank_reference"])
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        raise refusals.BankReferenceUsed(field="bank_reference", value=payment.bank_reference) from error


def _check_bank(
    payment: PaymentRequest, paid_on: dt.date, bank_reference: str, amount_won: int, at: dt.datetime
) -> str:
    """Return the bank's reference, after comparing the statement with the release."""
    check_amount(amount_won)
    if amount_won != bank_part(payment):
        raise refusals.AmountDiffers(
            field="amount_won", paid=f"{amount_won:,}", asked=f"{bank_part(payment):,}"
        )
    released_on = clock.day(payment.released_at) if payment.released_at else paid_on
    if paid_on < released_on:
        raise refusals.PaidBeforeRelease(
            field="paid_on", released=f"{released_on:%Y-%m-%d}", paid=f"{paid_on:%Y-%m-%d}"
        )
    if paid_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="paid_on")
    reference = bank_reference.strip()
    if not reference:
        raise refusals.NoBankReference(field="bank_reference")
    if PaymentRequest.objects.filter(bank_reference=reference).exists():
        raise refusals.BankReferenceUsed(field="bank_reference", value=reference)
    return reference
