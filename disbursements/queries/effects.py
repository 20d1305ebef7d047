"""What happens below shows above: what a breach or cancellation changed at the grants it hangs under."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.workflow import clock
from disbursements.models import Debt, Grant, GrantReduction
from disbursements.workflow import STANDING_DEBTS, DebtKind, GrantStatus


@dataclass(frozen=True)
class EffectAbove:
    """
    Something that was taken back or stopped at a grant below (Act, art. 30: related part of the grantee).

    `won` is what of the chain's money it concerns: taken back, or not running while it is suspended (0).
    """

    grant: Any
    what: str
    on: dt.date
    won: int


def _reductions(below: Iterable[int]) -> Iterator[tuple[int, str, dt.date, int]]:
    rows = GrantReduction.objects.filter(grant__in=below).order_by("pk")
    for grant, status, at, own, regrant in rows.values_list(
        "grant", "grant__status", "at", "own_won", "regrant_won"
    ):
        what = "CANCELLED" if status == GrantStatus.CANCELLED else "REDUCED"
        yield grant, what, clock.day(at), own + regrant


def _suspensions(below: Iterable[int]) -> Iterator[tuple[int, str, dt.date, int]]:
    stopped = Grant.objects.filter(pk__in=below, status=GrantStatus.SUSPENDED, changes__to_status="SUSPENDED")
    for grant, at in stopped.order_by("pk", "changes__pk").values_list("pk", "changes__at"):
        yield grant, "SUSPENDED", clock.day(at), 0


def _recoveries(below: Iterable[int]) -> Iterator[tuple[int, str, dt.date, int]]:
    rows = Debt.objects.filter(grant__in=below, kind=DebtKind.PRINCIPAL, status__in=STANDING_DEBTS)
    for grant, at, amount in rows.order_by("pk").values_list("grant", "ordered_at", "amount_won"):
        if at is not None:  # those that stand were ordered
            yield grant, "RECOVERED", clock.day(at), amount


#: what is read for the grants below: each yields (grant, what, day, won)
SOURCES: tuple[Callable[[Iterable[int]], Iterator[tuple[int, str, dt.date, int]]], ...] = (
    _reductions,
    _suspensions,
    _recoveries,
)


def effects_above(grants: Iterable[int]) -> dict[int, list[EffectAbove]]:
    """
    Return {grant: what happened at the grants below it, at any depth, earliest first}, among some grants of
    whole trees. One query for the tree, one for each source and one for the grants they name.
    """
    above = dict(Grant.objects.filter(pk__in=list(grants)).order_by().values_list("pk", "parent_id"))
    below = [pk for pk, parent in above.items() if parent in above]
    happened = [one for source in SOURCES for one in source(below)]
    struck = Grant.objects.select_related("firm").in_bulk({pk for pk, *_facts in happened})
    found: dict[int, list[EffectAbove]] = defaultdict(list)
    for pk, what, on, won in happened:
        parent = above[pk]
        while parent in above:
            found[parent].append(EffectAbove(struck[pk], what, on, won))
            parent = above[parent]
    return {pk: sorted(effects, key=lambda effect: effect.on) for pk, effects in found.items()}
