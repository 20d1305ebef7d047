"""Approvals of the firm's dedicated card: as the proof of a line, and as what shows that one was paid."""

import datetime as dt

from applications.models import CostItem
from core.evidence.checks import XML
from core.evidence.models import Attachment, Mark
from core.evidence.operations import AlreadyUsed, mark_used
from core.users.models import User
from core.workflow import clock
from disbursements.cards import card_approval, proof_words
from disbursements.models import Grant, LineEvidence, PaymentLine
from disbursements.refusals.invoices import CardNotTaken, CardSlipIsInvoice, PaidByCard, PaysAnotherLine
from disbursements.rules import normal_invoice_number
from programs.models import EvidenceKind
from programs.queries import takes_cards

#: mark under which an approval serves once in the whole system
CARD = "card"


def number_of_proof(
    *, proof: str, card_company: str, invoice_number: str, invoice_on: dt.date, invoice: Attachment
) -> str:
    """
    Return the number under which what proves a line serves once anywhere.

    :raises InvalidInvoiceNumber, InvalidCardNumber, CardCompanyMissing: if the number can't be right.
    :raises CardSlipIsInvoice: if the file of an e-tax invoice is to be the slip of a card.
    """
    if proof != EvidenceKind.CARD:
        return normal_invoice_number(invoice_number)
    if invoice.blob.media_type == XML:
        raise CardSlipIsInvoice(field="invoice")
    return card_approval(
        company=card_company, approved_on=invoice_on, number=invoice_number, field="invoice_number"
    ).key


def check_taken(grant: Grant, cost_item: CostItem, at: dt.datetime) -> None:
    """
    Refuse a card where the programme wants the e-tax invoice for such a cost.

    :raises CardNotTaken: naming the cost item.
    """
    if not takes_cards(grant.consortium.program, cost_item.cost_kind, clock.day(at)):
        raise CardNotTaken(item=cost_item.name, field="proof")


def check_unused(key: str, grant: Grant, *, field: str, pays: PaymentLine | None = None) -> None:
    """
    Refuse an approval that serves in another case, or in this grant already.

    `pays` is the line of an e-tax invoice that it paid for: one payment may pay several invoices, and proves
    none of them.

    :raises AlreadyUsed: if another case used it.
    :raises PaysAnotherLine: if another line of the grant rests on it.
    """
    elsewhere = Mark.objects.filter(kind=CARD, value=key).exclude(owner_kind="grant", owner_id=grant.pk)
    if elsewhere.exists():
        raise AlreadyUsed(value=proof_words(key), field=field)
    lines = PaymentLine.objects.standing().filter(request__grant=grant)
    paid = LineEvidence.objects.filter(kind=EvidenceKind.CARD, number=key, line__in=lines)
    if lines.filter(invoice_number=key).exists() or (pays is None and paid.exists()):
        raise PaysAnotherLine(line=proof_words(key), field=field)


def use_cards_once(line: PaymentLine, grant: Grant, by: User, at: dt.datetime) -> None:
    """
    Mark the card approvals that prove a line or paid for it as used, once in the whole system.

    :raises AlreadyUsed: if one serves in another case.
    """
    keys = set(line.evidence.filter(kind=EvidenceKind.CARD).values_list("number", flat=True))
    for key in sorted(keys | ({line.invoice_number} if line.is_by_card else set())):
        try:
            mark_used(kind=CARD, value=key, owner_kind="grant", owner_id=grant.pk, by=by, at=at)
        except AlreadyUsed as error:
            raise AlreadyUsed(value=proof_words(key)) from error


def check_pays(line: PaymentLine, kind: str) -> None:
    """
    Refuse a receipt for what a card proves: its approval is the payment.

    :raises PaidByCard: if the line is proved so.
    """
    if line.is_by_card and kind in (EvidenceKind.CARD, EvidenceKind.TRANSFER):
        raise PaidByCard(field="kind")
