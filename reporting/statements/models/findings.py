"""What a verifier found in a statement, the lines it concerns, and what was deducted for it."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from measurement.models import Reading
from reporting.statements.models.rows import StatementRow
from reporting.statements.models.statements import Statement
from reporting.statements.models.triggers import adds_to_deducted
from reporting.statements.workflow import FINDING_TONES, FINDING_TRANSITIONS, UNSETTLED, FindingStatus


class FindingKind(models.TextChoices):
    MISSTATEMENT = "MISSTATEMENT", _("Misstatement")
    NONCONFORMITY = "NONCONFORMITY", _("Nonconformity")
    OBSERVATION = "OBSERVATION", _("Observation")


class VerificationFindingQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "VerificationFindingQuerySet":
        """Return the findings in the statements this person may see."""
        return self.filter(statement__in=Statement.objects.visible_to(user, at))

    def with_names(self) -> "VerificationFindingQuerySet":
        """Fetch along what the page of a step names."""
        return self.select_related(
            "deduction", "statement__measure__consortium__program", "statement__measure__firm",
            "statement__measure__technology", "statement__verifier",
        )  # fmt: skip

    def unsettled(self) -> "VerificationFindingQuerySet":
        """Return those that still wait for the firm or for the verifier."""
        return self.filter(status__in=UNSETTLED)


@tracked
class VerificationFinding(Case):
    """What a verifier found in a statement: the firm answers, the verifier closes, deducts or withdraws."""

    transitions = FINDING_TRANSITIONS
    tones = FINDING_TONES

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="findings", db_comment="Which statement"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the statement")
    kind = models.CharField(_("kind"), max_length=16, choices=FindingKind, db_comment="What it is")
    what = models.TextField(_("what was found"), db_comment="What was found")
    effect_kg = models.BigIntegerField(
        _("effect"),
        null=True,
        db_comment="By how much the figures overstate the reduction, kg CO2e; understated: below zero",
    )
    answer = models.TextField(_("answer"), blank=True, db_comment="What the firm answered last")
    answered_at = models.DateTimeField(null=True, db_comment="When the firm answered last")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who answered last",
    )
    raised_at = models.DateTimeField(db_comment="When it was found")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who found it"
    )
    status = models.CharField(
        max_length=12, choices=FindingStatus, default=FindingStatus.OPEN, db_comment="How far it is"
    )

    objects: ClassVar[Any] = VerificationFindingQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Findings of verifiers"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            FINDING_TRANSITIONS.constraint("statements_verificationfinding_status"),
            models.CheckConstraint(
                name="statements_verificationfinding_kind", condition=Q(kind__in=FindingKind.values)
            ),
            models.CheckConstraint(
                name="statements_verificationfinding_effect",
                condition=(Q(kind="MISSTATEMENT", effect_kg__isnull=False) & ~Q(effect_kg=0))
                | (~Q(kind="MISSTATEMENT") & Q(effect_kg__isnull=True)),
            ),
            models.CheckConstraint(
                name="statements_verificationfinding_answered",
                condition=~Q(status__in=["ANSWERED", "ADJUSTED"])
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="statements_verificationfinding_other_party",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("raised_by")),
            ),
            models.UniqueConstraint(
                name="statements_verificationfinding_number", fields=["statement", "number"]
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            FINDING_TRANSITIONS.trigger(),
            frozen_fields(
                "finding_frozen", "statement_id", "number", "kind", "what", "effect_kg", "raised_by_id"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.what[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("statements:finding", args=[self.public_id])

    @property
    def is_misstatement(self) -> bool:
        """Whether it has an effect in kilograms."""
        return self.kind == FindingKind.MISSTATEMENT

    @property
    def deducted_kg(self) -> int:
        """What was deducted for it, kg CO2e."""
        deduction = getattr(self, "deduction", None)
        return deduction.kilograms if deduction else 0


class VerificationFindingStep(StatusChange):
    """A step of a finding."""

    case = models.ForeignKey(
        VerificationFinding, on_delete=models.PROTECT, related_name="changes", db_comment="Which finding"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of findings of verifiers"


class FindingLine(models.Model):
    """A line that a finding concerns: a reading, or a row of the calculation. Never changed."""

    finding = models.ForeignKey(
        VerificationFinding, on_delete=models.PROTECT, related_name="lines", db_comment="Which finding"
    )
    reading = models.ForeignKey(
        Reading,
        null=True,
        on_delete=models.PROTECT,
        related_name="finding_lines",
        db_comment="Reading it concerns",
    )
    row = models.ForeignKey(
        StatementRow,
        null=True,
        on_delete=models.PROTECT,
        related_name="finding_lines",
        db_comment="Row of the calculation it concerns",
    )

    class Meta:
        db_table_comment = "Lines that findings of verifiers concern"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="statements_findingline_one",
                condition=Q(reading__isnull=True, row__isnull=False)
                | Q(reading__isnull=False, row__isnull=True),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return str(self.reading or (self.row and self.row.label))


class Deduction(models.Model):
    """Kilograms that a verifier takes off the calculated reduction for a finding. Never changed."""

    finding = models.OneToOneField(
        VerificationFinding,
        on_delete=models.PROTECT,
        related_name="deduction",
        db_comment="For which finding",
    )
    kilograms = models.BigIntegerField(db_comment="What is taken off, kg CO2e")
    reason = models.TextField(db_comment="Why so much")
    deducted_at = models.DateTimeField(db_comment="When it was deducted")
    deducted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who deducted"
    )

    class Meta:
        db_table_comment = "Deductions of verifiers from calculated reductions"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="statements_deduction_kilograms", condition=Q(kilograms__gt=0)),
            models.CheckConstraint(name="statements_deduction_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [immutable(), adds_to_deducted()]

    def __str__(self) -> str:
        return f"{self.finding}: −{self.kilograms} kg"
