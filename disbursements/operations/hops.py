"""Subsidy handed on through the chain: hop by hop, kept apart by destination (docs/ledger.md)."""

import datetime as dt

from applications.models import Application
from applications.operations.lines import check_runs
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.ledger.operations import Move, account, post
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import Lying, lying_with


@operation
def record_hop(
    *,
    payment: PaymentRequest,
    payer: Grant,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    receiver: Grant | None = None,
    amount_won: int | None = None,
    by: User,
    at: dt.datetime,
) -> PassThrough:
    """
    Record that a firm handed a payment on to the next one on its way down to the firm it is for.

    A payment is handed on whole: `receiver` and `amount_won`, if given, must be the next firm and all of it.
    Payer's conduit for the destination → receiver's incoming for the destination. Locks the payment, the line
    of cases, the payer.

    :raises NotAllowed: if `by` does not act for the payer's firm.
    :raises LineHalted: if a grant on its way is suspended or cancelled.
    :raises NothingLies: if the money of this payment does not lie with the payer, or is on its way already.
    :raises NotNext, HopAmountDiffers: if it goes elsewhere, or not all of it.
    :raises InvoiceInFuture, HandedOnTooEarly: if the day has not come, or lies before the money came.
    :raises NoBankReference: if the bank's reference is missing.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    line = Application.objects.lock_line(payment.grant.application_id)
    payer = Grant.objects.lock(payer.pk)
    require(permissions.may_record_pass_through, by, payer, at=at)
    check_runs(line)
    lying = _lying(payment, payer)
    if receiver is not None and receiver.pk != lying.next.pk:
        raise refusals.NotNext(field="receiver", firm=lying.next.firm.name)
    if amount_won is not None and amount_won != lying.amount_won:
        raise refusals.HopAmountDiffers(field="amount_won", amount=f"{lying.amount_won:,}")
    _check_day(lying, paid_on, clock.day(at))
    reference = bank_reference.strip()
    if not reference:
        raise refusals.NoBankReference(field="bank_reference")
    sent = PassThrough.objects.standing().filter(payer=payer, receiver=lying.next)
    if sent.filter(bank_reference=reference).exists():
        raise refusals.BankReferenceUsed(field="bank_reference", value=reference)
    hop = PassThrough.objects.create(
        payer=payer,
        receiver=lying.next,
        payment=payment,
        amount_won=lying.amount_won,
        paid_on=paid_on,
        bank_reference=reference,
        evidence=evidence,
        recorded_at=at,
        recorded_by=by,
    )
    attach(attachment=evidence, owner_kind="pass_through", owner_id=hop.pk, purpose="receipt", by=by, at=at)
    hop.begin(by=by, at=at)
    destination = payment.grant.application_id
    post(
        key=f"pass:{hop.pk}:record",
        source=account(payer.owner, f"conduit:{destination}"),
        target=account(hop.receiver.owner, f"incoming:{destination}"),
        amount=hop.amount_won,
        effective_on=max(paid_on, lying.since),
        at=at,
        by=by,
        event=f"pass:{hop.pk}",
    )
    announcements.hop_recorded(hop, by=by, at=at)
    return hop


def arrival_moves(hop: PassThrough) -> list[Move]:
    """
    Return what a confirmed hop moves: with a firm between, incoming → conduit; at its destination, incoming →
    held → spent, for the lines of the payment were accepted before it was made.
    """
    payment = hop.payment
    if payment is None:
        raise ValueError("a contribution is no hop")
    destination, key = payment.grant.application_id, f"pass:{hop.pk}"
    incoming = account(hop.receiver.owner, f"incoming:{destination}")
    if hop.receiver_id != payment.grant_id:
        conduit = account(hop.receiver.owner, f"conduit:{destination}")
        return [Move(f"{key}:arrive", incoming, conduit, hop.amount_won)]
    held, spent = account(hop.receiver.owner, "held"), account(hop.receiver.owner, "spent")
    return [
        Move(f"{key}:held", incoming, held, hop.amount_won),
        Move(f"{key}:spent", held, spent, hop.amount_won),
    ]


def _lying(payment: PaymentRequest, payer: Grant) -> Lying:
    found = next((one for one in lying_with(payer) if one.payment.pk == payment.pk), None)
    if found is None or found.is_on_its_way:
        raise refusals.NothingLies(field="payment", payment=str(payment), firm=payer.firm.name)
    return found


def _check_day(lying: Lying, paid_on: dt.date, today: dt.date) -> None:
    if paid_on > today:
        raise refusals.InvoiceInFuture(field="paid_on")
    if lying.payment.paid_on and paid_on < lying.payment.paid_on:
        raise refusals.HandedOnTooEarly(field="paid_on", day=f"{lying.payment.paid_on:%Y-%m-%d}")
