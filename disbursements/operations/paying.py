"""Approving a payment, releasing it to the bank, recording that the bank paid: never in one hand."""

import datetime as dt

from django.db import IntegrityError, transaction

from applications.eligibility.facts import Party
from applications.eligibility.looks import Stated
from applications.eligibility.outcomes import Moment
from applications.models import Application
from applications.operations.eligibility import check_eligible
from applications.operations.lines import check_runs
from core.ledger.operations import account, check_amount, post, post_event
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.hands import Hand
from disbursements.models import Grant, PaymentBatch, PaymentRequest
from disbursements.moves import payment_moves
from disbursements.operations.assets import register_assets
from disbursements.queries.paying import account_to_pay, bank_part, release_event
from disbursements.workflow import BatchStatus, PaymentStatus
from programs.models import GrantKind


@operation
def approve_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Approve what was checked: a third person, within their limit, before a fourth releases it.

    :raises NotAllowed: if `by` asked for it or checked it, for themselves or as a stand-in, at any time; or
        if the amount is above their limit, saying who may.
    :raises InvalidTransition: if it is not checked, or approved already, saying by whom.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_approve_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.APPROVED)
    acting_for = permissions.stands_in_for(by, Hand.APPROVE, payment, at=at)
    payment.approved_at, payment.approved_by = at, by
    payment.save(update_fields=["approved_at", "approved_by"])
    payment.move_to(PaymentStatus.APPROVED, by=by, at=at, acting_for=acting_for)
    announcements.payment_approved(payment, by=by, at=at)
    return payment


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
    batch = PaymentBatch.objects.filter(entries__payment=payment, status=BatchStatus.COMPOSED).first()
    if batch is not None:
        raise refusals.PaymentInBatch(batch=str(batch))
    return send_to_bank(payment=payment, by=by, at=at)


@operation
def send_to_bank(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Send the money of a payment to the bank, by hand or with its batch: committed → paying.

    :raises NotAllowed: if `by` asked for it, checked or approved it, for themselves or as a stand-in, at any
        time, or answered for the bank; or if the amount is above their limit.
    :raises InvalidTransition: if it is not approved, or already released, saying by whom.
    :raises NoBankAccount, AccountChanging: if the firm has no confirmed account (Act, art. 34).
    :raises LineHalted: if the grant or one above it is suspended or cancelled.
    :raises NotEligible: if a rule of eligibility stands in the way of paying, with the way to mend it.
    :raises InsufficientFunds: if less is committed than was asked.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    require(permissions.may_release_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.RELEASED)
    acting_for = permissions.stands_in_for(by, Hand.RELEASE, payment, at=at)
    check_runs(line)
    payment.paid_to = account_to_pay(payment.grant, at)
    check_eligible(application=line[-1], moment=Moment.PAYMENT, stated=_stated(payment), by=by, at=at)
    payment.released_at, payment.released_by = at, by
    payment.save(update_fields=["released_at", "released_by", "paid_to"])
    payment.move_to(PaymentStatus.RELEASED, by=by, at=at, acting_for=acting_for)
    key = release_event(payment)
    post(
        key=key,
        source=account(payment.grant.owner, "committed"),
        target=account(payment.grant.owner, "paying"),
        amount=bank_part(payment),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=key,
    )
    announcements.payment_released(payment, by=by, at=at)
    return payment


def _stated(payment: PaymentRequest) -> Stated:
    """Return what the request brings with it for the rules of eligibility: its invoices and who sold."""
    lines = list(payment.lines.order_by("pk"))
    sellers = {(line.supplier_name, line.supplier_number): None for line in lines}
    return Stated(
        invoices=tuple(line.invoice_number for line in lines),
        suppliers=tuple(Party(name, number) for name, number in sellers),
        owner=("grant", payment.grant_id),
    )


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
    acting_for = permissions.stands_in_for(by, Hand.BANK, payment, at=at)
    reference = _check_bank(payment, paid_on, bank_reference, amount_won, at)
    payment.confirmed_at, payment.confirmed_by = at, by
    payment.paid_on, payment.bank_reference = paid_on, reference
    payment.times_confirmed += 1
    _save_confirmation(payment)
    payment.move_to(PaymentStatus.CONFIRMED, by=by, at=at, acting_for=acting_for)
    post_event(
        moves=payment_moves(grant, payment, line[0]),
        effective_on=paid_on,
        at=at,
        by=by,
        event=payment.confirmation,
    )
    if grant.kind != GrantKind.INDIRECT:  # what is handed on buys nothing before it has come
        register_assets(payment=payment, by=by, at=at)
    announcements.payment_confirmed(payment, grant, by=by, at=at)
    return payment


def _save_confirmation(payment: PaymentRequest) -> None:
    """Save it; of two payments confirmed with one reference at once, one is refused by the database."""
    try:
        with transaction.atomic():
            payment.save(
                update_fields=[
                    "confirmed_at", "confirmed_by", "paid_on", "bank_reference", "times_confirmed",
                ]
            )  # fmt: skip
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
