"""The lines of a payment request: each against a cost item, with its proof; refused ones put right."""

import datetime as dt

from django.db.models import Q

from applications.models import Application, CostItem
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import permissions, refusals, rules
from disbursements.models import Grant, LineStatus, PaymentLine, PaymentRequest
from disbursements.operations.cards import check_taken, check_unused, number_of_proof
from disbursements.operations.drafts import draft_payment, lock_editable, sum_up
from disbursements.operations.papers import (
    INVOICE,
    check_cost_item,
    check_dated,
    check_file,
    check_gift,
    check_invoice,
    check_not_cancelled,
    copy_evidence,
)
from disbursements.queries import eligible_cost, left_of_award, paid_in_proportion_to
from disbursements.refusals.stages import WithoutLines
from disbursements.workflow import PaymentStatus
from firms.rules import check_business_number
from programs.models import EvidenceKind


@operation
def add_payment_line(
    *,
    payment: PaymentRequest,
    cost_item: CostItem,
    proof: str = EvidenceKind.INVOICE,
    card_company: str = "",
    invoice_number: str,
    invoice_on: dt.date,
    supplier_number: str,
    supplier_name: str,
    supply_won: int,
    tax_won: int = 0,
    invoice: Attachment,
    corrects: PaymentLine | None = None,
    by: User,
    at: dt.datetime,
) -> PaymentLine:
    """
    Add an e-tax invoice, or an approval of the dedicated card, against a cost item (Decree, art. 10-8).

    Number, day, supplier and paper are those of the proof; `card_company` is the code of the card's.
    `supply_won` is the amount without VAT, `tax_won` the VAT; the subsidised part is computed. `corrects` is
    the refused line that this one puts right, found by its number if none is named.

    :raises Refusal: if the number, the date, the supplier or the amount can't be right, saying why.
    """
    payment, grant = lock_editable(payment, by, at)
    if not payment.has_lines:
        raise WithoutLines
    number = number_of_proof(
        proof=proof, card_company=card_company, invoice_number=invoice_number, invoice_on=invoice_on,
        invoice=invoice,
    )  # fmt: skip
    check_amount(supply_won)
    _check_proof(proof, number, grant, cost_item, at)
    check_dated(grant, invoice_on, at)
    check_not_cancelled(number)
    supplier = check_business_number(supplier_number)
    if supplier == grant.firm.business_number:
        raise refusals.OwnInvoice(field="supplier_number")
    check_cost_item(grant, cost_item, supply_won)
    typed = {"invoice_number": number, "invoice_on": invoice_on, "supplier_number": supplier}
    check_file(invoice, grant, typed | {"supply_won": supply_won, "tax_won": tax_won})
    if corrects is None:
        refused = PaymentLine.objects.filter(status=LineStatus.REFUSED, invoice_number=number)
        corrects = refused.filter(request__grant=grant, corrected_by__isnull=True).order_by("pk").last()
    subsidised = _subsidised(grant, supply_won)
    check_gift(grant, number, supply_won, subsidised)
    line = PaymentLine.objects.create(
        request=payment,
        cost_item=cost_item,
        proof=proof,
        invoice_number=number,
        invoice_on=invoice_on,
        supplier_number=supplier,
        supplier_name=supplier_name,
        supply_won=supply_won,
        tax_won=tax_won,
        subsidised_won=subsidised,
        invoice=_claimed(invoice, payment, corrects, by, at),
        corrects=corrects,
    )
    if corrects is not None:
        copy_evidence(corrects, line, by, at)
    sum_up(payment)
    return line


