"""What the bank is to pay, and to which account."""

import datetime as dt
from typing import Any

from django.db.models import Q

from core.workflow.refusals import Refusal
from disbursements import refusals
from disbursements.models import BankAccount, Grant, PaymentBatch, PaymentRequest
from disbursements.queries.debts import set_off_won
from disbursements.workflow import BatchStatus, PaymentStatus
from programs.models import GrantKind


def bank_part(payment: PaymentRequest) -> int:
    """Return what the bank is to pay of a payment request, in won: what is not set off against debts."""
    return payment.payable_won - set_off_won(payment)


def composed_batch_of(payment: PaymentRequest) -> PaymentBatch | None:
    """Return the batch that is being composed and in which a payment lies, or None."""
    batches = PaymentBatch.objects.filter(entries__payment=payment, status=BatchStatus.COMPOSED)
    return batches.first()


def release_event(payment: PaymentRequest) -> str:
    """Return the event of a payment's last release, under which its money went to the bank."""
    return f"release:{payment.pk}:{releases(payment)}"


def releases(payment: PaymentRequest) -> int:
    """Return how often a payment was released."""
    return payment.changes.filter(to_status=PaymentStatus.RELEASED).count()


def paid_through(grant: Grant) -> Grant:
    """Return the grant to whose firm the bank pays: an indirect subsidy goes to the top of its line."""
    while grant.kind == GrantKind.INDIRECT and grant.parent is not None:
        grant = grant.parent
    return grant


def account_of(grant: Grant, at: dt.datetime) -> BankAccount | None:
    """Return the account confirmed last, by then: for the grant that is paid, else for the programme."""
    paid = paid_through(grant)
    confirmed: Any = _accounts(paid).usable().filter(confirmed_at__lte=at).order_by("confirmed_at", "pk")
    found: BankAccount | None = confirmed.filter(grant=paid).last() or confirmed.filter(grant=None).last()
    return found


def account_waiting(grant: Grant, at: dt.datetime) -> BankAccount | None:
    """Return an account that was registered and waits for a second person."""
    paid = paid_through(grant)
    waiting: Any = _accounts(paid).waiting().filter(registered_at__lte=at).order_by("pk")
    found: BankAccount | None = waiting.filter(grant=paid).last()
    if found is None and not _accounts(paid).usable().filter(grant=paid).exists():
        found = waiting.filter(grant=None).last()  # one for the grant alone comes before the programme's
    return found


def _accounts(grant: Grant) -> Any:
    """Return the accounts of a firm for one grant and for its programme; what was refused counts nowhere."""
    mine = BankAccount.objects.filter(firm=grant.firm_id, program=grant.consortium.program_id)
    return mine.filter(Q(grant=grant) | Q(grant=None), refused_at__isnull=True)


def account_missing(grant: Grant, payment: PaymentRequest | None, at: dt.datetime) -> Refusal | None:
    """Return what stands against paying: no confirmed account for the subsidy, or one being changed."""
    firm = paid_through(grant).firm
    if account_waiting(grant, at) is not None:
        return refusals.AccountChanging(firm=str(firm))
    return None if account_of(grant, at) else refusals.NoBankAccount(firm=str(firm))


def account_to_pay(grant: Grant, at: dt.datetime) -> BankAccount:
    """
    Return the account to which the bank pays for a grant.

    :raises NoBankAccount, AccountChanging: as `account_missing` finds.
    """
    if missing := account_missing(grant, None, at):
        raise missing
    found = account_of(grant, at)
    if found is None:
        raise refusals.NoBankAccount(firm=str(paid_through(grant).firm))
    return found
