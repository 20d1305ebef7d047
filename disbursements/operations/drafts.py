"""Preparing a payment request: its lines against cost items, each with its proof, and asking."""

import datetime as dt
from typing import Any

from django.db.models import Max, Sum

from applications.documents import missing_papers
from applications.models import Application
from applications.operations.lines import check_runs
from core.evidence.operations import mark_used
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.conditions import check_stage
from disbursements.models import Grant, PaymentRequest
from disbursements.operations.cards import use_cards_once
from disbursements.operations.papers import INVOICE, check_evidence, check_transfers
from disbursements.operations.settled import check_not_settled
from disbursements.operations.stages import amount_to_begin, amount_without_lines
from disbursements.workflow import ENDED_GRANTS, WITH_THE_FIRM, PaymentStatus
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

    :raises NoSubsidy, GrantClosed, LineHalted, SettledFinally, DraftExists, AwardUsedUp: saying what to do
        instead.
    :raises Refusal: as `amount_to_begin` does.
    """
    line = Application.objects.lock_line(grant.application_id)
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_draft_payment, by, grant, at=at)
    if grant.kind == GrantKind.CONTRIBUTION:
        raise refusals.NoSubsidy
    if grant.status in ENDED_GRANTS:
        raise refusals.GrantClosed
    check_runs(line)
    check_not_settled(grant)
    if grant.payment_requests.filter(status=PaymentStatus.DRAFTED).exists():
        raise refusals.DraftExists
    requested_won = amount_to_begin(grant, kind, amount_won, at)
    number = (grant.payment_requests.aggregate(last=Max("number"))["last"] or 0) + 1
    payment = PaymentRequest.objects.create(
        grant=grant, number=number, kind=kind, requested_won=requested_won, drafted_at=at, drafted_by=by
    )
    return payment.begin(by=by, at=at)


@operation
def submit_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Ask for the money in the firm's name; from now on each proof is used, once in the whole system.

    :raises NoLines: if there is nothing to ask for.
    :raises AboveStage, ConditionsDue, DiscrepanciesOpen: as the programme's stages of payment say.
    :raises EvidenceMissing: if a line lacks evidence that the programme wants of it.
    :raises PapersMissing: if a paper that the programme asks for with payments was not handed in.
    :raises TransferUsedUp: if more invoices rest on a bank transfer than it paid.
    :raises LineHalted: if the grant or one above it is suspended, cancelled or closed.
    :raises SettledFinally: if the last settlement of the grant is confirmed.
    :raises AlreadyUsed: if an invoice or a card approval was used in another case.
    :raises InvalidTransition: if it was asked for already.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    way = Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_submit_payment, by, payment, at=at)
    payment.check_can_move_to(PaymentStatus.SUBMITTED)
    check_runs(way)
    check_not_settled(grant)
    if not _asked(payment, grant, at):
        raise refusals.NoLines
    _check_papers(grant.application, at)
    check_evidence(payment, at)
    check_stage(grant, payment, at)
    for line in payment.lines.offered():
        if not line.is_by_card:
            _use_invoice_once(line.invoice_number, grant, by, at)
        use_cards_once(line, grant, by, at)
        check_transfers(line)
    payment.submitted_at, payment.submitted_by = at, by
    payment.save(update_fields=["submitted_at", "submitted_by"])
    payment.move_to(PaymentStatus.SUBMITTED, by=by, at=at)
    announcements.payment_submitted(payment, by=by, at=at)
    return payment


@operation
def withdraw_payment(*, payment: PaymentRequest, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Give up a request that lies with the firm; its lines count no more and another one can begin.

    :raises NotAllowed: if `by` does not prepare payments of the firm or, once it was asked for, represent it.
    :raises InvalidTransition: if it does not lie with the firm.
    :raises PaidOnce: if the bank had paid it once: its record is corrected, not given up.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_withdraw_payment, by, payment, at=at)
    payment.check_stands_in(*WITH_THE_FIRM)
    if payment.times_confirmed:
        raise refusals.PaidOnce
    payment.move_to(PaymentStatus.WITHDRAWN, by=by, at=at)
    announcements.payment_withdrawn(payment, by=by, at=at)
    return payment


def _asked(payment: PaymentRequest, grant: Grant, at: dt.datetime) -> int:
    """Return what is asked for as things are now, in won, and keep it."""
    if payment.has_lines:
        return int(sum_up(payment).requested_won)
    payment.requested_won = amount_without_lines(payment, grant, at)
    payment.save(update_fields=["requested_won"])
    return payment.requested_won


def _check_papers(application: Application, at: dt.datetime) -> None:
    """Refuse to ask for money before the papers are there that the programme asks for with payments."""
    missing = missing_papers(application, Step.PAYMENT, at)
    if missing:
        raise refusals.PapersMissing(documents=", ".join(paper.name for paper in missing))


def lock_editable(payment: PaymentRequest, by: User, at: dt.datetime) -> tuple[PaymentRequest, Grant]:
    """
    Lock a payment request, then its grant, for its firm to change it.

    :raises NotEditable: if it was asked for.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_edit_payment, by, payment, at=at)
    if not payment.is_editable:
        raise refusals.NotEditable(now=payment.get_status_display())
    return payment, grant


def _use_invoice_once(number: str, grant: Grant, by: User, at: dt.datetime) -> None:
    """
    Mark the number as used by this grant. Within the grant its lines are compared as they are added, so that
    a line taken out of one request can go into another.
    """
    mark_used(kind=INVOICE, value=number, owner_kind="grant", owner_id=grant.pk, by=by, at=at)


def sum_up(payment: PaymentRequest) -> Any:
    """Return the request with what its lines ask for together, in won."""
    payment.requested_won = payment.lines.offered().aggregate(sum=Sum("subsidised_won"))["sum"] or 0
    payment.save(update_fields=["requested_won"])
    return payment
