"""Grants and their tree, payment requests, money passed on, gifts spent."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application, CostItem
from core.evidence.models import Attachment
from core.ledger.operations import Owner
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    Versioned,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.workflow import (
    GRANT_TRANSITIONS,
    PASS_THROUGH_TRANSITIONS,
    PAYMENT_TRANSITIONS,
    GrantStatus,
    PassThroughStatus,
    PaymentStatus,
)
from firms.models import Firm
from programs.models import Consortium, GrantKind


def hangs_where_its_application_hangs() -> pgtrigger.Trigger:
    """Return the trigger that holds a grant to its application: parent, kind, firm, amount; so no cycles either."""
    return pgtrigger.Trigger(
        name="follows_its_application",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("a", "applications_application%ROWTYPE"), ("above", "bigint")],
        func=(
            "SELECT * INTO a FROM applications_application WHERE id = NEW.application_id;"
            " SELECT id INTO above FROM disbursements_grant WHERE application_id = a.parent_id;"
            " IF NEW.parent_id IS DISTINCT FROM above OR (a.parent_id IS NOT NULL AND above IS NULL) THEN"
            " RAISE EXCEPTION 'follows_its_application: the parent must be the grant of the parent application';"
            " END IF;"
            " IF (NEW.kind, NEW.firm_id, NEW.consortium_id, NEW.awarded_won)"
            " IS DISTINCT FROM (a.grant_kind, a.firm_id, a.consortium_id, a.awarded_won) THEN"
            " RAISE EXCEPTION 'follows_its_application: kind, firm, consortium and amount are the application''s';"
            " END IF; RETURN NEW;"
        ),
    )


@tracked
class Grant(Case):
    """Support agreed by both sides, over the ledger accounts of its application."""

    transitions = GRANT_TRANSITIONS
    tones: ClassVar = {"OPENED": "success", "CLOSED": "neutral"}

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="grant", db_comment="What it grew from"
    )
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_comment="Grant it is linked under"
    )
    kind = models.CharField(max_length=16, choices=GrantKind, db_comment="Legal kind")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="grants", db_comment="Holder")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="grants", db_comment="Lead consortium"
    )
    awarded_won = models.BigIntegerField(_("amount awarded"), db_comment="Amount awarded, won")
    status = models.CharField(
        max_length=12, choices=GrantStatus, default=GrantStatus.OPENED, db_comment="How far it is"
    )
    accepted_at = models.DateTimeField(db_comment="When the firm accepted")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who accepted for the firm"
    )

    class Meta(Case.Meta):
        db_table_comment = "Grants"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            GRANT_TRANSITIONS.constraint("disbursements_grant_status"),
            models.CheckConstraint(name="disbursements_grant_kind", condition=Q(kind__in=GrantKind.values)),
            models.CheckConstraint(name="disbursements_grant_amount", condition=Q(awarded_won__gt=0)),
            models.CheckConstraint(
                name="disbursements_grant_linked",
                condition=Q(kind="SUBSIDY", parent__isnull=True) | (~Q(kind="SUBSIDY") & Q(parent__isnull=False)),
            ),
        ]
        triggers: ClassVar = [counts_versions(), GRANT_TRANSITIONS.trigger(), hangs_where_its_application_hangs()]

    def __str__(self) -> str:
        return str(self.application)

    def get_absolute_url(self) -> str:
        return reverse("disbursements:grant", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Owner of its ledger accounts."""
        return Owner("application", self.application_id)


class GrantChange(StatusChange):
    """A step of a grant."""

    case = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="changes", db_comment="Which grant")

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of grants"


