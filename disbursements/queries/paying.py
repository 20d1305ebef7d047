"""What the bank is to pay."""

from disbursements.models import PaymentRequest
from disbursements.queries.debts import set_off_won


def bank_part(payment: PaymentRequest) -> int:
    """Return what the bank is to pay of a payment request, in won: what is not set off against debts."""
    return payment.payable_won - set_off_won(payment)