@operation
def correct_payment_line(
    *,
    line: PaymentLine,
    cost_item: CostItem,
    proof: str = EvidenceKind.INVOICE,
    card_company: str = "",
    invoice_number: str,
    invoice_on: dt.date,
    supplier_number: str,
    supplier_name: str,
    supply_won: int,
    tax_won: int = 0,
    invoice: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> PaymentLine:
    """
    Put a refused line right by a new one beside it: in the request that came back, or in the next draft.

    The terms are those of `add_payment_line`; without a new file the invoice of the refused line serves.

    :raises NotRefused: if the line was not refused.
    :raises CorrectedAlready: if another line puts it right.
    :raises MovedMeanwhile: if a draft was begun at this very moment.
    :raises Refusal: as `draft_payment` and `add_payment_line` do.
    """
    requests = _lock_both(line)
    grant = Grant.objects.lock(line.request.grant_id)
    require(permissions.may_remove_line, by, line, at=at)
    line = PaymentLine.objects.lock(line.pk)
    if not line.is_refused:
        raise refusals.NotRefused(line=str(line))
    other = PaymentLine.objects.filter(corrects=line).select_related("request").first()
    if other is not None:
        raise refusals.CorrectedAlready(line=str(line), number=other.request.number)
    payment = requests[line.request_id]
    if not payment.is_editable:
        draft = grant.payment_requests.filter(status=PaymentStatus.DRAFTED).first()
        if draft is not None and draft.pk not in requests:
            raise refusals.MovedMeanwhile
        payment = draft or draft_payment(grant=grant, by=by, at=at)
    return add_payment_line(
        payment=payment,
        cost_item=cost_item,
        proof=proof,
        card_company=card_company,
        invoice_number=invoice_number,
        invoice_on=invoice_on,
        supplier_number=supplier_number,
        supplier_name=supplier_name,
        supply_won=supply_won,
        tax_won=tax_won,
        invoice=invoice or line.invoice,
        corrects=line,
        by=by,
        at=at,
    )


def _check_proof(proof: str, number: str, grant: Grant, cost_item: CostItem, at: dt.datetime) -> None:
    """Refuse what was used, and a card where the programme wants the invoice."""
    if proof == EvidenceKind.CARD:
        check_taken(grant, cost_item, at)
        check_unused(number, grant, field="invoice_number")
    else:
        check_invoice(grant, number)


def _lock_both(line: PaymentLine) -> dict[int, PaymentRequest]:
    """Lock the request of a line and the grant's draft, by id, then the line of cases: as every step does."""
    drafts = PaymentRequest.objects.filter(grant=line.request.grant_id, status=PaymentStatus.DRAFTED)
    ids = sorted({line.request_id, *drafts.values_list("pk", flat=True)})
    requests = {pk: PaymentRequest.objects.lock(pk) for pk in ids}
    Application.objects.lock_line(line.request.grant.application_id)
    return requests


def _claimed(
    invoice: Attachment, payment: PaymentRequest, corrects: PaymentLine | None, by: User, at: dt.datetime
) -> Attachment:
    """Return the file of the invoice as the request's own; that of the line put right stays where it is."""
    if corrects is not None and corrects.invoice_id == invoice.pk:
        return invoice
    return attach(
        attachment=invoice, owner_kind="payment", owner_id=payment.pk, purpose=INVOICE, by=by, at=at
    )


@operation
def remove_payment_line(*, line: PaymentLine, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Take a line out of a payment request that was not asked for yet; its file stays with the request.

    :raises NotEditable: if the request was asked for.
    :raises RefusedStays: if the office refused the line: the record keeps it.
    :raises LineOnRecord: if a gap was found in its papers, or an asset was entered for it, before the request
        came back.
    """
    payment, _grant = lock_editable(line.request, by, at)
    line = PaymentLine.objects.lock(line.pk)
    if line.is_refused:
        raise refusals.RefusedStays(line=str(line))
    rests_on_it = Q(discrepancies__isnull=False) | Q(asset_lines__isnull=False)
    if PaymentLine.objects.filter(rests_on_it, pk=line.pk).exists():
        raise refusals.LineOnRecord(line=str(line))
    PaymentLine.objects.filter(pk=line.pk, request=payment).delete()
    return sum_up(payment)


def _subsidised(grant: Grant, supply_won: int) -> int:
    left = left_of_award(grant)
    if left <= 0:
        raise refusals.AwardUsedUp(awarded=f"{grant.awarded_won:,}")
    part = rules.subsidised_part(
        supply_won=supply_won,
        awarded_won=paid_in_proportion_to(grant),
        eligible_won=eligible_cost(grant),
        left_won=left,
    )
    if part <= 0:
        raise refusals.TooSmall(field="supply_won")
    return part
