"""What the bank is to pay."""

from disbursements.models import PaymentRequest


def bank_part(payment: PaymentRequest) -> int:
    """Return what the bank is to pay of a payment request, in won."""
    return payment.payable_won
