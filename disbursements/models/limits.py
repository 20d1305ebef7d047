"""Up to which amount somebody approves or releases a payment."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.users.models import OFFICIALS, Office, Role
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import Versioned, VersionedQuerySet, immutable
from disbursements.hands import Hand


class LimitedHand(models.TextChoices):
    APPROVE = Hand.APPROVE.value, _("Approving a payment")
    RELEASE = Hand.RELEASE.value, _("Releasing a payment")


class PaymentLimitQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the limits of the offices in which a person has a role."""
        held = user.scopes_in({*OFFICIALS, Role.OFFICE_LEAD, Role.AUDITOR}, clock.day(at or clock.now()))
        return self if held.everything else self.filter(office_id__in=held.of(ScopeKind.OFFICE))

    def with_names(self) -> Self:
        """Fetch along whom it binds."""
        return self.select_related("office", "person", "set_by")


class PaymentLimit(Versioned):
    """A dated row: up to how much a role, or one person, takes a step; the last row of a day counts."""

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="payment_limits", db_comment="Of which office"
    )
    hand = models.CharField(_("step"), max_length=8, choices=LimitedHand, db_comment="Which step")
    role = models.CharField(
        _("role"), max_length=20, choices=Role, blank=True, db_comment="For a role; empty for one person"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payment_limits",
        db_comment="For one person, before their role; empty for a role",
    )
    limit_won = models.BigIntegerField(
        _("up to"), null=True, blank=True, db_comment="Largest amount, won; empty: from then on no limit"
    )
    valid_from = models.DateField(_("from"), db_comment="Since which day it counts")
    source = models.CharField(_("source"), max_length=200, db_comment="Rule or order that sets it")
    set_at = models.DateTimeField(db_comment="When it was set")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who set it"
    )

    objects: ClassVar[Any] = PaymentLimitQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Up to which amount payments are approved and released"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_paymentlimit_hand", condition=Q(hand__in=LimitedHand.values)
            ),
            models.CheckConstraint(
                name="disbursements_paymentlimit_role", condition=Q(role__in=["", *OFFICIALS])
            ),
            models.CheckConstraint(
                name="disbursements_paymentlimit_whose",
                condition=(Q(person__isnull=True) & ~Q(role="")) | Q(person__isnull=False, role=""),
            ),
            models.CheckConstraint(
                name="disbursements_paymentlimit_amount",
                condition=Q(limit_won__isnull=True) | Q(limit_won__gte=0),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_hand_display()}: {self.person or self.get_role_display()}"
