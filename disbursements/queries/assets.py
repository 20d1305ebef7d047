"""Reading assets: paid lines, what a disposal gives back, what keeps the final payment waiting."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.workflow.refusals import Refusal
from disbursements.models import (
    Asset,
    AssetRequest,
    AssetStatus,
    Debt,
    Grant,
    PassThrough,
    PaymentLine,
    PaymentRequest,
    RequestStatus,
)
from disbursements.refusals.assets import AssetsIncomplete
from disbursements.workflow import PAID, DebtStatus, PassThroughStatus
from measurement.models import Measure
from programs.models import CostKind, GrantKind


def equipment_of(payment: PaymentRequest) -> QuerySet[PaymentLine]:
    """Return the lines of a payment that bought equipment, each with its cost item."""
    lines = payment.lines.accepted().filter(cost_item__cost_kind=CostKind.EQUIPMENT).order_by("pk")
    return lines.select_related("cost_item__technology")


def disposed_on(measure: Measure) -> dt.date | None:
    """Return the day on which the asset behind a measure was sold or scrapped, or None."""
    gone = Asset.objects.filter(cost_item__measure=measure, status=AssetStatus.DISPOSED)
    found: dt.date | None = gone.values_list("ended_on", flat=True).first()
    return found


def paid_equipment() -> QuerySet[PaymentLine]:
    """
    Return every equipment line whose money has come to its firm.

    Of a subsidy: the bank's word was recorded; handed on through the chain: its firm confirmed the money.
    """
    arrived = PassThrough.objects.filter(
        payment=OuterRef("request"), receiver=OuterRef("request__grant"), status=PassThroughStatus.CONFIRMED
    )
    came = ~Q(request__grant__kind=GrantKind.INDIRECT) | Exists(arrived)
    return PaymentLine.objects.accepted().filter(
        came, request__status__in=PAID, cost_item__cost_kind=CostKind.EQUIPMENT
    )


def incomplete_assets(grant: Grant) -> QuerySet[Asset]:
    """Return the assets of a grant that the firm has not completed."""
    return grant.assets.filter(status=AssetStatus.REGISTERED).order_by("pk")


def assets_condition(grant: Grant, payment: PaymentRequest | None, at: dt.datetime) -> Refusal | None:
    """Return why the final payment of a grant waits for its assets, or None."""
    waiting = list(incomplete_assets(grant))
    if not waiting:
        return None
    return AssetsIncomplete(number=len(waiting), assets=", ".join(asset.number for asset in waiting))


def unproposed_returns(grants: Iterable[Grant]) -> QuerySet[AssetRequest]:
    """Return those of the decided returns that nobody has proposed to recover yet."""
    over = (DebtStatus.DROPPED, DebtStatus.WITHDRAWN)
    proposed = Debt.objects.filter(disposal=OuterRef("pk")).exclude(status__in=over)
    return decided_returns(grants).exclude(Exists(proposed))


def decided_returns(grants: Iterable[Grant]) -> QuerySet[AssetRequest]:
    """Return the approved disposals of these grants by which subsidy is to be given back, oldest first."""
    approved = AssetRequest.objects.filter(status=RequestStatus.APPROVED, to_return_won__gt=0)
    found = approved.filter(asset__grant__in=[grant.pk for grant in grants])
    return found.select_related("asset__grant").order_by("decided_at", "pk")
