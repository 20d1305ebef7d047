"""
Totals that are kept: cells by subject and month, where each subject stands, their sums by every dimension.

All of it follows from transfers, readings and cases, and is written by `reporting.tallies.kept` alone. Ids of
cases are plain numbers here: what a transfer names may be missing, and is counted all the same.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import immutable
from reporting.tallies.models.snapshots import Dimension, SubjectKind


class Missing(models.TextChoices):
    STATEMENT = "STATEMENT", _("Its statement is missing")
    CONSORTIUM = "CONSORTIUM", _("Its consortium is missing")
    MEMBER = "MEMBER", _("Its firm is no member of the consortium")
    UPSTREAM = "UPSTREAM", _("The firm above it in the chain is missing")


class Subject(models.Model):
    """
    What is counted as a whole: a consortium's share of a lot, a measure with its readings, a part of a case.

    A case has one part for each technology, or kind of cost that is none, which it buys. Its money goes to
    them by what they cost: to a part all from `part_from` to `part_until` of `part_of` won.
    """

    kind = models.CharField(max_length=8, choices=SubjectKind, db_comment="CASE, LOT or MEASURE")
    item = models.BigIntegerField(
        db_comment="Id of the application, of the statement that named the lot, or of the measure"
    )
    share = models.BigIntegerField(
        db_comment="Of a lot: id of the consortium whose share it is; of a case: number of its part; else 0"
    )
    program_key = models.BigIntegerField(db_comment="Programme; 0 where it can't be told")
    consortium_key = models.BigIntegerField(db_comment="Consortium whose total it enters")
    anchor_key = models.BigIntegerField(db_comment="Its anchor firm; 0 where it can't be told")
    support_model = models.CharField(max_length=50, db_comment="Code of its support model, or none")
    firm_key = models.BigIntegerField(db_comment="Firm that reduced; 0 where it can't be told")
    tier = models.PositiveSmallIntegerField(db_comment="The firm's tier in the consortium")
    technology = models.CharField(max_length=50, db_comment="Code of the technology, or none")
    region = models.CharField(max_length=50, db_comment="Region of the firm's head office, or none")
    sector = models.CharField(max_length=50, db_comment="KSIC section and division of the firm, or none")
    rules = models.JSONField(
        default=list, db_comment="Export rules it serves: [rule, first day, last day]; empty days: always"
    )
    part_from = models.BigIntegerField(
        db_default=0, db_comment="Of a case: cost of the parts before this one, won; else 0"
    )
    part_until = models.BigIntegerField(
        db_default=1, db_comment="Of a case: cost up to and with this part, won; else 1"
    )
    part_of = models.BigIntegerField(db_default=1, db_comment="Of a case: cost of all its parts, won; else 1")
    missing = models.CharField(
        max_length=10,
        blank=True,
        choices=Missing,
        db_comment="What its place in the chain lacks, if anything",
    )

    class Meta:
        db_table_comment = "Subjects of kept totals, with where they stand"
        constraints: ClassVar = [
            models.UniqueConstraint(name="tallies_subject_once", fields=["kind", "item", "share"]),
            models.CheckConstraint(name="tallies_subject_kind", condition=Q(kind__in=SubjectKind.values)),
            models.CheckConstraint(
                name="tallies_subject_missing", condition=Q(missing__in=["", *Missing.values])
            ),
            models.CheckConstraint(
                name="tallies_subject_part",
                condition=Q(part_from__gte=0, part_of__gt=0)
                & Q(part_until__gte=F("part_from"), part_until__lte=F("part_of")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="tallies_subject_lacking", fields=["program_key"], condition=~Q(missing=""))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item}" + (f":{self.share}" if self.share else "")


class Counted(models.Model):
    """Figures of one month."""

    month = models.DateField(db_comment="First day of the month to which they belong")
    verified_kg = models.BigIntegerField(default=0, db_comment="Verified, less what was taken back, kg CO2e")
    claimed_kg = models.BigIntegerField(default=0, db_comment="Claimed, less what was released, kg CO2e")
    readings = models.IntegerField(default=0, db_comment="Readings of meters for the month")
    metered_kwh = models.DecimalField(
        max_digits=24, decimal_places=3, default=0, db_comment="Electricity metered, kWh"
    )
    paid_won = models.BigIntegerField(
        default=0, db_comment="Subsidy received by firms, less what went back, won"
    )

    class Meta:
        abstract = True


class Cell(Counted):
    """The finest grain: one subject in one month."""

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="cells", db_comment="What was counted"
    )

    class Meta:
        db_table_comment = "Cells of kept totals"
        constraints: ClassVar = [
            models.UniqueConstraint(name="tallies_cell_once", fields=["subject", "month"])
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.month:%Y-%m}"


class Total(Counted):
    """The sum of the cells of one part of a programme in one month."""

    program_key = models.BigIntegerField(db_comment="Programme; 0 where it can't be told")
    dimension = models.CharField(max_length=16, choices=Dimension, db_comment="By what")
    key = models.CharField(max_length=50, db_comment="Id, number or code of the part")

    class Meta:
        db_table_comment = "Kept totals by dimension and month"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="tallies_total_once", fields=["program_key", "dimension", "key", "month"]
            ),
            models.CheckConstraint(
                name="tallies_total_dimension", condition=Q(dimension__in=Dimension.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key} {self.month:%Y-%m}"


class Dirty(models.Model):
    """A measure's month whose readings changed since they were counted. A trigger on readings writes it."""

    measure_key = models.BigIntegerField(db_comment="Measure")
    month = models.DateField(db_comment="First day of the month")

    class Meta:
        db_table_comment = "Months whose readings are to be counted again"

    def __str__(self) -> str:
        return f"{self.measure_key} {self.month:%Y-%m}"


class Mark(models.Model):
    """How far the kept totals have come: one row."""

    last_transfer = models.BigIntegerField(default=0, db_comment="Id of the newest transfer that was counted")
    counted_at = models.DateTimeField(null=True, db_comment="When totals were last brought up to date")

    class Meta:
        db_table_comment = "How far kept totals have come"
        constraints: ClassVar = [models.CheckConstraint(name="tallies_mark_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.last_transfer}"


class Recount(models.Model):
    """A full count beside the kept totals: what it compared and every difference it put right."""

    made_at = models.DateTimeField(db_comment="When it was made")
    last_transfer = models.BigIntegerField(db_comment="Id of the newest transfer it saw")
    cells = models.PositiveIntegerField(db_comment="Cells compared")
    totals = models.PositiveIntegerField(db_comment="Totals compared")
    differences = models.PositiveIntegerField(db_comment="Cells and totals that were different")
    found = models.JSONField(
        default=list, db_comment="The first differences, each in words: name, kept, counted"
    )
    milliseconds = models.PositiveIntegerField(db_comment="How long it took")

    class Meta:
        db_table_comment = "Full counts beside the kept totals"
        ordering: ClassVar = ["-pk"]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}: {self.differences}"
