"""The lines of a payment request as its pages show them."""

from typing import Any

from django.db.models import QuerySet

from disbursements.models import PaymentLine, PaymentRequest


def line_rows(payment: PaymentRequest, *, opens_papers: bool) -> QuerySet[PaymentLine] | list[Any]:
    """Return the lines with what belongs to each, in a constant number of queries; none for a partner."""
    if not opens_papers:
        return []
    return payment.lines.select_related(
        "cost_item", "invoice__blob", "decided_by", "corrects__request", "corrected_by__request"
    )
