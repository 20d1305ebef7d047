"""What is left of an award, and what it is measured against."""

from typing import Any

from django.db.models import Sum

from core.ledger.queries import balance
from disbursements.models import Grant, PaymentLine, PaymentRequest


def left_of_award(grant: Grant) -> int:
    """Return what no payment request has asked for yet, drafts included, in won."""
    lines = PaymentLine.objects.filter(request__in=PaymentRequest.objects.counting().filter(grant=grant))
    return grant.awarded_won - reduced_won(grant) - (lines.aggregate(sum=Sum("subsidised_won"))["sum"] or 0)


def reduced_won(grant: Grant) -> int:
    """Return what was taken back of the grant's own part, won."""
    return grant.reductions.aggregate(sum=Sum("own_won"))["sum"] or 0


def invoiced(cost_item: Any) -> int:
    """Return what was invoiced for a cost item in all its payment requests, in won without VAT."""
    lines = PaymentLine.objects.filter(cost_item=cost_item, request__in=PaymentRequest.objects.counting())
    return lines.aggregate(sum=Sum("supply_won"))["sum"] or 0


def eligible_cost(grant: Grant) -> int:
    """Return the cost the award was decided on, in won: the sum of the application's cost items."""
    return grant.application.cost_items.aggregate(sum=Sum("cost_won"))["sum"] or 0


def left_to_regrant(grant: Grant) -> int:
    """Return what lies ready to be granted to firms below, won."""
    return balance(grant.owner, "regrant")
