"""Reading settlements: which are owed, what is known of each line, who has to be audited."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from applications.models import CostItem
from core.workflow import clock
from disbursements import settling
from disbursements.models import Grant, PaymentLine, PaymentRequest, Settlement
from disbursements.queries.awards import reduced_won
from disbursements.queries.received import arrivals, held_by
from disbursements.queries.stages import paid_by_item
from disbursements.workflow import PAID, GrantStatus
from programs.models import GrantKind


@dataclass(frozen=True)
class Known:
    """What is known of one cost item, in won: its part of the award, asked for, paid."""

    item: CostItem
    awarded_won: int
    asked_won: int
    paid_won: int


def known_lines(grant: Grant) -> list[Known]:
    """Return what is known of every cost item of a grant, in their order: nothing is typed twice."""
    items = list(grant.application.cost_items.order_by("pk"))
    shares = settling.shares_of_award(
        grant.awarded_won - reduced_won(grant), [item.cost_won for item in items]
    )
    lines = PaymentLine.objects
    asked, paid = _by_item(grant, lines.standing()), paid_by_item(grant)
    return [
        Known(item, share, asked[item.pk], paid.get(item.pk, 0))
        for item, share in zip(items, shares, strict=True)
    ]


def _by_item(grant: Grant, lines: Any) -> dict[int, int]:
    requests = PaymentRequest.objects.counting().filter(grant=grant, submitted_at__isnull=False)
    rows = lines.filter(request__in=requests).order_by().values("cost_item")
    return defaultdict(
        int, {row["cost_item"]: row["won"] for row in rows.annotate(won=Sum("subsidised_won"))}
    )


def paid_lines(grant: Grant) -> Any:
    """Return the lines of a grant that the office accepted and that were paid, by the bank or in advance."""
    paid = {"request__grant": grant, "request__status__in": PAID}
    return PaymentLine.objects.accepted().filter(**paid)


def own_burden(grant: Grant) -> int:
    """Return what the paid invoices show of the firm's own money, in won without VAT."""
    cost = paid_lines(grant).aggregate(cost=Sum("supply_won"))["cost"] or 0
    return cost - sum(paid_by_item(grant).values())


def last_settlement(grant: Grant) -> Settlement | None:
    """Return the settlement about the latest day, or None."""
    found: Settlement | None = grant.settlements.order_by("-until_on").first()
    return found


def next_occasion(grant: Grant, today: dt.date) -> settling.Occasion | None:
    """Return the settlement a grant owes by then and that was not opened, or None."""
    if grant.kind == GrantKind.CONTRIBUTION:
        return None
    ends = grant.application.ends_on or today
    owed = settling.occasions(
        begins_on=clock.day(grant.accepted_at), ends_on=ends, closed_on=_closed_on(grant)
    )
    settled = set(grant.settlements.values_list("until_on", flat=True))
    return next((one for one in owed if one.until_on < today and one.until_on not in settled), None)


def _closed_on(grant: Grant) -> dt.date | None:
    ended = grant.changes.filter(to_status=GrantStatus.CANCELLED).last()
    return clock.day(ended.at) if ended else None


def may_owe(today: dt.date) -> QuerySet[Grant]:
    """Return the grants of which a settlement can be owed: subsidies not closed, without an open one."""
    waiting = Settlement.objects.unconfirmed().values("grant")
    rows = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION).exclude(status=GrantStatus.CLOSED)
    year_end = dt.date(today.year, 1, 1)
    over = Q(application__ends_on__lt=today) | Q(accepted_at__lt=_midnight(year_end))
    return (
        rows.exclude(pk__in=waiting)
        .filter(over | Q(status=GrantStatus.CANCELLED))
        .select_related("application", "consortium__program", "firm")
        .order_by("pk")
    )


def _midnight(day: dt.date) -> dt.datetime:
    from core.workflow.models import SEOUL

    return dt.datetime.combine(day, dt.time(), SEOUL)


def unsettled_below(settlement: Settlement) -> Grant | None:
    """Return the first grant directly below that is not settled until the same day, or None."""
    below = settlement.grant.children.filter(kind=GrantKind.INDIRECT).exclude(status=GrantStatus.CLOSED)
    for child in below.select_related("firm", "application").order_by("pk"):
        settled = child.settlements.filter(confirmed_at__isnull=False)
        whole = settled.exclude(basis="YEAR_END").exists()
        if not whole and not settled.filter(until_on__gte=settlement.until_on).exists():
            return child
    return None


def received_in_year(firm_id: int, year: int) -> list[tuple[int, int]]:
    """
    Return, for each case a firm held, what it received in a fiscal year and what of it is handed on, won.

    It counts for whoever held the case on that day (`queries.received`).
    """
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    arrived = held_by(arrivals(year), firm_id).order_by("target__owner_id")
    for owner, code, won in arrived.values_list("target__owner_id", "target__code", "amount"):
        sums[owner][0] += won
        sums[owner][1] += won if code.startswith("conduit:") else 0
    return [(received, regranted) for received, regranted in sums.values()]
