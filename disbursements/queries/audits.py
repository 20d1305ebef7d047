"""Reading who is audited for a fiscal year: what came to a firm over all its grants."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from applications.models import Holder
from core.ledger.models import Transfer
from disbursements import settling
from disbursements.models import Grant
from disbursements.queries.received import arrivals, held_by
from disbursements.queries.settlements import received_in_year
from programs.statutory import statutory_number


@dataclass(frozen=True)
class YearReceived:
    """What a firm received in a fiscal year, in won: all of it, re-granted, and what counts for its audit."""

    received_won: int
    regranted_won: int
    counted_won: int
    is_audited: bool


def received_by(firm_id: int, year: int) -> YearReceived:
    """Return what a firm received in a fiscal year over all its grants."""
    pairs, last_day = received_in_year(firm_id, year), dt.date(year, 12, 31)
    return YearReceived(
        sum(won for won, _regranted in pairs),
        sum(regranted for _won, regranted in pairs),
        settling.counted_for_audit(pairs, last_day),
        settling.needs_audit(pairs, last_day),
    )


def firms_over_limit(year: int) -> list[int]:
    """
    Return the ids of the firms that may have received as much in the year as makes an audit, exempt or not.

    What came to a case counts for every firm that ever held it: whoever asks looks closer (`received_by`).
    """
    limit = statutory_number("AUDIT_FROM_WON", dt.date(year, 12, 31))
    sums: dict[int, int] = defaultdict(int)
    came = _by_owner(arrivals(year))
    held = Holder.objects.filter(application__in=came).order_by().values_list("application", "firm")
    for owner, firm in held.distinct():
        sums[firm] += came[owner]
    return sorted(firm for firm, won in sums.items() if won >= limit)


def program_paying_most(firm_id: int, year: int) -> int:
    """Return the id of the programme from which most came to a firm in the year: its offices examine."""
    sums: dict[int, int] = defaultdict(int)
    came = _by_owner(held_by(arrivals(year), firm_id))
    grants = Grant.objects.filter(application__in=came).order_by()
    for owner, program in grants.values_list("application", "consortium__program"):
        sums[program] += came[owner]
    return min(sums, key=lambda program: (-sums[program], program))


def _by_owner(arrived: QuerySet[Transfer]) -> dict[int, int]:
    """Return {case: won that came to it}."""
    return dict(arrived.order_by().values_list("target__owner_id").annotate(won=Sum("amount")))
