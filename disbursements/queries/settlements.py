"""Reading settlements: which are owed, what is known of each line, who has to be audited."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from applications.models import CostItem
from core.workflow import clock
from disbursements import settling
from disbursements.figures import NodeFigures
from disbursements.models import (
    Debt,
    Grant,
    LineVerdict,
    PassThroughChange,
    PaymentLine,
    PaymentRequest,
    Settlement,
    SettlementLine,
)
from disbursements.queries.awards import reduced_won
from disbursements.queries.money import node_figures
from disbursements.queries.received import arrivals, held_by
from disbursements.queries.stages import paid_by_item
from disbursements.workflow import PAID, DebtGround, DebtKind, GrantStatus, PassThroughStatus, PaymentStatus
from programs.models import GrantKind


@dataclass(frozen=True)
class Known:
    """What is known of one cost item, in won: its part of the award, asked for, paid."""

    item: CostItem
    awarded_won: int
    asked_won: int
    paid_won: int


def known_lines(grant: Grant, until: dt.date | None = None) -> list[Known]:
    """
    Return what is known of every cost item of a grant, in their order: nothing is typed twice.

    With `until`, what was asked, paid and recovered by that day. What was recovered is not paid any more.
    """
    items = list(grant.application.cost_items.order_by("pk"))
    shares = settling.shares_of_award(
        grant.awarded_won - reduced_won(grant), [item.cost_won for item in items]
    )
    asked = _asked_by_item(grant, until)
    paid = _less_recovered(grant, paid_by_item(paid_requests(grant, until)), until)
    return [
        Known(item, share, asked[item.pk], paid.get(item.pk, 0))
        for item, share in zip(items, shares, strict=True)
    ]


def paid_requests(grant: Grant, until: dt.date | None = None) -> Any:
    """
    Return the requests of a grant whose money came to its firm, by a day if one is named.

    By the bank, or out of an advance; what is handed on through the chain once the firm confirmed it.
    """
    rows = PaymentRequest.objects.filter(grant=grant, status__in=PAID)
    if grant.kind == GrantKind.INDIRECT:
        steps = PassThroughChange.objects.filter(
            case__payment=OuterRef("pk"), case__receiver=grant, to_status=PassThroughStatus.CONFIRMED
        )
        return rows.filter(Exists(steps if until is None else steps.filter(at__lt=_after(until))))
    if until is None:
        return rows
    covered = Q(status=PaymentStatus.COVERED, checked_at__lt=_after(until))
    return rows.filter(Q(paid_on__lte=until) | covered)


def _after(day: dt.date) -> dt.datetime:
    return clock.midnight(day + settling.DAY)


def _asked_by_item(grant: Grant, until: dt.date | None) -> dict[int, int]:
    requests = PaymentRequest.objects.counting().filter(grant=grant, submitted_at__isnull=False)
    if until is not None:
        requests = requests.filter(submitted_at__lt=_after(until))
    rows: Any = PaymentLine.objects.standing().filter(request__in=requests).order_by().values("cost_item")
    return defaultdict(
        int, {row["cost_item"]: row["won"] for row in rows.annotate(won=Sum("subsidised_won"))}
    )


def _less_recovered(grant: Grant, paid: dict[int, int], until: dt.date | None) -> dict[int, int]:
    """
    Take off what was recovered of what was spent: what a settlement did not confirm off its lines, the rest
    in proportion.
    """
    debts = Debt.objects.standing().filter(grant=grant, kind=DebtKind.PRINCIPAL, spent_won__gt=0)
    if until is not None:
        debts = debts.filter(ordered_at__lt=_after(until))
    settled = {one.confirmed_at: one for one in grant.settlements.filter(confirmed_at__isnull=False)}
    left, rest = dict(paid), 0
    for debt in debts.order_by("pk"):
        won, settlement = debt.spent_won, settled.get(debt.ordered_at)
        for line in settlement.lines.all() if settlement and debt.ground == DebtGround.EXCESS else ():
            part = min(line.paid_won - (line.confirmed_won or 0), left.get(line.cost_item_id, 0), won)
            left[line.cost_item_id], won = left.get(line.cost_item_id, 0) - part, won - part
        rest += won
    items = list(left)
    parts = settling.shares_of_award(min(rest, sum(left.values())), [left[item] for item in items])
    return {item: left[item] - part for item, part in zip(items, parts, strict=True)}


def lines_now(settlement: Settlement) -> list[SettlementLine]:
    """
    Return the lines of a settlement with what is known of them now, unsaved.

    A line of which another sum is paid by now is open again, and states that sum if it stated all before.
    """
    known = {one.item.pk: one for one in known_lines(settlement.grant, settlement.cut_off)}
    lines = list(settlement.lines.select_related("cost_item"))
    for line in lines:
        now = known[line.cost_item_id]
        if line.paid_won != now.paid_won:
            line.stated_won = now.paid_won if line.stated_won == line.paid_won else line.stated_won
            line.verdict, line.confirmed_won, line.reason = LineVerdict.OPEN, None, ""
            line.decided_at = line.decided_by = None
        line.awarded_won, line.asked_won, line.paid_won = now.awarded_won, now.asked_won, now.paid_won
    return lines


def own_burden(grant: Grant, until: dt.date | None = None) -> int:
    """Return what the paid invoices show of the firm's own money, in won without VAT, by a day if named."""
    requests = paid_requests(grant, until)
    lines = PaymentLine.objects.accepted().filter(request__in=requests)
    cost = lines.aggregate(cost=Sum("supply_won"))["cost"] or 0
    return cost - sum(paid_by_item(requests).values())


