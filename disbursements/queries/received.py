"""What firms received of subsidy in a fiscal year: for the audit of a firm and for disclosure."""

from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from applications.models import Holder
from core.ledger.models import Transfer
from core.workflow.models import SEOUL


def arriving() -> QuerySet[Transfer]:
    """
    Return the transfers by which subsidy ever came to firms: paid, handed on, or set off against a debt.

    By the day of the bank's payment or of the receiver's confirmation; also those that were reversed since.
    What a denied payment gives back to its payer lies there again, and has not come once more.
    """
    came = Q(source__code="paying") | Q(source__code__startswith="incoming:")
    set_off = Q(source__code="committed", target__code="held")
    there = Q(target__code="held") | Q(target__code__startswith="conduit:")
    return _came().filter(came | set_off, there)


def gifts_arriving() -> QuerySet[Transfer]:
    """Return the transfers by which contributions ever came to firms, by the day of the confirmation."""
    return _came().filter(source__code="gift_incoming", target__code="gift_held")


def _came() -> QuerySet[Transfer]:
    """Return what was put where it is of a grant, without what only went back."""
    return Transfer.objects.filter(target__owner_kind="application", reverses__isnull=True)


def arrivals(year: int) -> QuerySet[Transfer]:
    """Return what of subsidy came to firms in a year; what came back later is left out."""
    return arriving().filter(effective_on__year=year, reversed_by__isnull=True)


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
