"""What anchors promised, paid in, gave, and what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from applications.models import Application, Kind
from applications.workflow import Status
from core.ledger.queries import accounts_of
from disbursements.models import CashKind, Grant, Pledge, PledgeCash, PledgeGift
from disbursements.rules import spread_use
from programs.models import Consortium, GrantKind


@dataclass(frozen=True)
class PledgeFigures:
    """Whole won of one pledge or of several together; `left` is paid in and free."""

    cash: int = 0
    in_kind: int = 0
    paid_in: int = 0
    on_its_way: int = 0
    given: int = 0
    used: int = 0
    returned: int = 0
    paid_back: int = 0
    left: int = 0
    recognised: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Promised:
    """What plans and applications say the anchor bears, less what it pledged already, won."""

    cash: int
    in_kind: int


def promised_for(grant: Grant) -> Promised:
    """Return what a grant's application says the anchor pays of its self-burden and is not pledged yet."""
    case = grant.application
    return _less(case, Pledge.objects.filter(grant=grant))


def promised_by_plan(consortium: Consortium) -> Promised:
    """Return what the consortium's selected plan says the anchor bears, less all that is pledged."""
    plan = Application.objects.filter(consortium=consortium, kind=Kind.PLAN, status=Status.SELECTED).first()
    return _less(plan, consortium.pledges.all()) if plan else Promised(0, 0)


def _less(case: Application, pledges: QuerySet[Pledge]) -> Promised:
    sums = pledges.aggregate(cash=Sum("cash_won"), in_kind=Sum("in_kind_won"))
    cash = case.anchor_won - case.anchor_in_kind_won - (sums["cash"] or 0)
    return Promised(max(0, cash), max(0, case.anchor_in_kind_won - (sums["in_kind"] or 0)))


def grants_to_give_to(pledge: Pledge) -> QuerySet[Grant]:
    """Return the grants to which cash of a pledge can go: subsidies that run, or the one it is for."""
    return open_to_gifts(pledge.consortium).filter(**({"pk": pledge.grant_id} if pledge.grant_id else {}))


def open_to_gifts(consortium: Consortium) -> QuerySet[Grant]:
    """Return the subsidies of a consortium that an anchor's cash can reach."""
    subsidies = Grant.objects.filter(consortium=consortium).exclude(kind=GrantKind.CONTRIBUTION)
    open_ones = subsidies.exclude(status__in=["CLOSED", "CANCELLED"])
    return open_ones.select_related("firm", "application").order_by("pk")


def used_by_pledge(pledges: Iterable[int]) -> dict[int, int]:
    """
    Return {pledge: won of it that firms spent}, in four queries at most.

    A subsidy holds no other gifts than the anchor's, so what it spent of gifts is spent of its pledges.
    """
    wanted = set(pledges)
    reached = PledgeGift.objects.filter(pledge__in=wanted).values("grant")
    gifts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    returned = dict(
        PledgeCash.objects.filter(kind=CashKind.RETURNED, gift__grant__in=reached)
        .order_by()
        .values_list("gift")
        .annotate(Sum("amount_won"))
    )
    found = PledgeGift.objects.confirmed().filter(grant__in=reached).order_by("pk")
    for pk, pledge, case, won in found.values_list("pk", "pledge_id", "grant__application_id", "amount_won"):
        gifts[case].append((pledge, won - returned.get(pk, 0)))
    used: dict[int, int] = defaultdict(int)
    for case, lying in accounts_of("application", gifts).items():
        spent = lying["gift_spent"].balance if "gift_spent" in lying else 0
        for pledge, won in spread_use(gifts[case], spent).items():
            used[pledge] += won
    return {pk: used[pk] for pk in wanted}


def figures_of(pledges: Sequence[Any]) -> PledgeFigures:
    """Return the figures of pledges that were read `with_sums`, together."""
    used = used_by_pledge(pledge.pk for pledge in pledges) if pledges else {}
    named = {
        "cash": "cash_won", "in_kind": "in_kind_won", "paid_in": "paid_in_won", "given": "given_won",
        "on_its_way": "on_its_way_won", "returned": "returned_won", "paid_back": "paid_back_won",
        "left": "left_won", "recognised": "recognised_won", "waiting": "waiting_won",
    }  # fmt: skip
    sums = {name: sum(getattr(pledge, field) for pledge in pledges) for name, field in named.items()}
    return PledgeFigures(**sums, used=sum(used.values()))