def settled_figures(settlement: Settlement) -> NodeFigures:
    """Return the figures of the grant as a settlement has them: those of the year's end, or of now."""
    return node_figures([settlement.grant], settlement.cut_off)[settlement.grant_id]


def to_confirm(settlement: Settlement) -> int:
    """
    Return what a settlement is about, in won: what of it is not confirmed goes back.

    Over a year's end the firm goes on with what it has not spent; in the end that goes back, too.
    """
    if settlement.is_last:
        figures = settled_figures(settlement)
        return figures.held + figures.spent
    return settlement.lines.aggregate(won=Sum("paid_won"))["won"] or 0


def came_back(settlement: Settlement) -> dict[int, Any]:
    """Return {line id: the line as it stood when it last came back to be corrected}, with what was wrong."""
    versions: Any = SettlementLine
    events = versions.pgh_event_model.objects.filter(settlement=settlement, verdict=LineVerdict.TO_CORRECT)
    return {event.pgh_obj_id: event for event in events.order_by("pgh_id")}


def ordered_with(settlement: Settlement) -> Any:
    """Return the debts that came of confirming it: what was too much, and the interest on that."""
    excess = Debt.objects.filter(grant=settlement.grant_id, ground=DebtGround.EXCESS)
    return excess.filter(ordered_at=settlement.confirmed_at, ordered_at__isnull=False).order_by("pk")


def last_settlement(grant: Grant) -> Settlement | None:
    """Return the settlement about the latest day, or None."""
    found: Settlement | None = grant.settlements.order_by("-until_on").first()
    return found


def settled_finally(grant: Grant) -> Settlement | None:
    """Return the last settlement of a grant once it is confirmed: nothing is asked for after it."""
    last = last_settlement(grant)
    is_over = last is not None and last.is_last and last.confirmed_at is not None
    return last if is_over else None


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
    over = Q(application__ends_on__lt=today) | Q(accepted_at__lt=clock.midnight(year_end))
    return (
        rows.exclude(pk__in=waiting)
        .filter(over | Q(status=GrantStatus.CANCELLED))
        .select_related("application", "consortium__program", "firm")
        .order_by("pk")
    )


def not_handed_in(today: dt.date) -> QuerySet[Settlement]:
    """Return the settlements whose firms have not handed them in although their day has passed."""
    late = Settlement.objects.filter(submitted_at__isnull=True, due_on__lt=today)
    return late.select_related("grant__firm").order_by("pk")


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
