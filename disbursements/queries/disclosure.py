"""What has to be disclosed of a fiscal year (Act, art. 26-10), found and summed by the database."""

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.ledger.models import Transfer
from programs.statutory import statutory_number


def received_of_year(year: int) -> Any:
    """Return, for each grant of the outer query, what its firm received for itself in that year, won."""
    into = Transfer.objects.filter(target__code="held").filter(
        Q(source__code="paying") | Q(source__code__startswith="incoming:")
    )
    back = Transfer.objects.filter(source__code="held", target__code="paying")
    return _sum(into, "target", year) - _sum(back, "source", year)


def to_disclose(grants: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Keep the grants of which that year is to be disclosed, with `received_won`; the largest first."""
    least = statutory_number("DISCLOSURE_FROM_WON", dt.date(year, 12, 31))
    found = grants.annotate(received_won=received_of_year(year)).filter(received_won__gte=least)
    return found.order_by("-received_won", "pk")


def _sum(transfers: QuerySet[Transfer], side: str, year: int) -> Any:
    mine = {f"{side}__owner_kind": "application", f"{side}__owner_id": OuterRef("application_id")}
    of_year = transfers.filter(effective_on__year=year, **mine).order_by().values(f"{side}__owner_id")
    summed = Subquery(of_year.annotate(won=Sum(F("amount"))).values("won"))
    return Coalesce(summed, Value(0), output_field=BigIntegerField())
