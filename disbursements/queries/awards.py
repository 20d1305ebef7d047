"""What is left of an award, and what it is measured against."""

from typing import Any

from django.db.models import Sum

from core.ledger.queries import balance
from disbursements.models import Grant, PaymentLine
from disbursements.queries.held import free_held
from disbursements.workflow import PaymentStatus
from programs.models import PaymentKind


def left_of_award(grant: Grant) -> int:
    """Return what no standing line asks for, drafts included, in won; what was refused is free again."""
    lines = PaymentLine.objects.standing().filter(request__grant=grant)
    asked = lines.aggregate(sum=Sum("subsidised_won"))["sum"] or 0
    return bears(grant) - asked


def bears(grant: Grant) -> int:
    """Return what lines the award can bear in all, in won: less what was taken or given back of it."""
    return grant.awarded_won - reduced_won(grant) - lost_of_advances(grant)


def lost_of_advances(grant: Grant) -> int:
    """Return what was paid in advance and neither met an invoice nor lies with the firm, in won."""
    paid = grant.payment_requests.filter(status=PaymentStatus.CONFIRMED, kind=PaymentKind.ADVANCE)
    advanced = paid.order_by().aggregate(sum=Sum("payable_won"))["sum"] or 0
    if not advanced:
        return 0
    covered = grant.payment_requests.order_by().aggregate(sum=Sum("covered_won"))["sum"] or 0
    return max(0, advanced - covered - free_held(grant))  # what covers soon is in the one, not in the other


def reduced_won(grant: Grant) -> int:
    """Return what was taken back of the grant's own part, won."""
    return grant.reductions.aggregate(sum=Sum("own_won"))["sum"] or 0


def invoiced(cost_item: Any) -> int:
    """Return what was invoiced for a cost item in all its payment requests, in won without VAT."""
    lines = PaymentLine.objects.standing().filter(cost_item=cost_item)
    return lines.aggregate(sum=Sum("supply_won"))["sum"] or 0


def eligible_cost(grant: Grant) -> int:
    """Return the cost the award was decided on, in won: the sum of the application's cost items."""
    return grant.application.cost_items.aggregate(sum=Sum("cost_won"))["sum"] or 0


def left_to_regrant(grant: Grant) -> int:
    """Return what lies ready to be granted to firms below, won."""
    return balance(grant.owner, "regrant")
