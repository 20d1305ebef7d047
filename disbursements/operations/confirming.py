"""Recording that the bank paid, or that nothing was left for it to pay."""

import datetime as dt

from applications.models import Application
from core.ledger.operations import check_amount, post_event
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.hands import Hand
from disbursements.models import Grant, PaymentRequest
from disbursements.moves import payment_moves
from disbursements.operations.assets import register_assets
from disbursements.operations.references import use_reference
from disbursements.operations.set_off import post_set_offs
from disbursements.queries.paying import bank_part
from disbursements.refusals import debts as no
from disbursements.workflow import PaymentStatus
from programs.models import GrantKind


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
    :raises SetOffPaysAll: if all of it is set off against debts.
    :raises AmountDiffers, PaidBeforeRelease, InvoiceInFuture: if amount or day can't be right.
    :raises NoBankReference, BankReferenceUsed: if the reference is missing or belongs to another payment.
    :raises NotAllowed: if `by` released the payment.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_confirm_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.CONFIRMED)
    _check_bank(payment, paid_on, amount_won, at)
    reference = use_reference(
        bank_reference, owner_kind="payment", owner_id=payment.pk, again=True, by=by, at=at
    )
    return _confirm(payment, grant, line[0], paid_on, reference, by=by, at=at)


@operation
def confirm_set_off(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Confirm a released payment of which the bank pays nothing: all of it is set off against debts.

    :raises NotAllowed: if `by` released the payment, or does not confirm payments of this programme.
    :raises InvalidTransition: if it was not released, or is confirmed already.
    :raises BankPaysRest: if the bank pays a part of it.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_confirm_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.CONFIRMED)
    if part := bank_part(payment):
        raise no.BankPaysRest(won=f"{part:,}")
    reference = f"SET-OFF-{payment.public_id}"
    return _confirm(payment, grant, line[0], clock.day(at), reference, by=by, at=at)


def _confirm(
    payment: PaymentRequest, grant: Grant, topmost: Application, paid_on: dt.date, reference: str,
    *, by: User, at: dt.datetime,
) -> PaymentRequest:  # fmt: skip
    """Move the payment and its money, and keep what was bought: within the operation that locked it."""
    acting_for = permissions.stands_in_for(by, Hand.BANK, payment, at=at)
    payment.confirmed_at, payment.confirmed_by = at, by
    payment.paid_on, payment.bank_reference = paid_on, reference
    payment.times_confirmed += 1
    payment.save(
        update_fields=["confirmed_at", "confirmed_by", "paid_on", "bank_reference", "times_confirmed"]
    )
    payment.move_to(PaymentStatus.CONFIRMED, by=by, at=at, acting_for=acting_for)
    moves = post_set_offs(grant, payment, payment_moves(grant, payment, topmost), by=by, at=at)
    post_event(moves=moves, effective_on=paid_on, at=at, by=by, event=payment.confirmation)
    if grant.kind != GrantKind.INDIRECT:  # what is handed on buys nothing before it has come
        register_assets(payment=payment, by=by, at=at)
    announcements.payment_confirmed(payment, grant, by=by, at=at)
    return payment


def _check_bank(payment: PaymentRequest, paid_on: dt.date, amount_won: int, at: dt.datetime) -> None:
    """Compare what the bank says with the release."""
    if not bank_part(payment):
        raise no.SetOffPaysAll
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
