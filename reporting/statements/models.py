"""Statements: the reduction of one measure over one period, with every row of its calculation."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ledger.operations import Owner
from core.workflow.models import Case, StatusChange, counts_versions, frozen_fields, immutable, tracked
from measurement.models import Factor, Measure
from reporting.statements.workflow import TONES, TRANSITIONS, Status


@tracked
class Statement(Case):
    """One lot: a measure's reduction over whole months, in kg CO2e, with the hash of the figures it rests on."""

    transitions = TRANSITIONS
    tones = TONES

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="statements", db_comment="What reduced"
    )
    period_from = models.DateField(_("from"), db_comment="First day of the first month")
    period_until = models.DateField(_("until"), db_comment="Last day of the last month")
    method = models.CharField(max_length=40, db_comment="Method in measurement/methods")
    method_form = models.CharField(max_length=80, db_comment="Which form of the formula was used")
    baseline_kg = models.DecimalField(max_digits=24, decimal_places=9, db_comment="Baseline emissions, kg, unrounded")
    project_kg = models.DecimalField(max_digits=24, decimal_places=9, db_comment="Project emissions, kg, unrounded")
    leakage_kg = models.DecimalField(max_digits=24, decimal_places=9, db_comment="Leakage, kg, unrounded")
    reduction_kg = models.BigIntegerField(_("reduction"), db_comment="Reduction, kg CO2e, rounded down once")
    figures_hash = models.CharField(max_length=64, db_comment="SHA-256 over readings, factors and rows")
    status = models.CharField(
        max_length=12, choices=Status, default=Status.CALCULATED, db_comment="How far it is"
    )
    calculated_at = models.DateTimeField(db_comment="When it was calculated")
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who had it calculated"
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="statements_to_verify",
        db_comment="The verifier it was assigned to",
    )
    assigned_at = models.DateTimeField(null=True, db_comment="When the verifier was assigned")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who assigned"
    )
    verified_at = models.DateTimeField(null=True, db_comment="When it was signed")
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who signed"
    )
    verified_hash = models.CharField(max_length=64, blank=True, db_comment="figures_hash that was signed")

    class Meta(Case.Meta):
        db_table_comment = "Statements of reductions"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("statements_statement_status"),
            models.CheckConstraint(name="statements_statement_period", condition=Q(period_until__gt=F("period_from"))),
            models.CheckConstraint(
                name="statements_statement_other_party",
                condition=Q(verified_by__isnull=True)
                | (Q(verified_by=F("verifier")) & ~Q(verified_by=F("calculated_by")) & ~Q(verified_by=F("assigned_by"))),
            ),
            models.CheckConstraint(
                name="statements_statement_signed",
                condition=Q(status="VERIFIED", verified_at__isnull=False, verified_by__isnull=False)
                | (~Q(status="VERIFIED") & Q(verified_at__isnull=True, verified_by__isnull=True)),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            frozen_fields("figures_frozen", "measure_id", "reduction_kg", "figures_hash", "baseline_kg", "project_kg"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.period_from:%Y-%m} – {self.period_until:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("statements:detail", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Owner of its kilogram accounts: the lot."""
        return Owner("lot", self.pk)


class StatementChange(StatusChange):
    """A step of a statement."""

    case = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="changes", db_comment="Which statement")

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of statements"


class StatementRow(models.Model):
    """One printed line of a calculation: quantity, unit, factor with its version, product. Never changed."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows", db_comment="Whose line")
    position = models.PositiveSmallIntegerField(db_comment="Order of the rows")
    code = models.CharField(max_length=40, db_comment="The method's name of the step")
    expression = models.CharField(max_length=160, db_comment="How the value came about, in symbols")
    value = models.DecimalField(max_digits=28, decimal_places=9, db_comment="The value, unrounded")
    unit = models.CharField(max_length=24, db_comment="Its unit")
    factor = models.ForeignKey(
        Factor, null=True, on_delete=models.PROTECT, related_name="statement_rows", db_comment="Factor used, if any"
    )

    class Meta:
        db_table_comment = "Stored calculation of statements"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="statements_statementrow_once", fields=["statement", "position"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.code} = {self.value} {self.unit}"
