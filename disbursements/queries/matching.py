"""What the papers of a line say of each other, and which evidence it still lacks."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, Sum

from core.workflow import clock
from disbursements.matching import Gap, Paid, Papers, gaps
from disbursements.models import (
    CancelledInvoice,
    Discrepancy,
    DiscrepancyKind,
    Grant,
    LineEvidence,
    PaymentLine,
    PaymentRequest,
)
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models import EvidenceKind, EvidenceRule
from programs.queries import evidence_rules_on, evidence_wanted

#: kinds that say how much was paid when
RECEIPTS = (EvidenceKind.TRANSFER, EvidenceKind.CARD)


def gaps_of(line: PaymentLine) -> list[Gap]:
    """Return what does not agree between the line's quote, its proof and its payment."""
    quote = line.cost_item.quotes.filter(is_chosen=True).first()
    invoiced = PaymentLine.objects.standing().filter(cost_item=line.cost_item_id)
    others = sum(other.supply_won + other.tax_won for other in sharing(line))
    return gaps(
        Papers(
            quoted_won=quote.sum_won if quote else None,
            quoted_by=quote.supplier if quote else "",
            quoted_on=quote.quoted_on if quote else None,
            invoiced_won=invoiced.aggregate(sum=Sum("supply_won"))["sum"] or 0,
            invoiced_by=line.supplier_name,
            total_won=line.supply_won + line.tax_won,
            others_won=others,
            payments=_payments(line),
        )
    )


def _payments(line: PaymentLine) -> list[Paid]:
    """Return what shows that the line was paid; a card that proves it paid it whole, on its day."""
    if line.is_by_card:
        return [Paid(line.invoice_on, line.supply_won + line.tax_won)]
    receipts = line.evidence.filter(kind__in=RECEIPTS).order_by("dated_on")
    return [Paid(one.dated_on, one.amount_won) for one in receipts if one.dated_on and one.amount_won]


def sharing(line: PaymentLine) -> list[PaymentLine]:
    """
    Return the other lines that count and rest on a bank transfer of this one, of whatever request.

    A transfer is known by its number and day: among the firm's own, or anywhere if its amount is the same.
    """
    firm, same = line.request.grant.firm_id, Q(pk__in=[])
    for one in line.evidence.filter(kind=EvidenceKind.TRANSFER):
        ours = Q(line__request__grant__firm=firm) | Q(amount_won=one.amount_won)
        same |= ours & Q(number=one.number, dated_on=one.dated_on)
    found = LineEvidence.objects.filter(same, kind=EvidenceKind.TRANSFER).exclude(line=line)
    others = PaymentLine.objects.standing().filter(pk__in=found.values("line"))
    begun = Q(request__status=PaymentStatus.DRAFTED) & ~Q(request=line.request_id)
    return list(others.exclude(begun).order_by("pk"))


def transfers_exceeded(line: PaymentLine) -> tuple[int, int] | None:
    """Return (sum of invoices, sum of receipts), won with VAT, if lines share a transfer beyond it."""
    lines = [line, *sharing(line)]
    receipts = LineEvidence.objects.filter(line__in=lines, kind__in=RECEIPTS)
    amounts: dict[tuple[str, dt.date | None], int] = {}
    for one in receipts.order_by("-amount_won"):  # of what is stated of one transfer, the least
        amounts[one.number, one.dated_on] = one.amount_won or 0
    total = sum(one.supply_won + one.tax_won for one in lines)
    paid = sum(amounts.values())
    return (total, paid) if len(lines) > 1 and total > paid else None


def is_there(discrepancy: Discrepancy) -> bool:
    """
    Say whether the papers still say what a discrepancy is about.

    A line that no longer counts, and money passed on that was disputed, say nothing any more.
    """
    if discrepancy.pass_through is not None:
        return discrepancy.pass_through.status != PassThroughStatus.DISPUTED
    if discrepancy.gift_use is not None:
        return CancelledInvoice.objects.filter(number=discrepancy.gift_use.invoice_number).exists()
    line = PaymentLine.objects.standing().filter(pk=discrepancy.line_id or 0).first()
    if line is None:
        return False
    if discrepancy.kind == DiscrepancyKind.INVOICE_CANCELLED:
        cards = line.evidence.filter(kind=EvidenceKind.CARD).values_list("number", flat=True)
        return CancelledInvoice.objects.filter(number__in=[line.invoice_number, *cards]).exists()
    return discrepancy.kind in {gap.kind for gap in gaps_of(line)}


def missing_evidence(
    payment: PaymentRequest, lines: Iterable[PaymentLine], at: dt.datetime
) -> dict[int, list[EvidenceRule]]:
    """
    Return {line: the evidence the programme wants of it that is not there}, in two queries.

    The approval of a card proves a line and shows its payment: no transfer receipt can be had besides.
    """
    asked = list(evidence_rules_on(payment.grant.consortium.program, clock.day(at)))
    given: dict[int, set[str]] = defaultdict(set)
    for pk, kind in LineEvidence.objects.filter(line__request=payment).values_list("line", "kind"):
        given[pk].add(kind)
    return {
        line.pk: [
            rule
            for rule in evidence_wanted(asked, line.cost_item.cost_kind)
            if not {rule.kind, rule.does_as_well} & (given[line.pk] | _shown_by(line))
        ]
        for line in lines
    }


def _shown_by(line: PaymentLine) -> set[str]:
    """Return the kinds of evidence that the proof of a line is."""
    return {line.proof, EvidenceKind.TRANSFER} if line.is_by_card else {line.proof}


def proved_by(text: str) -> Q:
    """Return which lines an e-tax invoice, or a card approval, of that number proves."""
    number = text.replace("-", "").replace(" ", "").upper()
    proved = Q(invoice_number=number)
    if re.fullmatch(r"[0-9A-Z]{6,12}", number):
        proved |= Q(proof=EvidenceKind.CARD, invoice_number__regex=rf"^.{{10}}{number}$")
    return proved


def in_the_way(grant: Grant, at: dt.datetime) -> list[Discrepancy]:
    """Return the discrepancies of a grant over which it can't be closed: open, and not waived on the day."""
    return list(grant.discrepancies.in_the_way(clock.day(at)).with_parties().order_by("pk"))
