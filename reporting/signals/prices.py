"""What machines of one sort cost for a unit of their size, side by side: for who assesses the next one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import QuerySet

from applications.models import CostItem
from core.ratios import WHOLE_BP
from core.workflow import clock
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.signals.reading import power_of, standing_cases


@dataclass(frozen=True)
class Price:
    """The price of a machine for one kW of its rated power, whole won, beside the others of its sort."""

    power_kw: Decimal
    unit_won: int
    others: int
    #: median of the others, whole won rounded down; None while there is no other
    median_won: int | None

    @property
    def of_median_bp(self) -> int | None:
        """The price in basis points of the median of the others: 15000 is half as much again."""
        return self.unit_won * WHOLE_BP // self.median_won if self.median_won else None


def machines(user: Any, at: dt.datetime) -> QuerySet[CostItem]:
    """Return the equipment of all cases under way that this person handles or audits, practice aside."""
    run = within(user.scopes(VIEW_CASES, clock.day(at)), "application__call__program")
    found = CostItem.objects.filter(run, application__in=standing_cases(), technology__isnull=False)
    return found.select_related("technology", "measure", "application__firm", "application__call__program")


def compared(items: Iterable[CostItem], among: Iterable[CostItem]) -> dict[int, Price]:
    """
    Return {id of a cost item: its price} of those whose rated power is known.

    Each is held against the median of the others of its sort in `among`: a dear one does not move it far.
    """
    sorts: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for item in among:
        if (power := power_of(item)) and item.technology:
            sorts[item.technology.code][item.pk] = item.cost_won / power
    found = {}
    for item in items:
        if (power := power_of(item)) and item.technology:
            peers = [won for pk, won in sorts[item.technology.code].items() if pk != item.pk]
            middle = int(median(peers)) if peers else None
            found[item.pk] = Price(power, int(item.cost_won / power), len(peers), middle)
    return found
