"""The lines of a payment request as its pages show them, with what belongs to each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from disbursements.matching import Gap
from disbursements.models import Discrepancy, DiscrepancyKind, LineEvidence, PaymentLine, PaymentRequest
from disbursements.queries.matching import gaps_of, missing_evidence


def line_rows(payment: PaymentRequest, *, opens_papers: bool) -> QuerySet[PaymentLine] | list[Any]:
    """Return the lines with what belongs to each, in a constant number of queries; none for a partner."""
    if not opens_papers:
        return []
    evidence = LineEvidence.objects.select_related("attachment__blob").order_by("pk")
    rows: QuerySet[PaymentLine] = payment.lines.select_related(
        "cost_item", "invoice__blob", "decided_by", "corrects__request", "corrected_by__request"
    ).prefetch_related(Prefetch("evidence", queryset=evidence))
    return rows


def missing_words(
    payment: PaymentRequest, lines: Iterable[PaymentLine], *, at: dt.datetime
) -> list[tuple[PaymentLine, str]]:
    """Return the open lines that lack evidence, and which."""
    waiting = [line for line in lines if not line.is_refused]
    missing = missing_evidence(payment, waiting, at)
    return [
        (line, ", ".join(rule.words for rule in missing[line.pk])) for line in waiting if missing[line.pk]
    ]


def gaps_to_come(payment: PaymentRequest) -> list[tuple[PaymentLine, Any, Gap]]:
    """Return what does not agree between the papers of lines not decided yet: line, words, the gap."""
    lines = payment.lines.offered().select_related("cost_item").order_by("pk")
    return [(line, DiscrepancyKind(gap.kind).label, gap) for line in lines for gap in gaps_of(line)]


def payment_discrepancies(payment: PaymentRequest, user: Any) -> QuerySet[Discrepancy]:
    """Return the gaps between the papers of a request that this person may read, the open ones first."""
    found = Discrepancy.objects.visible_to(user).filter(line__request=payment).with_parties()
    ordered: QuerySet[Discrepancy] = found.order_by("closed_at", "pk")
    return ordered
