"""The sample of readings that a verifier checks, drawn so that it can be drawn again; conflicts declared."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, immutable, tracked
from measurement.models import Reading
from reporting.statements.models.statements import Statement


class Why(models.TextChoices):
    """Why a reading is in a sample."""

    DRAWN = "DRAWN", _("Drawn")
    QUESTIONED = "QUESTIONED", _("A question was raised about it")


class Outcome(models.TextChoices):
    """What the look at a reading came to."""

    CHECKED = "CHECKED", _("Checked, agrees with its evidence")
    FINDING = "FINDING", _("With a finding")


class Sample(models.Model):
    """One draw: its seed, the rule for its size, how many there were to draw from. Never changed."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="samples", db_comment="Which statement"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2 … within the statement; a later one adds")
    seed = models.CharField(max_length=32, db_comment="Seed of the draw, hexadecimal")
    share_bp = models.PositiveSmallIntegerField(db_comment="Part of the readings to draw, basis points")
    least = models.PositiveSmallIntegerField(db_comment="How many at least")
    population = models.PositiveSmallIntegerField(db_comment="How many readings there were to draw from")
    drawn_at = models.DateTimeField(db_comment="When it was drawn")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who drew it"
    )

    class Meta:
        db_table_comment = "Samples that verifiers drew"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="statements_sample_number", fields=["statement", "number"]),
            models.CheckConstraint(
                name="statements_sample_size",
                condition=Q(share_bp__lte=10_000, population__gt=0) & ~Q(seed=""),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.statement} · {self.number}"


class SampleItemQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "SampleItemQuerySet":
        """Return those of the statements this person may see."""
        return self.filter(sample__statement__in=Statement.objects.visible_to(user, at))

    def with_names(self) -> "SampleItemQuerySet":
        """Fetch along what the page of a step names."""
        return self.select_related(
            "reading__meter", "sample__statement__measure__consortium__program", "sample__statement__verifier"
        )

    def unmarked(self) -> "SampleItemQuerySet":
        """Return those nobody has looked at."""
        return self.filter(outcome="")


@tracked
class SampleItem(Versioned):
    """A reading in a sample, and what the look at it came to."""

    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, related_name="items", db_comment="Which sample"
    )
    reading = models.ForeignKey(
        Reading, on_delete=models.PROTECT, related_name="sampled", db_comment="Which reading"
    )
    why = models.CharField(max_length=12, choices=Why, db_comment="Why it is in the sample")
    outcome = models.CharField(
        max_length=8, choices=Outcome, blank=True, db_comment="What was seen; empty until it is looked at"
    )
    note = models.TextField(_("note"), blank=True, db_comment="Against what it was checked")
    marked_at = models.DateTimeField(null=True, db_comment="When it was looked at")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who looked at it",
    )

    objects: ClassVar[Any] = SampleItemQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Readings in samples"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="statements_sampleitem_once", fields=["sample", "reading"]),
            models.CheckConstraint(name="statements_sampleitem_why", condition=Q(why__in=Why.values)),
            models.CheckConstraint(
                name="statements_sampleitem_outcome", condition=Q(outcome__in=["", *Outcome.values])
            ),
            models.CheckConstraint(
                name="statements_sampleitem_marked",
                condition=Q(outcome="", marked_at__isnull=True, marked_by__isnull=True)
                | (~Q(outcome="") & Q(marked_at__isnull=False, marked_by__isnull=False)),
            ),
        ]
        triggers: ClassVar = [counts_versions()]

    def __str__(self) -> str:
        return str(self.reading)

    def get_absolute_url(self) -> str:
        return self.sample.statement.evidence_url


class Conflict(models.Model):
    """A conflict of interest of a verifier that became known: they verify nothing of it. Never changed."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="conflicts", db_comment="Where it became known"
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Whose conflict it is",
    )
    reason = models.TextField(db_comment="What ties the verifier to firm or consortium")
    declared_at = models.DateTimeField(db_comment="When it was declared")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who declared it: the verifier or the office",
    )

    class Meta:
        db_table_comment = "Conflicts of interest of verifiers"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="statements_conflict_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.verifier}: {self.reason[:80]}"
