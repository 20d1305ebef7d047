"""What has to be disclosed of a fiscal year (Act, art. 26-10), found and summed by the database."""

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from disbursements.queries.received import arrivals
from programs.statutory import statutory_number


def received_of_year(year: int) -> Any:
    """Return, for each grant of the outer query, what its firm received for itself in that year, won."""
    own = arrivals(year).filter(target__code="held", target__owner_id=OuterRef("application_id"))
    summed = own.order_by().values("target__owner_id").annotate(won=Sum(F("amount"))).values("won")
    return Coalesce(Subquery(summed), Value(0), output_field=BigIntegerField())


def to_disclose(grants: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Keep the grants of which that year is to be disclosed, with `received_won`; the largest first."""
    least = statutory_number("DISCLOSURE_FROM_WON", dt.date(year, 12, 31))
    found = grants.annotate(received_won=received_of_year(year)).filter(received_won__gte=least)
    return found.order_by("-received_won", "pk")
