"""What firms received of subsidy in a fiscal year: for the audit of a firm and for disclosure."""

from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from applications.models import Holder
from core.ledger.models import Transfer
from core.workflow.models import SEOUL


def arrivals(year: int) -> QuerySet[Transfer]:
    """
    Return the transfers by which subsidy came to firms in a year: paid, handed on, or set off against a debt.

    By the day of the bank's payment or of the receiver's confirmation; what came back later is left out.
    """
    came = Q(source__code="paying") | Q(source__code__startswith="incoming:")
    set_off = Q(source__code="committed", target__code="held")
    there = Q(target__code="held") | Q(target__code__startswith="conduit:")
    return Transfer.objects.filter(
        came | set_off, there, target__owner_kind="application", effective_on__year=year,
        reverses__isnull=True, reversed_by__isnull=True,
    )  # fmt: skip


def held_by(arrived: QuerySet[Transfer], firm_id: int) -> QuerySet[Transfer]:
    """Keep what came while that firm held the case, or before anybody did and it was the first."""
    held: Any = Holder.objects.filter(application=OuterRef("target__owner_id"))
    ever = held.filter(firm=firm_id)
    days = held.annotate(day=TruncDate("at", tzinfo=SEOUL, output_field=DateField()))
    then = days.filter(day__lte=OuterRef("effective_on")).order_by("-number").values("firm")[:1]
    first = held.filter(number=1).values("firm")[:1]
    return (
        arrived.filter(Exists(ever))
        .annotate(holder=Coalesce(Subquery(then), Subquery(first)))
        .filter(holder=firm_id)
    )
