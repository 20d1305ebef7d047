"""Settlements: what the award paid for, line by line, as the firm says and as the office confirms."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.models import Attachment
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from disbursements.models.grants import Grant
from disbursements.models.settlement_hands import settled_by_many
from disbursements.models.visibility import open_to
from disbursements.workflow import SETTLEMENT_TRANSITIONS, SettlementStatus
from firms.models import Firm


class SettlementBasis(models.TextChoices):
    COMPLETION = "COMPLETION", _("The undertaking was completed")
    CLOSURE = "CLOSURE", _("The undertaking was closed with approval")
    YEAR_END = "YEAR_END", _("The fiscal year ended")


class LineVerdict(models.TextChoices):
    OPEN = "OPEN", _("Not looked at yet")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    TO_CORRECT = "TO_CORRECT", _("To be corrected")


def _person(words: str, *, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


def stays_once_confirmed() -> pgtrigger.Trigger:
    """Return the trigger that refuses any change of a settlement that was confirmed."""
    return pgtrigger.Protect(
        name="stays_once_confirmed",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__status="CONFIRMED"),
    )


def lines_stay_with_it() -> pgtrigger.Trigger:
    """Return the trigger that refuses any change of the lines of a settlement that was confirmed."""
    return pgtrigger.Trigger(
        name="lines_stay_with_it",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF EXISTS (SELECT 1 FROM disbursements_settlement WHERE status = 'CONFIRMED'"
            " AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.settlement_id END,"
            " CASE WHEN TG_OP <> 'DELETE' THEN NEW.settlement_id END)) THEN"
            " RAISE EXCEPTION 'lines_stay_with_it: the settlement is confirmed, its figures are frozen';"
            " END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class SettlementQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: Any = None) -> "SettlementQuerySet":
        """Return the settlements of the grants whose costs this person may read."""
        return self.filter(open_to(user, at, "grant__"))

    def with_parties(self) -> "SettlementQuerySet":
        """Join what every page about a settlement names."""
        return self.select_related(
            "grant__firm", "grant__application", "grant__consortium__program", "grant__parent__firm"
        )

    def with_names(self) -> "SettlementQuerySet":
        """Join what a page about one settlement names."""
        return self.with_parties()

    def unconfirmed(self) -> "SettlementQuerySet":
        """Return those that are not settled yet."""
        return self.exclude(status=SettlementStatus.CONFIRMED)


class SettlementLineQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: Any = None) -> "SettlementLineQuerySet":
        """Return the lines of the settlements this person may read."""
        return self.filter(open_to(user, at, "settlement__grant__"))

    def with_names(self) -> "SettlementLineQuerySet":
        """Join what a page about one line names."""
        return self.select_related(
            "cost_item", "settlement__grant__application", "settlement__grant__consortium__program"
        )


@tracked
class Settlement(Case):
    """
    What an award was used for until a day (Act on the Management of Subsidies, art. 27–28).

    The firm states, an officer confirms line by line, another person confirms the whole; then it is frozen.
    """

    transitions = SETTLEMENT_TRANSITIONS
    tones: ClassVar = {
        "DUE": "warning",
        "SUBMITTED": "info",
        "RETURNED": "warning",
        "CHECKED": "info",
        "CONFIRMED": "success",
    }

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="settlements", db_comment="Which grant is settled"
    )
    basis = models.CharField(
        _("occasion"), max_length=10, choices=SettlementBasis, db_comment="What brought it about"
    )
    until_on = models.DateField(_("settled until"), db_comment="Last day it is about")
    due_on = models.DateField(_("due on"), db_comment="Last day on which it is in time")
    status = models.CharField(
        max_length=9, choices=SettlementStatus, default=SettlementStatus.DUE, db_comment="How far it is"
    )
    own_burden_won = models.BigIntegerField(
        _("own money spent"), default=0, db_comment="What the firm spent of its own beside the subsidy, won"
    )
    interest_won = models.BigIntegerField(
        _("interest earned"), default=0, db_comment="Interest that the subsidy earned at the bank, won"
    )
    report = models.OneToOneField(
        Attachment,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Report of the outside body that verified it",
    )
    performance = models.TextField(
        _("performance report"), blank=True, db_comment="What was achieved, in the firm's words"
    )
    gross_won = models.BigIntegerField(
        null=True, db_comment="All the subsidy received when it was confirmed, won"
    )
    net_won = models.BigIntegerField(
        null=True, db_comment="The same less what was re-granted and confirmed, won"
    )
    confirmed_won = models.BigIntegerField(
        null=True, db_comment="What was confirmed of the firm's own part, won"
    )
    excess_won = models.BigIntegerField(null=True, db_comment="What is returned of it, won")
    opened_at = models.DateTimeField(db_comment="When it was opened")
    opened_by = _person("Who opened it: the clock's user, or an officer", null=False)
    submitted_at = models.DateTimeField(null=True, db_comment="When it was first handed in")
    submitted_by = _person("Who handed it in")
    checked_at = models.DateTimeField(null=True, db_comment="When its lines were confirmed")
    checked_by = _person("Who confirmed its lines")
    confirmed_at = models.DateTimeField(null=True, db_comment="When it was confirmed")
    confirmed_by = _person("Who confirmed it: another person")

    objects: ClassVar[Any] = SettlementQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Settlements of grants"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            SETTLEMENT_TRANSITIONS.constraint("disbursements_settlement_status"),
            models.CheckConstraint(
                name="disbursements_settlement_basis", condition=Q(basis__in=SettlementBasis.values)
            ),
            models.UniqueConstraint(name="disbursements_settlement_once", fields=["grant", "until_on"]),
            models.CheckConstraint(
                name="disbursements_settlement_amounts",
                condition=Q(own_burden_won__gte=0, interest_won__gte=0),
            ),
            models.CheckConstraint(
                name="disbursements_settlement_confirmed",
                condition=~Q(status="CONFIRMED")
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    confirmed_won__gte=0,
                    excess_won__gte=0,
                    gross_won__gte=0,
                    net_won__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="disbursements_settlement_four_eyes",
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("checked_by")) & ~Q(confirmed_by=F("submitted_by"))),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            SETTLEMENT_TRANSITIONS.trigger(),
            stays_once_confirmed(),
            frozen_fields("settlement_frozen", "grant_id", "basis", "until_on", "due_on", "submitted_at"),
        ]

    def __str__(self) -> str:
        return f"{self.grant} · {self.until_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:settlement", args=[self.public_id])

    @property
    def firm(self) -> Firm:
        """Who settles: the firm that holds the grant."""
        return self.grant.firm

    @property
    def is_last(self) -> bool:
        """Whether no further settlement of the grant follows."""
        return self.basis != SettlementBasis.YEAR_END

    @property
    def cut_off(self) -> dt.date | None:
        """Last day whose payments it is about; the last one is about all that was paid."""
        return None if self.is_last else self.until_on


class SettlementStep(StatusChange):
    """A step of a settlement."""

    case = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, related_name="changes", db_comment="Which settlement"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of settlements"
        triggers: ClassVar = [*StatusChange.Meta.triggers, settled_by_many()]


@tracked
class SettlementLine(models.Model):
    """One cost item of a settlement: what was awarded, asked and paid, what the firm and the office say."""

    public_id = PublicIdField()
    settlement = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, related_name="lines", db_comment="Which settlement"
    )
    cost_item = models.ForeignKey(
        CostItem, on_delete=models.PROTECT, related_name="+", db_comment="Which cost item"
    )
    awarded_won = models.BigIntegerField(db_comment="What of the award falls on it, won")
    asked_won = models.BigIntegerField(db_comment="Subsidised part of the invoices asked for, won")
    paid_won = models.BigIntegerField(db_comment="Of it, what was paid, won")
    stated_won = models.BigIntegerField(_("used"), db_comment="What the firm says was used of it, won")
    explanation = models.TextField(
        _("explanation"), blank=True, db_comment="How the firm explains a difference"
    )
    verdict = models.CharField(
        max_length=10, choices=LineVerdict, default=LineVerdict.OPEN, db_comment="What the officer decided"
    )
    confirmed_won = models.BigIntegerField(
        _("confirmed"), null=True, db_comment="What the officer confirms, won"
    )
    reason = models.TextField(
        _("reason"), blank=True, db_comment="Why it is less, or what is to be corrected"
    )
    decided_at = models.DateTimeField(null=True, db_comment="When the officer decided")
    decided_by = _person("Who decided")

    objects: ClassVar[Any] = SettlementLineQuerySet.as_manager()

    class Meta:
        db_table_comment = "Lines of settlements, one for each cost item"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_settlementline_once", fields=["settlement", "cost_item"]
            ),
            models.CheckConstraint(
                name="disbursements_settlementline_amounts",
                condition=Q(awarded_won__gte=0, asked_won__gte=0, paid_won__gte=0, stated_won__gte=0)
                & (Q(confirmed_won__isnull=True) | Q(confirmed_won__gte=0, confirmed_won__lte=F("paid_won"))),
            ),
            models.CheckConstraint(
                name="disbursements_settlementline_verdict",
                condition=Q(verdict="CONFIRMED", confirmed_won__isnull=False, decided_by__isnull=False)
                | Q(verdict="TO_CORRECT", confirmed_won__isnull=True, decided_by__isnull=False)
                & ~Q(reason="")
                | Q(verdict="OPEN", confirmed_won__isnull=True),
            ),
        ]
        triggers: ClassVar = [lines_stay_with_it()]

    def __str__(self) -> str:
        return str(self.cost_item)

    def get_absolute_url(self) -> str:
        return self.settlement.get_absolute_url()

    @property
    def difference_won(self) -> int:
        """What was paid and not used by what the firm says, won."""
        return self.paid_won - self.stated_won
