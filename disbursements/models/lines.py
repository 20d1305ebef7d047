"""Lines of payment requests: what was bought, by which proof, and what the office made of it."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import CostItem
from core.evidence.models import Attachment
from core.workflow.models import Versioned, counts_versions, tracked
from disbursements import cards
from disbursements.models.payments import PaymentRequest
from disbursements.models.visibility import PaymentLineQuerySet
from programs.models import PROOFS, EvidenceKind

#: columns that a decision writes; all others are the firm's
_DECISION = "ARRAY['status', 'refusal_reason', 'decided_at', 'decided_by_id', 'version']"


class LineStatus(models.TextChoices):
    OFFERED = "OFFERED", _("Not decided yet")
    ACCEPTED = "ACCEPTED", pgettext_lazy("invoice line", "Accepted")
    REFUSED = "REFUSED", pgettext_lazy("invoice line", "Refused")


def lines_follow_their_request() -> pgtrigger.Trigger:
    """
    Return the trigger that lets the firm change open lines, the office decide them, and nobody else anything.

    A refused line stays as it is; an accepted one is open again while its request goes back as a whole.
    """
    return pgtrigger.Trigger(
        name="lines_follow_request",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("now_is", "text"), ("step", "text")],
        func=(
            "SELECT status INTO now_is FROM disbursements_paymentrequest"
            " WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.request_id ELSE NEW.request_id END;"
            " IF TG_OP = 'UPDATE' AND OLD.request_id <> NEW.request_id THEN"
            " RAISE EXCEPTION 'lines_follow_request: a line stays in its request'; END IF;"
            " IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - <decision>) = (to_jsonb(OLD) - <decision>) THEN"
            " step = now_is || ':' || OLD.status || ':' || NEW.status;"
            " IF step IN ('SUBMITTED:OFFERED:ACCEPTED', 'SUBMITTED:OFFERED:REFUSED',"
            " 'CHECKED:ACCEPTED:OFFERED', 'APPROVED:ACCEPTED:OFFERED') THEN RETURN NEW; END IF; END IF;"
            " IF now_is NOT IN ('DRAFTED', 'RETURNED') THEN"
            " RAISE EXCEPTION 'lines_follow_request: the request was asked for, its lines are fixed'; END IF;"
            " IF TG_OP <> 'INSERT' THEN IF OLD.status <> 'OFFERED' THEN"
            " RAISE EXCEPTION 'lines_follow_request: a decided line stays as it is'; END IF; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
            " IF NEW.status <> 'OFFERED' THEN"
            " RAISE EXCEPTION 'lines_follow_request: only what was asked for is decided'; END IF;"
            " RETURN NEW;"
        ).replace("<decision>", _DECISION),
    )


def accepted_within_the_award() -> pgtrigger.Trigger:
    """
    Return the trigger that refuses to accept more than the award or the cost item bears.

    It locks the grant, so that of two lines accepted at once the second sees the first.
    """
    accepted = (
        "FROM disbursements_paymentline l JOIN disbursements_paymentrequest r ON r.id = l.request_id"
        " WHERE l.status = 'ACCEPTED' AND l.id <> NEW.id AND r.status <> 'WITHDRAWN'"
    )
    return pgtrigger.Trigger(
        name="accepted_within_award",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__status="ACCEPTED") & ~pgtrigger.Q(old__status="ACCEPTED"),
        declare=[("its_grant", "bigint"), ("awarded", "bigint"), ("cost", "bigint")],
        func=(
            "SELECT grant_id INTO its_grant FROM disbursements_paymentrequest WHERE id = NEW.request_id;"
            " PERFORM 1 FROM disbursements_grant WHERE id = its_grant FOR NO KEY UPDATE;"
            " SELECT awarded_won - (SELECT coalesce(sum(own_won), 0) FROM disbursements_grantreduction"
            " WHERE grant_id = its_grant) INTO awarded FROM disbursements_grant WHERE id = its_grant;"
            " IF NEW.subsidised_won + (SELECT coalesce(sum(l.subsidised_won), 0) <accepted>"
            " AND r.grant_id = its_grant) > awarded THEN"
            " RAISE EXCEPTION 'accepted_within_award: the accepted lines would pass the award'; END IF;"
            " SELECT cost_won INTO cost FROM applications_costitem WHERE id = NEW.cost_item_id;"
            " IF NEW.supply_won + (SELECT coalesce(sum(l.supply_won), 0) <accepted>"
            " AND l.cost_item_id = NEW.cost_item_id) > cost THEN"
            " RAISE EXCEPTION 'accepted_within_award: the accepted lines would pass the cost item'; END IF;"
            " RETURN NEW;"
        ).replace("<accepted>", accepted),
    )


@tracked
class PaymentLine(Versioned):
    """
    One e-tax invoice, or one approval of the dedicated card, against one cost item (decree, art. 10-8).

    The subsidised part is what the grant pays of it. What is called the invoice here is the proof of either
    kind: its number, its day, its paper.
    """

    tones: ClassVar[dict[str, str]] = {"OFFERED": "neutral", "ACCEPTED": "success", "REFUSED": "danger"}

    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="lines", db_comment="Which payment request"
    )
    cost_item = models.ForeignKey(
        CostItem, on_delete=models.PROTECT, related_name="payment_lines", db_comment="What was bought"
    )
    proof = models.CharField(
        _("proved by"),
        max_length=8,
        choices=[(kind.value, kind.label) for kind in PROOFS],
        default=EvidenceKind.INVOICE,
        db_comment="What proves it: an e-tax invoice, or a card approval",
    )
    invoice_number = models.CharField(
        _("approval number"),
        max_length=24,
        db_comment="Approval number of the e-tax invoice, 24 characters; of a card: code of its company, "
        "day, number on the slip, 16 to 22 characters",
    )
    invoice_on = models.DateField(
        _("date of the invoice"), db_comment="Date of the invoice, or of the approval"
    )
    supplier_number = models.CharField(
        _("supplier's business number"),
        max_length=10,
        db_comment="Business registration number of the supplier, or of the merchant",
    )
    supplier_name = models.CharField(_("supplier"), max_length=120, db_comment="Supplier's name")
    supply_won = models.BigIntegerField(
        _("amount without VAT"), db_comment="Amount of the proof without VAT, won"
    )
    tax_won = models.BigIntegerField(_("VAT"), default=0, db_comment="VAT of the proof, won; not subsidised")
    subsidised_won = models.BigIntegerField(_("subsidised part"), db_comment="Part the grant pays, won")
    invoice = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The invoice, or the slip of the card",
    )
    corrects = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="corrected_by",
        db_comment="The refused line that this one puts right",
    )
    status = models.CharField(
        max_length=8, choices=LineStatus, default=LineStatus.OFFERED, db_comment="What the office made of it"
    )
    refusal_reason = models.TextField(
        _("reason of the refusal"), blank=True, db_comment="Why it was refused; empty otherwise"
    )
    decided_at = models.DateTimeField(null=True, db_comment="When it was accepted or refused")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who accepted or refused it",
    )

    objects: ClassVar[Any] = PaymentLineQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Lines of payment requests"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_paymentline_invoice",
                fields=["request", "invoice_number"],
                condition=~Q(status="REFUSED"),
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_amounts",
                condition=Q(subsidised_won__gt=0, supply_won__gte=F("subsidised_won"), tax_won__gte=0),
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_invoice_number",
                condition=Q(proof="INVOICE", invoice_number__regex=r"^[0-9A-Z]{24}$")
                | Q(proof="CARD", invoice_number__regex=r"^[0-9A-Z]{2}[0-9]{8}[0-9A-Z]{6,12}$"),
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_supplier_number",
                condition=Q(supplier_number__regex=r"^[0-9]{10}$"),
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_status",
                condition=Q(
                    status="OFFERED", decided_at__isnull=True, decided_by__isnull=True, refusal_reason=""
                )
                | Q(status="ACCEPTED", decided_at__isnull=False, decided_by__isnull=False, refusal_reason="")
                | (
                    Q(status="REFUSED", decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(refusal_reason="")
                ),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            lines_follow_their_request(),
            accepted_within_the_award(),
        ]

    def __str__(self) -> str:
        return cards.proof_words(self.invoice_number)

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()

    @property
    def status_tone(self) -> str:
        """Tell how a badge of this status looks."""
        return self.tones[self.status]

    @property
    def is_by_card(self) -> bool:
        """Whether the approval of a card proves it: bought and paid for at once."""
        return self.proof == EvidenceKind.CARD

    @property
    def approval_number(self) -> str:
        """The number printed on the proof, the same in every language."""
        return self.approval.number if self.approval else self.invoice_number

    @property
    def approval(self) -> cards.Approval | None:
        """The approval of the card that proves it; None for an e-tax invoice."""
        return cards.read_key(self.invoice_number) if self.is_by_card else None

    @property
    def is_refused(self) -> bool:
        """Whether the office refused it, so that the firm may put it right."""
        return self.status == LineStatus.REFUSED
