"""What the papers of a line must say before it can be asked for."""

import datetime as dt
from typing import Any

from applications.models import CostItem
from core.evidence.checks import XML
from core.evidence.models import Attachment, Mark
from core.evidence.operations import AlreadyUsed
from core.evidence.sheets.uploads import contents_of
from core.users.models import User
from core.workflow import clock
from disbursements import refusals
from disbursements.cards import proof_words
from disbursements.models import (
    CancelledInvoice,
    Discrepancy,
    DiscrepancyKind,
    GiftUse,
    Grant,
    LineEvidence,
    PaymentLine,
    PaymentRequest,
)
from disbursements.operations.deliverables import check_delivered
from disbursements.queries.awards import invoiced
from disbursements.queries.matching import RECEIPTS, missing_evidence, transfers_exceeded
from disbursements.refusals.lines import GiftPaidMore, TransferUsedUp
from disbursements.tax_invoices import TaxInvoice, differing, read_tax_invoice

INVOICE = "invoice"


def check_made_out(said: TaxInvoice, grant: Grant) -> None:
    """Refuse an invoice that is another firm's, or that revises or cancels another one."""
    if said.buyer_number != grant.firm.business_number:
        raise refusals.NotTheBuyer(buyer=said.buyer_number, firm=grant.firm.business_number, field="invoice")
    if said.revises:
        raise refusals.InvoiceRevised(number=said.revises, field="invoice")


def check_not_cancelled(number: str) -> None:
    """
    Refuse an invoice that a list shows as cancelled.

    :raises InvoiceCancelled: saying since when.
    """
    cancelled = CancelledInvoice.objects.filter(number=number).first()
    if cancelled is not None:
        words = proof_words(number)
        raise refusals.InvoiceCancelled(field="invoice_number", line=words, day=f"{cancelled.cancelled_on}")


def check_none_cancelled(payment: PaymentRequest, at: dt.datetime) -> None:
    """
    Refuse to pay for what a list showed as cancelled after it was asked for, unless that was waived.

    :raises InvoiceCancelled: naming the first one.
    """
    alerts = Discrepancy.objects.in_the_way(clock.day(at)).filter(kind=DiscrepancyKind.INVOICE_CANCELLED)
    lines = payment.lines.accepted()
    if alert := alerts.filter(line__in=lines).select_related("line__request").order_by("pk").first():
        raise refusals.InvoiceCancelled(line=str(alert.line), day=alert.found)


def check_file(invoice: Attachment, grant: Grant, typed: dict[str, Any]) -> None:
    """
    Hold what was typed against the e-tax invoice's own file, where that is XML; a picture says nothing here.

    :raises InvoiceDiffers: at the first field that differs.
    :raises Refusal: as `read_tax_invoice` and `check_made_out` do.
    """
    if invoice.blob.media_type != XML:
        return
    said = read_tax_invoice(contents_of(invoice))
    check_made_out(said, grant)
    for field, (file, entered) in differing(said, typed).items():
        raise refusals.InvoiceDiffers(field=field, file=file, entered=entered)


def copy_evidence(refused: PaymentLine, line: PaymentLine, by: User, at: dt.datetime) -> None:
    """
    Give a corrected line the papers of the refused one: what was handed in once is not asked for again.

    What a card proves was paid by it: it needs no receipt of the refused line.
    """
    for one in refused.evidence.exclude(kind__in=RECEIPTS if line.is_by_card else []):
        LineEvidence.objects.create(
            line=line, kind=one.kind, number=one.number, dated_on=one.dated_on, amount_won=one.amount_won,
            attachment=one.attachment, added_at=at, added_by=by,
        )  # fmt: skip


def check_evidence(payment: PaymentRequest, at: dt.datetime) -> None:
    """
    Refuse to ask for lines whose evidence is not there.

    :raises EvidenceMissing: naming each line and what it lacks.
    """
    lines = list(payment.lines.offered().select_related("cost_item"))
    missing = missing_evidence(payment, lines, at)
    lacking = [
        f"{line.cost_item} ({line}) – {', '.join(rule.words for rule in missing[line.pk])}"
        for line in lines
        if missing[line.pk]
    ]
    if lacking:
        raise refusals.EvidenceMissing(what="; ".join(lacking))


def check_transfers(line: PaymentLine) -> None:
    """
    Refuse to rest more invoices on a bank transfer than it paid.

    :raises TransferUsedUp: naming the invoice, what its transfers paid and what rests on them.
    """
    if exceeded := transfers_exceeded(line):
        total, paid = exceeded
        raise TransferUsedUp(line=str(line), sum=f"{total:,}", paid=f"{paid:,}")


def check_dated(grant: Grant, invoice_on: dt.date, at: dt.datetime) -> None:
    """Refuse an invoice or a card approval from before the award, or from the future."""
    awarded_on = clock.day(grant.application.decided_at) if grant.application.decided_at else None
    if awarded_on and invoice_on < awarded_on:
        raise refusals.InvoiceBeforeAward(field="invoice_on", award=f"{awarded_on:%Y-%m-%d}")
    if invoice_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="invoice_on")


def check_invoice(grant: Grant, number: str) -> None:
    """Refuse an e-tax invoice that was used."""
    same = PaymentLine.objects.standing().filter(invoice_number=number, request__grant=grant)
    elsewhere = Mark.objects.filter(kind=INVOICE, value=number).exclude(owner_kind="grant", owner_id=grant.pk)
    if same.exists() or elsewhere.exists():
        raise AlreadyUsed(value=number, field="invoice_number")


def check_cost_item(grant: Grant, cost_item: CostItem, supply_won: int) -> None:
    """Refuse what is of another grant, was not delivered, or would come to more than its agreed cost."""
    if cost_item.application_id != grant.application_id:
        raise refusals.NotOfThisGrant(field="cost_item")
    cost_item.refresh_from_db(fields=["name", "cost_won"])  # a change may have made it another meanwhile
    check_delivered(cost_item)
    before = invoiced(cost_item)
    if before + supply_won > cost_item.cost_won:
        raise refusals.AboveCostItem(
            field="supply_won",
            item=cost_item.name,
            sum=f"{before + supply_won:,}",
            cost=f"{cost_item.cost_won:,}",
            left=f"{cost_item.cost_won - before:,}",
        )


def check_gift(grant: Grant, number: str, supply_won: int, subsidised_won: int) -> None:
    """Refuse to pay of an invoice what a gift paid already: the two never come to more than it cost."""
    use = GiftUse.objects.filter(grant=grant, invoice_number=number).first()
    if use is not None and use.amount_won + subsidised_won > supply_won:
        said = {"gift": use.amount_won, "subsidised": subsidised_won, "supply": supply_won}
        raise GiftPaidMore(field="supply_won", **{name: f"{won:,}" for name, won in said.items()})
