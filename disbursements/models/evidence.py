"""The evidence of a payment line besides its proof."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import PublicIdField, tracked
from disbursements.cards import proof_words
from disbursements.models.lines import PaymentLine
from disbursements.models.visibility import LineEvidenceQuerySet
from programs.models import EvidenceKind


def evidence_follows_its_request() -> pgtrigger.Trigger:
    """Return the trigger that fixes the evidence of a line once its request was asked for."""
    return pgtrigger.Trigger(
        name="evidence_follows_request",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM disbursements_paymentline l"
            " JOIN disbursements_paymentrequest r ON r.id = l.request_id"
            " WHERE l.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.line_id ELSE NEW.line_id END)"
            " AND (r.status NOT IN ('DRAFTED', 'RETURNED') OR l.status <> 'OFFERED')) THEN"
            " RAISE EXCEPTION 'evidence_follows_request: the line was asked for, its evidence is fixed';"
            " END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


@tracked
class LineEvidence(models.Model):
    """One paper that shows that what a line asks for was delivered or paid, and what it says."""

    public_id = PublicIdField()
    line = models.ForeignKey(
        PaymentLine, on_delete=models.CASCADE, related_name="evidence", db_comment="Of which line"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=EvidenceKind, db_comment="What it shows")
    number = models.CharField(
        _("number"),
        max_length=60,
        blank=True,
        db_comment="Company, day and number of a card approval as one, bank reference, number of the note or "
        "serial on the plate",
    )
    dated_on = models.DateField(_("date"), null=True, db_comment="Day on the paper; a plate has none")
    amount_won = models.BigIntegerField(
        _("amount"), null=True, db_comment="Won it says were paid, VAT included; empty where it says none"
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The paper"
    )
    added_at = models.DateTimeField(db_comment="When it was added")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who added it"
    )

    objects: ClassVar[Any] = LineEvidenceQuerySet.as_manager()

    class Meta:
        db_table_comment = "Evidence of payment lines besides their proof"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_lineevidence_kind",
                condition=Q(kind__in=["CARD", "TRANSFER"], dated_on__isnull=False, amount_won__gt=0)
                & ~Q(number="")
                | Q(kind="DELIVERY_NOTE", dated_on__isnull=False, amount_won__isnull=True)
                | Q(kind="SERIAL_PLATE", dated_on__isnull=True, amount_won__isnull=True) & ~Q(number=""),
            ),
        ]
        triggers: ClassVar = [evidence_follows_its_request()]

    def __str__(self) -> str:
        number = proof_words(self.number) if self.kind == EvidenceKind.CARD else self.number
        return f"{self.get_kind_display()} {number}".strip()

    def get_absolute_url(self) -> str:
        return self.line.get_absolute_url()
