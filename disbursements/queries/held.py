"""What lies with a firm of its grant: all of it, and what of it no payment waits for."""

from django.db.models import Sum

from core.ledger.queries import balance
from disbursements.models import Grant, SetOff
from disbursements.workflow import PaymentStatus

#: a payment that is over: what was set off against it waits for no confirmation
OVER = (PaymentStatus.CONFIRMED, PaymentStatus.WITHDRAWN)


def free_held(grant: Grant) -> int:
    """
    Return what a firm holds and can spend or pay back, won.

    What met a debt by a payment whose other part the bank sent back is held for that payment: it was never
    paid in advance. What covers a request whole is held until it was approved.
    """
    return balance(grant.owner, "held") - waiting_in_held(grant) - _covers_soon(grant)


def waiting_in_held(grant: Grant) -> int:
    """Return what met debts by payments that wait for their next confirmation, won."""
    posted = SetOff.objects.filter(payment__grant=grant, entry__isnull=False)
    return posted.exclude(payment__status__in=OVER).aggregate(won=Sum("amount_won"))["won"] or 0


def _covers_soon(grant: Grant) -> int:
    """Return what covers requests that were checked and wait for their approval, won."""
    checked = grant.payment_requests.filter(status=PaymentStatus.CHECKED, payable_won=0)
    return checked.order_by().aggregate(won=Sum("covered_won"))["won"] or 0
