"""E-tax invoices and card approvals that a later list shows as cancelled."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import immutable
from programs.models import Program


class CancelledInvoice(models.Model):
    """
    One invoice, or card approval, that was cancelled, by which list.

    Never changed: the same list twice adds nothing.
    """

    number = models.CharField(
        _("approval number"),
        max_length=24,
        unique=True,
        db_comment="Number of the proof, as a payment line has it",
    )
    cancelled_on = models.DateField(_("cancelled on"), db_comment="Day on which it was cancelled")
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="+", db_comment="Programme whose office listed it"
    )
    listing = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The list that says so"
    )
    listed_at = models.DateTimeField(db_comment="When the list was taken over")
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who took it over"
    )

    class Meta:
        db_table_comment = "Cancelled e-tax invoices and card approvals"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_cancelledinvoice_number",
                condition=Q(number__regex=r"^([0-9A-Z]{24}|[0-9A-Z]{2}[0-9]{8}[0-9A-Z]{6,12})$"),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.number
