"""Gaps between what papers say of the same money, and the waivers that set one aside for a time."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import PublicIdField, Versioned, counts_versions, frozen_fields, tracked
from disbursements.models.contributions import GiftUse, PassThrough
from disbursements.models.grants import Grant
from disbursements.models.lines import PaymentLine
from disbursements.models.visibility import DiscrepancyQuerySet


class DiscrepancyKind(models.TextChoices):
    QUOTE_AMOUNT = "QUOTE_AMOUNT", _("The invoices exceed the quote")
    QUOTE_SUPPLIER = "QUOTE_SUPPLIER", _("The supplier is not the one of the quote")
    TRANSFER_AMOUNT = "TRANSFER_AMOUNT", _("The payment differs from the invoice")
    TRANSFER_EARLY = "TRANSFER_EARLY", _("The payment is older than the quote")
    INVOICE_CANCELLED = "INVOICE_CANCELLED", _("The invoice or card approval was cancelled")
    PASSED_ON = "PASSED_ON", _("The receipt differs from the money passed on")


@tracked
class Discrepancy(Versioned):
    """A gap between two papers about the same won: what one and the other say, and who clears it."""

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="discrepancies", db_comment="Of which grant"
    )
    line = models.ForeignKey(
        PaymentLine,
        null=True,
        on_delete=models.PROTECT,
        related_name="discrepancies",
        db_comment="Line of a payment request it is about",
    )
    pass_through = models.ForeignKey(
        PassThrough,
        null=True,
        on_delete=models.PROTECT,
        related_name="discrepancies",
        db_comment="Money passed on it is about",
    )
    gift_use = models.ForeignKey(
        GiftUse,
        null=True,
        on_delete=models.PROTECT,
        related_name="discrepancies",
        db_comment="Purchase out of a contribution it is about",
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=DiscrepancyKind, db_comment="What does not agree"
    )
    expected = models.CharField(_("expected"), max_length=160, db_comment="What the one paper says")
    found = models.CharField(_("found"), max_length=160, db_comment="What the other paper says")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Officer who has to clear it",
    )
    opened_at = models.DateTimeField(_("opened"), db_comment="When it was found")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who found it"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, db_comment="When it was cleared")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who cleared it",
    )
    closing_reason = models.TextField(blank=True, db_comment="How it was cleared")

    objects: ClassVar[Any] = DiscrepancyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Gaps between papers about the same money"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_discrepancy_kind",
                condition=Q(
                    kind="PASSED_ON", pass_through__isnull=False, line__isnull=True, gift_use__isnull=True
                )
                | Q(
                    kind="INVOICE_CANCELLED",
                    pass_through__isnull=True,
                    line__isnull=True,
                    gift_use__isnull=False,
                )
                | (
                    Q(kind__in=[kind for kind in DiscrepancyKind.values if kind != "PASSED_ON"])
                    & Q(line__isnull=False, pass_through__isnull=True, gift_use__isnull=True)
                ),
            ),
            models.UniqueConstraint(
                name="disbursements_discrepancy_once_a_line",
                fields=["line", "kind"],
                condition=Q(line__isnull=False, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="disbursements_discrepancy_once_passed",
                fields=["pass_through", "kind"],
                condition=Q(pass_through__isnull=False, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="disbursements_discrepancy_once_a_gift_use",
                fields=["gift_use", "kind"],
                condition=Q(gift_use__isnull=False, closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="disbursements_discrepancy_closed",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_reason="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_reason="")),
            ),
        ]
        triggers: ClassVar = [counts_versions(), frozen_fields("closed_frozen", "closed_at", "closed_by_id")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def about(self) -> Any:
        """What it is about, in words: a line, money passed on, a purchase out of a contribution."""
        return self.line or self.pass_through or self.gift_use

    def get_absolute_url(self) -> str:
        return reverse("disbursements:discrepancy", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        """Whether nobody has cleared it."""
        return self.closed_at is None


@tracked
class Waiver(models.Model):
    """Leave to go on over an open discrepancy until a day: asked by one person, granted by another."""

    public_id = PublicIdField()
    discrepancy = models.ForeignKey(
        Discrepancy, on_delete=models.PROTECT, related_name="waivers", db_comment="What it sets aside"
    )
    reason = models.TextField(_("reason"), db_comment="Why one may go on")
    ends_on = models.DateField(_("until"), db_comment="Last day on which it holds")
    asked_at = models.DateTimeField(db_comment="When it was asked for")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who asked for it"
    )
    granted_at = models.DateTimeField(null=True, db_comment="When it was granted")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who granted it: another person",
    )

    class Meta:
        db_table_comment = "Leave to go on over a discrepancy"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="disbursements_waiver_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="disbursements_waiver_four_eyes",
                condition=Q(granted_at__isnull=True, granted_by__isnull=True)
                | (Q(granted_at__isnull=False, granted_by__isnull=False) & ~Q(granted_by=F("asked_by"))),
            ),
            models.UniqueConstraint(
                name="disbursements_waiver_one_asked",
                fields=["discrepancy"],
                condition=Q(granted_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            frozen_fields(
                "waiver_frozen", "discrepancy_id", "reason", "ends_on", "asked_by_id", "granted_at",
                "granted_by_id",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.discrepancy} – {self.ends_on}"
