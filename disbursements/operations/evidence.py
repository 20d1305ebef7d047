"""Adding evidence to a line, reading an e-tax invoice from its file."""

import datetime as dt

from django.utils.translation import gettext as _

from applications.models import CostItem
from core.evidence.checks import XML
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.evidence.sheets.uploads import contents_of
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import permissions, refusals
from disbursements.cards import card_approval
from disbursements.models import LineEvidence, PaymentLine, PaymentRequest
from disbursements.operations.cards import check_pays, check_unused
from disbursements.operations.lines import add_payment_line
from disbursements.operations.papers import check_made_out, check_not_cancelled
from disbursements.queries.matching import RECEIPTS
from disbursements.tax_invoices import read_tax_invoice
from programs.models import EvidenceKind


@operation
def add_line_evidence(
    *,
    line: PaymentLine,
    kind: str,
    number: str,
    dated_on: dt.date | None,
    amount_won: int | None,
    attachment: Attachment,
    card_company: str = "",
    by: User,
    at: dt.datetime,
) -> LineEvidence:
    """
    Add a paper that shows that what the line asks for was delivered or paid (Decree, art. 10-8).

    `card_company` is the code of the card's company, where one paid.

    :raises Gone: if somebody removed the line at this very moment.
    :raises NotEditable: if the request was asked for.
    :raises EvidenceIncomplete, CardCompanyMissing: if what this kind of paper says is missing.
    :raises PaidByCard, PaysAnotherLine, AlreadyUsed: if a card proves the line, or paid for something else.
    :raises InvoiceCancelled: if a list shows that payment by card as cancelled.
    :raises InvoiceInFuture: if it is dated later than today.
    """
    payment = PaymentRequest.objects.lock(line.request_id)
    require(permissions.may_edit_payment, by, payment, at=at)
    line = PaymentLine.objects.lock(line.pk)
    if not payment.is_editable or line.is_refused:
        raise refusals.NotEditable(now=payment.get_status_display())
    if dated_on and dated_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="dated_on")
    check_pays(line, kind)
    number = number.strip()
    _check_complete(kind, number, dated_on, amount_won)
    if kind == EvidenceKind.CARD and dated_on:
        number = card_approval(company=card_company, approved_on=dated_on, number=number, field="number").key
        check_not_cancelled(number)
        check_unused(number, payment.grant, field="number", pays=line)
    return LineEvidence.objects.create(
        line=line,
        kind=kind,
        number=number,
        dated_on=None if kind == EvidenceKind.SERIAL_PLATE else dated_on,
        amount_won=amount_won if kind in RECEIPTS else None,
        attachment=attach(
            attachment=attachment, owner_kind="payment", owner_id=payment.pk, purpose=kind.lower(), by=by,
            at=at,
        ),
        added_at=at,
        added_by=by,
    )  # fmt: skip


def _check_complete(kind: str, number: str, dated_on: dt.date | None, amount_won: int | None) -> None:
    """Refuse what the kind of paper can't do without, at the field that lacks it."""
    wants_number = kind != EvidenceKind.DELIVERY_NOTE
    if wants_number and not number:
        raise refusals.EvidenceIncomplete(field="number", what=_("number"))
    if kind != EvidenceKind.SERIAL_PLATE and dated_on is None:
        raise refusals.EvidenceIncomplete(field="dated_on", what=_("date"))
    if kind not in RECEIPTS:
        return
    if amount_won is None:
        raise refusals.EvidenceIncomplete(field="amount_won", what=_("amount"))
    check_amount(amount_won)


@operation
def remove_line_evidence(*, evidence: LineEvidence, by: User, at: dt.datetime) -> PaymentLine:
    """
    Take a paper off a line that was not asked for yet; its file stays with the request.

    :raises NotEditable: if the request was asked for.
    """
    payment = PaymentRequest.objects.lock(evidence.line.request_id)
    require(permissions.may_edit_payment, by, payment, at=at)
    if not payment.is_editable or evidence.line.is_refused:
        raise refusals.NotEditable(now=payment.get_status_display())
    line = evidence.line
    LineEvidence.objects.filter(pk=evidence.pk).delete()
    return line


@operation
def add_line_from_file(
    *, payment: PaymentRequest, cost_item: CostItem, invoice: Attachment, by: User, at: dt.datetime
) -> PaymentLine:
    """
    Add a line as the XML of its e-tax invoice says: number, day, supplier, amounts.

    :raises NotAnXml: if the file is another one.
    :raises NotTheBuyer, InvoiceRevised: if it is another firm's invoice, or one that revises another.
    :raises Refusal: as `read_tax_invoice` and `add_payment_line` do.
    """
    if invoice.blob.media_type != XML:
        raise refusals.NotAnXml(field="invoice")
    said = read_tax_invoice(contents_of(invoice))
    check_made_out(said, payment.grant)
    return add_payment_line(
        payment=payment,
        cost_item=cost_item,
        invoice_number=said.number,
        invoice_on=said.issued_on,
        supplier_number=said.supplier_number,
        supplier_name=said.supplier_name,
        supply_won=said.supply_won,
        tax_won=said.tax_won,
        invoice=invoice,
        by=by,
        at=at,
    )
