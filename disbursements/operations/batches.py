"""Putting approved payments together, and releasing them as a whole."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.users.models import User
from core.users.permissions import NotAllowed, require
from core.workflow import clock
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from disbursements import permissions, refusals
from disbursements.announcements import bank as announcements
from disbursements.models import BankProfile, BatchEntry, PaymentBatch, PaymentRequest
from disbursements.operations.paying import send_to_bank
from disbursements.permissions.paying import may_change_batch
from disbursements.queries.paying import account_to_pay, bank_part, composed_batch_of, releases
from disbursements.refusals import debts
from disbursements.workflow import BatchStatus, PaymentStatus
from programs.models import Program


@operation
def compose_batch(*, program: Program, pays_on: dt.date, by: User, at: dt.datetime) -> PaymentBatch:
    """
    Begin a batch of payments of a programme.

    :raises NotAllowed: if `by` does not check payments of the programme.
    :raises PaysInThePast: if the day of payment is over.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_compose, by, program, at=at)
    if pays_on < clock.day(at):
        raise refusals.PaysInThePast(field="pays_on")
    last = program.batches.aggregate(last=Max("number"))["last"] or 0
    batch = PaymentBatch.objects.create(
        program=program, number=last + 1, pays_on=pays_on, composed_at=at, composed_by=by
    ).begin(by=by, at=at)
    announcements.batch_composed(batch, by=by, at=at)
    return batch


@operation
def add_to_batch(*, batch: PaymentBatch, payment: PaymentRequest, by: User, at: dt.datetime) -> BatchEntry:
    """
    Put one approved payment into a batch, with its amount and account as they are now.

    Locks the batch, then the payment, as its release does.

    :raises BatchFixed: if the batch was released or dissolved.
    :raises NothingAtTheBank: if all of it is set off against debts.
    :raises NotReadyToPay, OtherProgram, InABatch: if the payment can't go into it, saying why.
    :raises NoBankAccount, AccountChanging: if there is no confirmed account to pay it to.
    """
    batch = _composed(batch, by, at)
    payment = PaymentRequest.objects.lock(payment.pk)
    if payment.status != PaymentStatus.APPROVED:
        raise refusals.NotReadyToPay(now=payment.get_status_display())
    if not bank_part(payment):
        raise debts.NothingAtTheBank
    if payment.grant.consortium.program_id != batch.program_id:
        raise refusals.OtherProgram
    other = composed_batch_of(payment)
    if other is not None:
        raise refusals.InABatch(batch=str(other))
    try:
        with transaction.atomic():
            entry = BatchEntry.objects.create(
                batch=batch, payment=payment, attempt=releases(payment) + 1, amount_won=bank_part(payment),
                account=account_to_pay(payment.grant, at), text=f"{payment.grant.firm} #{payment.number}",
                added_at=at, added_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise refusals.InABatch(batch=str(batch)) from error
    announcements.put_in_a_batch(payment, by=by, at=at)
    return entry


@operation
def take_from_batch(*, entry: BatchEntry, by: User, at: dt.datetime) -> PaymentBatch:
    """
    Take a payment out of a batch that was not released.

    :raises BatchFixed: if it was.
    """
    batch = _composed(entry.batch, by, at)
    BatchEntry.objects.filter(pk=entry.pk, batch=batch).delete()
    announcements.taken_from_batch([entry.payment], by=by, at=at)
    return batch


@operation
def dissolve_batch(*, batch: PaymentBatch, by: User, at: dt.datetime) -> PaymentBatch:
    """
    Give a batch up; its payments can go into another one.

    :raises BatchFixed: if it was released or dissolved before.
    """
    batch = _composed(batch, by, at)
    payments = [entry.payment for entry in batch.entries.select_related("payment__grant")]
    batch.entries.all().delete()
    announcements.taken_from_batch(payments, by=by, at=at)
    batch.move_to(BatchStatus.DISSOLVED, by=by, at=at)
    announcements.batch_ended(batch, by=by, at=at)
    return batch


def _composed(batch: PaymentBatch, by: User, at: dt.datetime) -> PaymentBatch:
    """Lock a batch that may still be changed by this person."""
    locked: PaymentBatch = PaymentBatch.objects.lock(batch.pk)
    require(may_change_batch, by, locked, at=at)
    if locked.status != BatchStatus.COMPOSED:
        raise refusals.BatchFixed(batch=str(locked))
    return locked


@operation
def release_batch(*, batch: PaymentBatch, by: User, at: dt.datetime) -> PaymentBatch:
    """
    Release all payments of a batch, or none: each as by hand, then the content is fixed under its hash.

    Locks the batch, then its payments by id, each before its cases.

    :raises NotAllowed: if `by`, or who is stood in for, composed or filled it, or releases no payments.
    :raises InvalidTransition: if it was released already, saying by whom: a second click changes nothing.
    :raises BatchEmpty, NoBankProfile, PaysInThePast: if there is nothing to pay, nowhere from, or too late.
    :raises BatchStale: if a payment is not as it was when it was put in.
    :raises BatchPaymentRefused: naming the payment that can't be released, and why.
    """
    batch = PaymentBatch.objects.lock(batch.pk)
    require(permissions.may_release_batch, by, batch, at=at)
    batch.check_can_move_to(BatchStatus.RELEASED)
    acting_for = permissions.releases_batch_for(by, batch, at=at)
    if batch.pays_on < clock.day(at):
        raise refusals.PaysInThePast
    entries = list(batch.entries.select_related("payment__grant", "account").order_by("payment_id"))
    profile = BankProfile.objects.filter(program=batch.program).order_by("pk").last()
    if not entries or profile is None:
        raise refusals.NoBankProfile if entries else refusals.BatchEmpty
    for entry in entries:
        _release(entry, by, at)
    batch.released_at, batch.released_by, batch.profile = at, by, profile
    batch.content_hash = batch.computed_hash()
    batch.save(update_fields=["released_at", "released_by", "profile", "content_hash"])
    batch.move_to(BatchStatus.RELEASED, by=by, at=at, acting_for=acting_for)
    announcements.batch_ended(batch, by=by, at=at)
    return batch


def _release(entry: BatchEntry, by: User, at: dt.datetime) -> None:
    """Send one payment of a batch to the bank, unless it changed since it was put in."""
    payment = PaymentRequest.objects.lock(entry.payment_id)
    now = (payment.status, bank_part(payment), releases(payment) + 1)
    if now != (PaymentStatus.APPROVED, entry.amount_won, entry.attempt):
        raise refusals.BatchStale(payment=str(payment))
    try:
        sent = send_to_bank(payment=payment, by=by, at=at)
    except (Refusal, NotAllowed) as why:
        raise refusals.BatchPaymentRefused(payment=str(payment), why=str(why)) from why
    if sent.paid_to_id != entry.account_id:
        raise refusals.BatchStale(payment=str(payment))
