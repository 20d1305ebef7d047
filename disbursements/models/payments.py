"""Payment requests and their lines: won against evidence."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.models import Attachment
from core.workflow.models import Case, StatusChange, Versioned, counts_versions, tracked
from disbursements.models.grants import Grant
from disbursements.models.hands import (
    confirmation_frozen,
    hands_kept_apart,
    paid_to_a_confirmed_account,
)
from disbursements.models.visibility import PaymentLineQuerySet, PaymentRequestQuerySet
from disbursements.workflow import PAYMENT_TRANSITIONS, PaymentStatus
from firms.models import Firm


def lines_follow_their_request() -> pgtrigger.Trigger:
    """Return the trigger that refuses a change of lines once their request was asked for."""
    return pgtrigger.Trigger(
        name="lines_follow_request",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF EXISTS (SELECT 1 FROM disbursements_paymentrequest"
            " WHERE status NOT IN ('DRAFTED', 'RETURNED')"
            " AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.request_id END,"
            " CASE WHEN TG_OP <> 'DELETE' THEN NEW.request_id END)) THEN"
            " RAISE EXCEPTION 'lines_follow_request: the request was asked for, its lines are fixed'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


def asks_for_its_lines() -> pgtrigger.Trigger:
    """Return the trigger that holds the amount asked to the sum of the lines, and fixes it from then on."""
    return pgtrigger.Trigger(
        name="asks_for_its_lines",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF OLD.status NOT IN ('DRAFTED', 'RETURNED')"
            " AND (NEW.requested_won, NEW.grant_id) IS DISTINCT FROM (OLD.requested_won, OLD.grant_id) THEN"
            " RAISE EXCEPTION 'asks_for_its_lines: the amount asked is fixed'; END IF;"
            " IF NEW.status = 'SUBMITTED' AND OLD.status <> 'SUBMITTED' AND (NEW.requested_won = 0 OR"
            " NEW.requested_won <> (SELECT coalesce(sum(subsidised_won), 0) FROM disbursements_paymentline"
            " WHERE request_id = NEW.id)) THEN"
            " RAISE EXCEPTION 'asks_for_its_lines: the amount asked is the sum of the lines'; END IF;"
            " RETURN NEW;"
        ),
    )


def confirmation_event(payment_id: int, times: int) -> str:
    """Return the event of a bank's confirmation: a payment that came back may be confirmed again."""
    return f"confirm:{payment_id}:{times}" if times > 1 else f"confirm:{payment_id}"


