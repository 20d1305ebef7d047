"""Preparing a payment request: its lines against cost items, each with its e-tax invoice, and asking."""

import datetime as dt
from typing import Any

from django.db.models import Max, Sum

from applications.documents import missing_papers
from applications.models import Application, CostItem
from applications.operations.lines import check_runs
from core.evidence.models import Attachment
from core.evidence.operations import attach, mark_used
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals, rules
from disbursements.conditions import check_stage
from disbursements.models import Grant, LineStatus, PaymentLine, PaymentRequest
from disbursements.operations.papers import (
    INVOICE,
    check_cost_item,
    check_evidence,
    check_file,
    check_gift,
    check_invoice,
    check_not_cancelled,
    check_transfers,
    copy_evidence,
    use_cards_once,
)
from disbursements.operations.stages import amount_to_begin, amount_without_lines
from disbursements.queries import eligible_cost, left_of_award, paid_in_proportion_to
from disbursements.refusals.stages import WithoutLines
from disbursements.workflow import GrantStatus, PaymentStatus
from firms.rules import check_business_number
from programs.models import GrantKind, PaymentKind, Step


@operation
def draft_payment(
    *,
    grant: Grant,
    kind: str = PaymentKind.INTERIM,
    amount_won: int | None = None,
    by: User,
    at: dt.datetime,
) -> PaymentRequest:
    """
    Begin a payment request; one draft at a time per grant. Only of an advance the amount is given.

    :raises NoSubsidy, GrantClosed, LineHalted, DraftExists, AwardUsedUp: saying what to do instead.
    :raises Refusal: as `amount_to_begin` does.
    """
    line = Application.objects.lock_line(grant.application_id)
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_draft_payment, by, grant, at=at)
    if grant.kind == GrantKind.CONTRIBUTION:
        raise refusals.NoSubsidy
    if grant.status in (GrantStatus.CANCELLED, GrantStatus.CLOSED):
        raise refusals.GrantClosed
    check_runs(line)
    if grant.payment_requests.filter(status=PaymentStatus.DRAFTED).exists():
        raise refusals.DraftExists
    requested_won = amount_to_begin(grant, kind, amount_won, at)
    number = (grant.payment_requests.aggregate(last=Max("number"))["last"] or 0) + 1
    payment = PaymentRequest.objects.create(
        grant=grant, number=number, kind=kind, requested_won=requested_won, drafted_at=at, drafted_by=by
    )
    return payment.begin(by=by, at=at)


@operation
def add_payment_line(
    *,
    payment: PaymentRequest,
    cost_item: CostItem,
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
    Add an e-tax invoice against a cost item; the subsidised part is computed (Decree, art. 10-8).

    `supply_won` is the invoice's amount without VAT, `tax_won` its VAT; `corrects` is the refused line that
    this one puts right, found by its number if none is named.

    :raises Refusal: if the number, the date, the supplier or the amount can't be right, saying why.
    """
    payment, grant = _lock_editable(payment, by, at)
    if not payment.has_lines:
        raise WithoutLines
    number = rules.normal_invoice_number(invoice_number)
    check_amount(supply_won)
    check_invoice(grant, number, invoice_on, at)
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
    _sum_up(payment)
    return line


@operation
def correct_payment_line(
    *,
    line: PaymentLine,
    cost_item: CostItem,
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
        raise refusals.NotRefused(line=line.invoice_number)
    other = PaymentLine.objects.filter(corrects=line).select_related("request").first()
    if other is not None:
        raise refusals.CorrectedAlready(line=line.invoice_number, number=other.request.number)
    payment = requests[line.request_id]
    if not payment.is_editable:
        draft = grant.payment_requests.filter(status=PaymentStatus.DRAFTED).first()
        if draft is not None and draft.pk not in requests:
            raise refusals.MovedMeanwhile
        payment = draft or draft_payment(grant=grant, by=by, at=at)
    return add_payment_line(
        payment=payment,
        cost_item=cost_item,
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
    """
    payment, _grant = _lock_editable(line.request, by, at)
    line = PaymentLine.objects.lock(line.pk)
    if line.is_refused:
        raise refusals.RefusedStays(line=line.invoice_number)
    PaymentLine.objects.filter(pk=line.pk, request=payment).delete()
    return _sum_up(payment)


@operation
def submit_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Ask for the money in the firm's name; from now on each invoice number is used, once in the whole system.

    :raises NoLines: if there is nothing to ask for.
    :raises AboveStage, ConditionsDue, DiscrepanciesOpen: as the programme's stages of payment say.
    :raises EvidenceMissing: if a line lacks evidence that the programme wants of it.
    :raises PapersMissing: if a paper that the programme asks for with payments was not handed in.
    :raises TransferUsedUp: if more invoices rest on a bank transfer than it paid.
    :raises LineHalted: if the grant or one above it is suspended or cancelled.
    :raises AlreadyUsed: if an invoice or a card approval was used in another case.
    :raises InvalidTransition: if it was asked for already.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    way = Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_submit_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.SUBMITTED)
    check_runs(way)
    if not _asked(payment, grant, at):
        raise refusals.NoLines
    _check_papers(grant.application, at)
    check_evidence(payment, at)
    check_stage(grant, payment, at)
    for line in payment.lines.offered():
        _use_invoice_once(line.invoice_number, grant, by, at)
        use_cards_once(line, grant, by, at)
        check_transfers(line)
    payment.submitted_at, payment.submitted_by = at, by
    payment.save(update_fields=["submitted_at", "submitted_by"])
    payment.move_to(PaymentStatus.SUBMITTED, by=by, at=at)
    announcements.payment_submitted(payment, by=by, at=at)
    return payment


def _asked(payment: PaymentRequest, grant: Grant, at: dt.datetime) -> int:
    """Return what is asked for as things are now, in won, and keep it."""
    if payment.has_lines:
        return int(_sum_up(payment).requested_won)
    payment.requested_won = amount_without_lines(payment, grant, at)
    payment.save(update_fields=["requested_won"])
    return payment.requested_won


def _check_papers(application: Application, at: dt.datetime) -> None:
    """Refuse to ask for money before the papers are there that the programme asks for with payments."""
    missing = missing_papers(application, Step.PAYMENT, at)
    if missing:
        raise refusals.PapersMissing(documents=", ".join(paper.name for paper in missing))


def _lock_editable(payment: PaymentRequest, by: User, at: dt.datetime) -> tuple[PaymentRequest, Grant]:
    payment = PaymentRequest.objects.lock(payment.pk)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_edit_payment, by, payment, at=at)
    if not payment.is_editable:
        raise refusals.NotEditable(now=payment.get_status_display())
    return payment, grant


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


def _use_invoice_once(number: str, grant: Grant, by: User, at: dt.datetime) -> None:
    """
    Mark the number as used by this grant. Within the grant its lines are compared as they are added, so that
    a line taken out of one request can go into another.
    """
    mark_used(kind=INVOICE, value=number, owner_kind="grant", owner_id=grant.pk, by=by, at=at)


def _sum_up(payment: PaymentRequest) -> Any:
    payment.requested_won = payment.lines.offered().aggregate(sum=Sum("subsidised_won"))["sum"] or 0
    payment.save(update_fields=["requested_won"])
    return payment
