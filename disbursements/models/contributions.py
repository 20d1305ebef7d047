"""Money passed on through the chain, and gifts spent."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.models.grants import Grant
from disbursements.models.payments import PaymentRequest
from disbursements.models.visibility import GiftUseQuerySet, PassThroughQuerySet
from disbursements.workflow import PASS_THROUGH_TRANSITIONS, PassThroughStatus
from firms.models import Firm


@tracked
class PassThrough(Case):
    """Money that a firm handed to one linked under it: recorded by the payer, confirmed by the receiver."""

    transitions = PASS_THROUGH_TRANSITIONS
    tones: ClassVar = {"RECORDED": "info", "CONFIRMED": "success", "DISPUTED": "danger"}

    payer = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="passed_on", db_comment="Grant of the firm that paid"
    )
    receiver = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="received_from", db_comment="Linked grant that received"
    )
    payment = models.ForeignKey(
        PaymentRequest,
        null=True,
        on_delete=models.PROTECT,
        related_name="hops",
        db_comment="Indirect subsidy: the payment whose money is handed on; empty for a contribution",
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="What was paid, won")
    paid_on = models.DateField(_("paid on"), db_comment="Day of the bank transfer")
    bank_reference = models.CharField(
        _("bank reference"), max_length=40, db_comment="The payer's bank reference"
    )
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="Transfer receipt of the payer"
    )
    status = models.CharField(
        max_length=12,
        choices=PassThroughStatus,
        default=PassThroughStatus.RECORDED,
        db_comment="How far it is",
    )
    recorded_at = models.DateTimeField(db_comment="When the payer recorded it")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    objects: ClassVar[Any] = PassThroughQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Money passed on"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            PASS_THROUGH_TRANSITIONS.constraint("disbursements_passthrough_status"),
            models.CheckConstraint(name="disbursements_passthrough_amount", condition=Q(amount_won__gt=0)),
            models.CheckConstraint(name="disbursements_passthrough_sides", condition=~Q(payer=F("receiver"))),
            models.UniqueConstraint(
                name="disbursements_passthrough_once",
                fields=["payer", "receiver", "bank_reference"],
                condition=~Q(status="DISPUTED"),
            ),
            models.UniqueConstraint(
                name="disbursements_passthrough_one_hop",
                fields=["payment", "payer"],
                condition=Q(payment__isnull=False) & ~Q(status="DISPUTED"),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            PASS_THROUGH_TRANSITIONS.trigger(),
            frozen_fields("terms_frozen", "payer_id", "receiver_id", "payment_id", "amount_won", "paid_on"),
        ]

    def __str__(self) -> str:
        return f"{self.payer} → {self.receiver}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:pass_through", args=[self.public_id])

    @property
    def payer_firm(self) -> Firm:
        """The firm that paid: it held the payer's grant when this was recorded."""
        return self.payer.held_at(self.recorded_at)

    @property
    def receiver_firm(self) -> Firm:
        """The firm that was paid: it held the receiver's grant when this was recorded."""
        return self.receiver.held_at(self.recorded_at)


class PassThroughChange(StatusChange):
    """A step of money passed on."""

    case = models.ForeignKey(
        PassThrough,
        on_delete=models.PROTECT,
        related_name="changes",
        db_comment="Which payment through the chain",
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of money passed on"


class GiftUse(models.Model):
    """What a firm bought with a contribution it received. Never changed."""

    public_id = PublicIdField()
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="gift_uses", db_comment="Which grant"
    )
    name = models.CharField(_("what was bought"), max_length=120, db_comment="What was bought")
    invoice_number = models.CharField(
        _("approval number of the e-tax invoice"), max_length=24, db_comment="Approval number, 24 characters"
    )
    spent_on = models.DateField(_("date of the invoice"), db_comment="Date of the invoice")
    amount_won = models.BigIntegerField(_("amount"), db_comment="Part paid from the contribution, won")
    invoice = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The invoice"
    )
    recorded_at = models.DateTimeField(db_comment="When it was recorded")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    objects = GiftUseQuerySet.as_manager()

    class Meta:
        db_table_comment = "Contributions spent"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="disbursements_giftuse_amount", condition=Q(amount_won__gt=0)),
            models.CheckConstraint(
                name="disbursements_giftuse_invoice_number",
                condition=Q(invoice_number__regex=r"^[0-9A-Z]{24}$"),
            ),
            models.UniqueConstraint(name="disbursements_giftuse_once", fields=["invoice_number"]),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.name