@tracked
class PaymentRequest(Case):
    """A firm asks for won against evidence; who asked, checked, approved and released are kept apart."""

    transitions = PAYMENT_TRANSITIONS
    tones: ClassVar = {
        "DRAFTED": "neutral",
        "SUBMITTED": "info",
        "RETURNED": "warning",
        "CHECKED": "info",
        "APPROVED": "info",
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
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who asked",
    )
    checked_at = models.DateTimeField(null=True, db_comment="When the evidence was checked")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who checked",
    )
    approved_at = models.DateTimeField(null=True, db_comment="When the payment was approved")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who approved",
    )
    released_at = models.DateTimeField(null=True, db_comment="When it was released to the bank")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who released",
    )
    paid_to = models.ForeignKey(
        "disbursements.BankAccount",
        null=True,
        on_delete=models.PROTECT,
        related_name="payments",
        db_comment="Bank account to which it was released",
    )
    confirmed_at = models.DateTimeField(null=True, db_comment="When the bank's confirmation was recorded")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who recorded it",
    )
    times_confirmed = models.PositiveSmallIntegerField(
        default=0, db_comment="How often the bank said it paid: more than once where the money came back"
    )
    paid_on = models.DateField(_("paid on"), null=True, db_comment="Day on which the bank paid")
    bank_reference = models.CharField(
        _("bank reference"), max_length=40, blank=True, db_comment="The bank's reference of the payment"
    )

    objects: ClassVar[Any] = PaymentRequestQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Payment requests"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            PAYMENT_TRANSITIONS.constraint("disbursements_paymentrequest_status"),
            models.UniqueConstraint(name="disbursements_paymentrequest_number", fields=["grant", "number"]),
            models.CheckConstraint(
                name="disbursements_paymentrequest_amount", condition=Q(requested_won__gte=0)
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_release_four_eyes",
                condition=Q(released_by__isnull=True)
                | (
                    Q(checked_by__isnull=False, approved_by__isnull=False)
                    & ~Q(released_by=F("checked_by"))
                    & ~Q(released_by=F("approved_by"))
                    & ~Q(released_by=F("submitted_by"))
                ),
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
            models.UniqueConstraint(
                name="disbursements_paymentrequest_one_draft", fields=["grant"], condition=Q(status="DRAFTED")
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_asked",
                condition=~Q(status__in=["SUBMITTED", "CHECKED", "APPROVED", "RELEASED", "CONFIRMED"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_checked",
                condition=~Q(status__in=["CHECKED", "APPROVED", "RELEASED", "CONFIRMED"])
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(checked_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_approved",
                condition=~Q(status__in=["APPROVED", "RELEASED", "CONFIRMED"])
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("checked_by"))
                    & ~Q(approved_by=F("submitted_by"))
                ),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_released",
                condition=~Q(status__in=["RELEASED", "CONFIRMED"])
                | Q(released_by__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_confirmed",
                condition=~Q(status="CONFIRMED")
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False, paid_on__isnull=False)
                    & ~Q(bank_reference="")
                ),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            PAYMENT_TRANSITIONS.trigger(),
            asks_for_its_lines(),
            confirmation_frozen(),
            paid_to_a_confirmed_account(),
        ]

    def __str__(self) -> str:
        return f"{self.grant} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:payment", args=[self.public_id])

    @property
    def firm(self) -> Firm:
        """The firm that asked: it held the grant when this was begun."""
        return self.grant.held_at(self.drafted_at)

    @property
    def payable_won(self) -> int:
        """What is to be paid of what was asked, in won."""
        return self.requested_won

    @property
    def confirmation(self) -> str:
        """The event of the bank's last confirmation, with which its transfers' keys begin."""
        return confirmation_event(self.pk, self.times_confirmed)

    @property
    def is_editable(self) -> bool:
        """Whether the firm may still change its lines."""
        return self.status in (PaymentStatus.DRAFTED, PaymentStatus.RETURNED)


class PaymentRequestChange(StatusChange):
    """A step of a payment request."""

    case = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="changes", db_comment="Which payment request"
    )

    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="For whom a stand-in took the step; it counts as taken by both",
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of payment requests"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_paymentrequestchange_two_people", condition=~Q(acting_for=F("by"))
            )
        ]
        triggers: ClassVar = [*StatusChange.Meta.triggers, hands_kept_apart()]

    @property
    def people(self) -> frozenset[int]:
        """Who took the step: the person, and the one they stood in for."""
        return frozenset({self.by_id, self.acting_for_id or self.by_id})


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
    supply_won = models.BigIntegerField(
        _("amount without VAT"), db_comment="Amount of the invoice without VAT, won"
    )
    subsidised_won = models.BigIntegerField(_("subsidised part"), db_comment="Part the grant pays, won")
    invoice = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The invoice"
    )

    objects: ClassVar[Any] = PaymentLineQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Lines of payment requests"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_paymentline_invoice", fields=["request", "invoice_number"]
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_amounts",
                condition=Q(subsidised_won__gt=0, supply_won__gte=F("subsidised_won")),
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_invoice_number",
                condition=Q(invoice_number__regex=r"^[0-9A-Z]{24}$"),
            ),
            models.CheckConstraint(
                name="disbursements_paymentline_supplier_number",
                condition=Q(supplier_number__regex=r"^[0-9]{10}$"),
            ),
        ]
        triggers: ClassVar = [counts_versions(), lines_follow_their_request()]

    def __str__(self) -> str:
        return self.invoice_number

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()