@tracked
class PaymentRequest(Case):
    """A firm asks for won against evidence; who asked, checked, released and confirmed are kept apart."""

    transitions = PAYMENT_TRANSITIONS
    tones: ClassVar = {
        "DRAFTED": "neutral",
        "SUBMITTED": "info",
        "RETURNED": "warning",
        "CHECKED": "info",
        "RELEASED": "info",
        "CONFIRMED": "success",
        "WITHDRAWN": "neutral",
    }

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="payment_requests", db_comment="Against which grant"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the grant")
    requested_won = models.BigIntegerField(
        _("amount asked"), default=0, db_comment="Sum of the subsidised parts of its lines, won"
    )
    status = models.CharField(
        max_length=12, choices=PaymentStatus, default=PaymentStatus.DRAFTED, db_comment="How far it is"
    )
    drafted_at = models.DateTimeField(db_comment="When it was begun")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who began it"
    )
    submitted_at = models.DateTimeField(null=True, db_comment="When it was asked for")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who asked"
    )
    checked_at = models.DateTimeField(null=True, db_comment="When the evidence was checked")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who checked"
    )
    released_at = models.DateTimeField(null=True, db_comment="When it was released to the bank")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who released"
    )
    confirmed_at = models.DateTimeField(null=True, db_comment="When the bank's confirmation was recorded")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )
    paid_on = models.DateField(_("paid on"), null=True, db_comment="Day on which the bank paid")
    bank_reference = models.CharField(
        _("bank reference"), max_length=40, blank=True, db_comment="The bank's reference of the payment"
    )

    class Meta(Case.Meta):
        db_table_comment = "Payment requests"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            PAYMENT_TRANSITIONS.constraint("disbursements_paymentrequest_status"),
            models.UniqueConstraint(name="disbursements_paymentrequest_number", fields=["grant", "number"]),
            models.CheckConstraint(name="disbursements_paymentrequest_amount", condition=Q(requested_won__gte=0)),
            models.CheckConstraint(
                name="disbursements_paymentrequest_release_four_eyes",
                condition=Q(released_by__isnull=True)
                | (Q(checked_by__isnull=False) & ~Q(released_by=F("checked_by")) & ~Q(released_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_confirm_four_eyes",
                condition=Q(confirmed_by__isnull=True)
                | (Q(released_by__isnull=False) & ~Q(confirmed_by=F("released_by"))),
            ),
            models.UniqueConstraint(
                name="disbursements_paymentrequest_bank_reference",
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            PAYMENT_TRANSITIONS.trigger(),
            frozen_fields("confirmation_frozen", "confirmed_at", "confirmed_by_id", "paid_on"),
        ]

    def __str__(self) -> str:
        return f"{self.grant} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:payment", args=[self.public_id])


class PaymentRequestChange(StatusChange):
    """A step of a payment request."""

    case = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="changes", db_comment="Which payment request"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of payment requests"


@tracked
class PaymentLine(Versioned):
    """One e-tax invoice against one cost item; the subsidised part is what the grant pays of it."""

    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="lines", db_comment="Which payment request"
    )
    cost_item = models.ForeignKey(
        CostItem, on_delete=models.PROTECT, related_name="payment_lines", db_comment="What was bought"
    )
    invoice_number = models.CharField(
        _("approval number of the e-tax invoice"), max_length=24, db_comment="Approval number, 24 characters"
    )
    invoice_on = models.DateField(_("date of the invoice"), db_comment="Date of the invoice")
    supplier_number = models.CharField(
        _("supplier's business number"), max_length=10, db_comment="Supplier's business registration number"
    )
    supplier_name = models.CharField(_("supplier"), max_length=120, db_comment="Supplier's name")
    supply_won = models.BigIntegerField(_("amount without VAT"), db_comment="Amount of the invoice without VAT, won")
    subsidised_won = models.BigIntegerField(_("subsidised part"), db_comment="Part the grant pays, won")
    invoice = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The invoice")

    class Meta(Versioned.Meta):
        db_table_comment = "Lines of payment requests"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_paymentline_invoice", fields=["request", "invoice_number"]),
            models.CheckConstraint(
                name="disbursements_paymentline_amounts",
                condition=Q(subsidised_won__gt=0, supply_won__gte=F("subsidised_won")),
            ),
        ]

    def __str__(self) -> str:
        return self.invoice_number


@tracked
class PassThrough(Case):
    """Money that a grant's firm handed to a firm linked under it: recorded by the payer, confirmed by the receiver."""

    transitions = PASS_THROUGH_TRANSITIONS
    tones: ClassVar = {"RECORDED": "info", "CONFIRMED": "success", "DISPUTED": "danger"}

    payer = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="passed_on", db_comment="Grant of the firm that paid"
    )
    receiver = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="received_from", db_comment="Linked grant that received"
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="What was paid, won")
    paid_on = models.DateField(_("paid on"), db_comment="Day of the bank transfer")
    bank_reference = models.CharField(_("bank reference"), max_length=40, db_comment="The payer's bank reference")
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="Transfer receipt of the payer"
    )
    status = models.CharField(
        max_length=12, choices=PassThroughStatus, default=PassThroughStatus.RECORDED, db_comment="How far it is"
    )
    recorded_at = models.DateTimeField(db_comment="When the payer recorded it")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    class Meta(Case.Meta):
        db_table_comment = "Money passed on"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            PASS_THROUGH_TRANSITIONS.constraint("disbursements_passthrough_status"),
            models.CheckConstraint(name="disbursements_passthrough_amount", condition=Q(amount_won__gt=0)),
            models.CheckConstraint(name="disbursements_passthrough_sides", condition=~Q(payer=F("receiver"))),
        ]
        triggers: ClassVar = [
            counts_versions(),
            PASS_THROUGH_TRANSITIONS.trigger(),
            frozen_fields("terms_frozen", "payer_id", "receiver_id", "amount_won", "paid_on"),
        ]

    def __str__(self) -> str:
        return f"{self.payer} → {self.receiver}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:pass_through", args=[self.public_id])


class PassThroughChange(StatusChange):
    """A step of money passed on."""

    case = models.ForeignKey(
        PassThrough, on_delete=models.PROTECT, related_name="changes", db_comment="Which payment through the chain"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of money passed on"


class GiftUse(models.Model):
    """What a firm bought with a contribution it received. Never changed."""

    public_id = PublicIdField()
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="gift_uses", db_comment="Which grant")
    name = models.CharField(_("what was bought"), max_length=120, db_comment="What was bought")
    invoice_number = models.CharField(
        _("approval number of the e-tax invoice"), max_length=24, db_comment="Approval number, 24 characters"
    )
    spent_on = models.DateField(_("date of the invoice"), db_comment="Date of the invoice")
    amount_won = models.BigIntegerField(_("amount"), db_comment="Part paid from the contribution, won")
    invoice = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The invoice")
    recorded_at = models.DateTimeField(db_comment="When it was recorded")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    class Meta:
        db_table_comment = "Contributions spent"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="disbursements_giftuse_amount", condition=Q(amount_won__gt=0))
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.name
