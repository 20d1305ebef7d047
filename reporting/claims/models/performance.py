"""What a performance contract comes to at the end of a year: proposed by one officer, decided by another."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.models import Debt, Grant
from programs.models import Consortium, FundingRule, Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES
from reporting.claims.kinds import Consequence
from reporting.claims.workflow import PERFORMANCE_TONES, PERFORMANCE_TRANSITIONS, PerformanceStatus


class PerformanceDecisionQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "PerformanceDecisionQuerySet":
        """Return those of an official's programmes; the anchor's own once they were decided."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        day = clock.day(at or clock.now())
        firms = user.scopes(VIEW_OWN_CASES, day).of(ScopeKind.FIRM)
        own = Q(consortium__anchor__in=firms, status=PerformanceStatus.DECIDED)
        return self.filter(own | within(user.scopes(VIEW_CASES, day)))

    def standing(self) -> "PerformanceDecisionQuerySet":
        """Return those that were not dropped: one a year."""
        return self.exclude(status=PerformanceStatus.DROPPED)

    def with_names(self) -> "PerformanceDecisionQuerySet":
        """Fetch along what a page about a decision names."""
        return self.select_related(
            "consortium__anchor", "program__office", "program__agency", "proposed_by", "decided_by"
        )


def person_who(words: str, *, null: bool) -> Any:
    """Return the field for a person who did what the words say."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


@tracked
class PerformanceDecision(Case):
    """
    What one year of a consortium's performance contract comes to: an incentive, a recovery, or nothing.

    The amounts are the programme's rules applied to the kilograms verified when it was proposed; the rows
    show every step. Nothing is paid or recovered before a second officer decides.
    """

    transitions = PERFORMANCE_TRANSITIONS
    tones = PERFORMANCE_TONES

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="performance_decisions", db_comment="Whose promise"
    )
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="performance_decisions", db_comment="Its programme"
    )
    year = models.PositiveSmallIntegerField(_("year"), db_comment="Calendar year of the contract")
    promised_kg = models.BigIntegerField(db_comment="What the plan promised for a year, kg CO2e")
    achieved_kg = models.BigIntegerField(db_comment="What was verified of the year when proposed, kg CO2e")
    subsidy_won = models.BigIntegerField(db_comment="What stood of the subsidies when proposed, won")
    consequence = models.CharField(
        _("consequence"), max_length=12, choices=Consequence, db_comment="Incentive, recovery or nothing"
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="Incentive or recovery by the rules, won")
    reason = models.TextField(_("reason"), db_comment="Why it was proposed, in the officer's words")
    status = models.CharField(
        max_length=12,
        choices=PerformanceStatus,
        default=PerformanceStatus.PROPOSED,
        db_comment="How far it is",
    )
    proposed_at = models.DateTimeField(db_comment="When it was proposed")
    proposed_by = person_who("Who proposed it", null=False)
    decided_at = models.DateTimeField(null=True, db_comment="When it was decided")
    decided_by = person_who("Who decided it: another officer", null=True)

    objects: ClassVar[Any] = PerformanceDecisionQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "What performance contracts came to, year by year"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            PERFORMANCE_TRANSITIONS.constraint("claims_performancedecision_status"),
            models.CheckConstraint(
                name="claims_performancedecision_consequence",
                condition=Q(consequence__in=Consequence.values),
            ),
            models.CheckConstraint(
                name="claims_performancedecision_amounts",
                condition=Q(promised_kg__gt=0, achieved_kg__gte=0, subsidy_won__gte=0)
                & (Q(consequence="NOTHING", amount_won=0) | ~Q(consequence="NOTHING") & Q(amount_won__gt=0)),
            ),
            models.CheckConstraint(
                name="claims_performancedecision_side",
                condition=Q(consequence="INCENTIVE", achieved_kg__gt=F("promised_kg"))
                | Q(consequence="RECOVERY", achieved_kg__lt=F("promised_kg"))
                | Q(consequence="NOTHING"),
            ),
            models.CheckConstraint(
                name="claims_performancedecision_decided",
                condition=Q(status="DECIDED", decided_at__isnull=False, decided_by__isnull=False)
                | ~Q(status="DECIDED") & Q(decided_at__isnull=True, decided_by__isnull=True),
            ),
            models.CheckConstraint(
                name="claims_performancedecision_four_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                name="claims_performancedecision_once",
                fields=["consortium", "year"],
                condition=~Q(status="DROPPED"),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            PERFORMANCE_TRANSITIONS.trigger(),
            frozen_fields(
                "performance_frozen",
                "consortium_id",
                "program_id",
                "year",
                "promised_kg",
                "achieved_kg",
                "subsidy_won",
                "consequence",
                "amount_won",
                "proposed_by_id",
                "decided_by_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consortium} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("claims:performance", args=[self.public_id])

    @property
    def is_recovery(self) -> bool:
        """Whether subsidy is to be paid back."""
        return self.consequence == Consequence.RECOVERY


class PerformanceStep(StatusChange):
    """A step of a decision on a performance contract."""

    case = models.ForeignKey(
        PerformanceDecision, on_delete=models.PROTECT, related_name="changes", db_comment="Which decision"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of decisions on performance contracts"


class PerformanceRow(models.Model):
    """One step of the arithmetic as it was proposed, with the rule behind it. Never changed."""

    decision = models.ForeignKey(
        PerformanceDecision, on_delete=models.PROTECT, related_name="rows", db_comment="Of which decision"
    )
    position = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … in the order of the steps")
    code = models.CharField(max_length=16, db_comment="surplus, incentive, shortfall, tolerated …")
    unit = models.CharField(max_length=3, db_comment="Unit of the result: kg or won")
    input = models.BigIntegerField(db_comment="What the step begins with: kg CO2e, or won for the recovery")
    factor = models.BigIntegerField(null=True, db_comment="What it is taken with: kg, won a tonne or bp")
    result = models.BigIntegerField(db_comment="What it comes to, in the unit")
    rule = models.ForeignKey(
        FundingRule,
        null=True,
        on_delete=models.PROTECT,
        related_name="performance_rows",
        db_comment="Rule of the programme that sets the number, with its source; null for plain arithmetic",
    )

    class Meta:
        db_table_comment = "Steps of the arithmetic of performance contracts"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="claims_performancerow_position", fields=["decision", "position"]),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.position}: {self.result} {self.unit}"


@tracked
class PerformancePart(models.Model):
    """One grant's part of a recovery, and the debt by which it is paid back."""

    decision = models.ForeignKey(
        PerformanceDecision, on_delete=models.PROTECT, related_name="parts", db_comment="Of which decision"
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="performance_parts", db_comment="Out of which grant"
    )
    amount_won = models.BigIntegerField(db_comment="Its part by its subsidy, won")
    debt = models.OneToOneField(
        Debt,
        null=True,
        on_delete=models.PROTECT,
        related_name="performance_part",
        db_comment="Ordered with the decision: up to what was received; empty before, or if nothing was",
    )

    class Meta:
        db_table_comment = "Grants' parts of recoveries from performance contracts"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="claims_performancepart_once", fields=["decision", "grant"]),
            models.CheckConstraint(name="claims_performancepart_amount", condition=Q(amount_won__gt=0)),
        ]
        triggers: ClassVar = [
            frozen_fields("part_frozen", "decision_id", "grant_id", "amount_won", "debt_id")
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {self.amount_won}"

    @property
    def not_received_won(self) -> int:
        """What of the part was never received, won: shrinking the award is another act."""
        return self.amount_won - (self.debt.amount_won if self.debt else 0)
