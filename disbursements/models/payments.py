"""Payment requests: won against the lines that the office accepts."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import Case, StatusChange, counts_versions, tracked
from disbursements.models.asking import asks_for_its_lines
from disbursements.models.grants import Grant
from disbursements.models.hands import (
    confirmation_frozen,
    hands_kept_apart,
    never_in_one_again,
    paid_to_a_confirmed_account,
)
from disbursements.models.visibility import PaymentRequestQuerySet
from disbursements.workflow import PAYMENT_TRANSITIONS, PaymentStatus
from firms.models import Firm
from programs.models import WITHOUT_LINES, PaymentKind

#: statuses in which what is payable was not found out, or no longer holds
UNCHECKED = frozenset(
    {PaymentStatus.DRAFTED, PaymentStatus.SUBMITTED, PaymentStatus.RETURNED, PaymentStatus.WITHDRAWN}
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
        "COVERED": "success",
        "WITHDRAWN": "neutral",
    }

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="payment_requests", db_comment="Against which grant"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the grant")
    kind = models.CharField(
        _("kind of payment"),
        max_length=12,
        choices=PaymentKind,
        default=PaymentKind.INTERIM,
        db_comment="Which of the payments of the grant it asks for",
    )
    requested_won = models.BigIntegerField(
        _("amount asked"),
        default=0,
        db_comment="Sum of the subsidised parts of its lines, won; the amount typed where it has none",
    )
    payable_won = models.BigIntegerField(
        _("amount to be paid"),
        default=0,
        db_comment="What is left of its accepted lines to be paid, won; 0 until it was checked",
    )
    covered_won = models.BigIntegerField(
        _("covered by the advance"),
        default=0,
        db_comment="Part of its accepted lines that an advance paid before, won; posted with the check",
    )
    kept_won = models.BigIntegerField(
        _("held back"),
        default=0,
        db_comment="Part of its accepted lines that is held back until the conditions are met, won",
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
    approved_in_one = models.BooleanField(
        default=False,
        db_comment="Whether releasing it was approving it, before the two steps were kept apart",
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
                name="disbursements_paymentrequest_kind", condition=Q(kind__in=PaymentKind.values)
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_payable",
                condition=Q(status__in=["CHECKED", "APPROVED", "RELEASED", "CONFIRMED"], payable_won__gt=0)
                | Q(status__in=["CHECKED", "COVERED"], payable_won=0, kept_won=0, covered_won__gt=0)
                | Q(status__in=["DRAFTED", "SUBMITTED", "RETURNED", "WITHDRAWN"], payable_won__gte=0),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_covered_and_kept",
                condition=Q(covered_won__gte=0, kept_won__gte=0)
                & (Q(kind="INTERIM") | Q(kind="FINAL", kept_won=0) | Q(covered_won=0, kept_won=0)),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_release_four_eyes",
                condition=Q(released_by__isnull=True)
                | (
                    (
                        Q(approved_by__isnull=False) & ~Q(released_by=F("approved_by"))
                        | Q(approved_in_one=True)
                    )
                    & Q(checked_by__isnull=False)
                    & ~Q(released_by=F("checked_by"))
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
                condition=~Q(
                    status__in=["SUBMITTED", "CHECKED", "APPROVED", "RELEASED", "CONFIRMED", "COVERED"]
                )
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_checked",
                condition=~Q(status__in=["CHECKED", "APPROVED", "RELEASED", "CONFIRMED", "COVERED"])
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(checked_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="disbursements_paymentrequest_who_approved",
                condition=~Q(status__in=["APPROVED", "RELEASED", "CONFIRMED"])
                | Q(approved_in_one=True)
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
            never_in_one_again(),
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
    def confirmation(self) -> str:
        """The event of the bank's last confirmation, with which its transfers' keys begin."""
        return confirmation_event(self.pk, self.times_confirmed)

    @property
    def has_lines(self) -> bool:
        """Whether it is asked for against invoices: neither an advance nor what was held back."""
        return self.kind not in WITHOUT_LINES

    @property
    def to_pay_won(self) -> int:
        """What the bank is to pay of it, won: until it was checked, what is asked for."""
        return self.requested_won if self.status in UNCHECKED else self.payable_won

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
