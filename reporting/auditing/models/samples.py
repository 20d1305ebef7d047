"""A sample: what it was drawn from, by which rule and seed, and the items that were drawn."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Blob
from core.workflow import clock
from core.workflow.models import (
    PublicIdField,
    Versioned,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from programs.models import Program
from programs.models.programmes import within
from reporting.auditing.kinds import Layer, Population, Rule
from reporting.auditing.permissions import AUDIT


class SampleQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "SampleQuerySet":
        """Return the samples of the programmes that the person audits; the audited office sees none."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(AUDIT, clock.day(clock.now()))))

    def with_names(self) -> "SampleQuerySet":
        """Fetch along what a page about a sample names."""
        return self.select_related("program__office", "program__agency", "drawn_by", "population_list")


class Sample(models.Model):
    """
    One draw out of a frozen population, which anybody can draw again from list and seed. Never changed.

    Of each stratum those with the smallest SHA-256 over seed, colon and public id are taken.
    """

    public_id = PublicIdField()
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="audit_samples", db_comment="Of which programme"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the programme")
    title = models.CharField(_("title"), max_length=120, db_comment="What the auditor calls it")
    population = models.CharField(max_length=12, choices=Population, db_comment="What it is drawn from")
    layer = models.CharField(max_length=12, choices=Layer, db_comment="By what it is divided into strata")
    rule = models.CharField(max_length=12, choices=Rule, db_comment="How many are taken of a stratum")
    size = models.PositiveIntegerField(db_comment="How many were wanted: in all, or of each stratum")
    least = models.PositiveIntegerField(db_comment="How many at least of each stratum, where proportional")
    period_from = models.DateField(_("from"), null=True, db_comment="First day of what is drawn from")
    period_until = models.DateField(_("until"), null=True, db_comment="Last day of what is drawn from")
    seed = models.CharField(
        _("seed"), max_length=64, db_comment="Seed of the draw, 8 to 64 letters or digits"
    )
    population_count = models.PositiveIntegerField(db_comment="How many there were to draw from")
    population_list = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+",
        db_comment="The population as CSV, frozen: public id, stratum, amount; its SHA-256 is the hash",
    )  # fmt: skip
    drawn_at = models.DateTimeField(db_comment="When it was drawn")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who drew it"
    )

    objects: ClassVar[Any] = SampleQuerySet.as_manager()

    class Meta:
        db_table_comment = "Samples that auditors drew"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="auditing_sample_number", fields=["program", "number"]),
            models.CheckConstraint(
                name="auditing_sample_population", condition=Q(population__in=Population.values)
            ),
            models.CheckConstraint(name="auditing_sample_layer", condition=Q(layer__in=Layer.values)),
            models.CheckConstraint(name="auditing_sample_rule", condition=Q(rule__in=Rule.values)),
            models.CheckConstraint(name="auditing_sample_size", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="auditing_sample_seed", condition=Q(seed__regex=r"^[0-9A-Za-z]{8,64}$")
            ),
            models.CheckConstraint(
                name="auditing_sample_period",
                condition=Q(period_from__isnull=True)
                | Q(period_until__isnull=True)
                | Q(period_until__gte=models.F("period_from")),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("auditing:sample", args=[self.public_id])


class Stratum(models.Model):
    """One stratum of a sample: how many it had and how many were taken. Never changed."""

    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, related_name="strata", db_comment="Of which sample"
    )
    key = models.CharField(max_length=40, blank=True, db_comment="Code of what its members have in common")
    population_count = models.PositiveIntegerField(db_comment="How many belong to it")
    drawn_count = models.PositiveIntegerField(db_comment="How many of them were taken")

    class Meta:
        db_table_comment = "Strata of samples"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="auditing_stratum_key", fields=["sample", "key"]),
            models.CheckConstraint(
                name="auditing_stratum_counts",
                condition=Q(population_count__gt=0, drawn_count__lte=models.F("population_count")),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.sample} · {self.key}"


class SampleItemQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "SampleItemQuerySet":
        """Return those of the samples that the person may see."""
        return self.filter(sample__in=Sample.objects.visible_to(user))

    def with_names(self) -> "SampleItemQuerySet":
        """Fetch along what the page of a step names."""
        return self.select_related("sample__program__office", "sample__program__agency", "stratum")


@tracked
class SampleItem(Versioned):
    """What was drawn: which case, of which stratum; and that the auditor looked at it without a finding."""

    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, related_name="items", db_comment="Of which sample"
    )
    stratum = models.ForeignKey(
        Stratum, on_delete=models.PROTECT, related_name="items", db_comment="Of which stratum"
    )
    position = models.PositiveIntegerField(db_comment="1, 2, 3 … within the sample")
    subject_id = models.BigIntegerField(db_comment="Id of the grant, payment, line or statement")
    subject_key = models.CharField(max_length=16, db_comment="Its public id, by which it was drawn")
    amount_won = models.BigIntegerField(null=True, db_comment="Its amount at the draw, won; of money alone")
    kilograms = models.BigIntegerField(null=True, db_comment="Its kg CO2e at the draw; of statements alone")
    note = models.TextField(_("note"), blank=True, db_comment="What was looked at")
    looked_at = models.DateTimeField(null=True, db_comment="When the look at it was ended")
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who looked at it",
    )

    objects: ClassVar[Any] = SampleItemQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "What was drawn into samples"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="auditing_sampleitem_once", fields=["sample", "subject_id"]),
            models.UniqueConstraint(name="auditing_sampleitem_position", fields=["sample", "position"]),
            models.CheckConstraint(
                name="auditing_sampleitem_unit",
                condition=Q(amount_won__isnull=True, kilograms__isnull=False)
                | Q(amount_won__isnull=False, kilograms__isnull=True),
            ),
            models.CheckConstraint(
                name="auditing_sampleitem_looked",
                condition=Q(looked_at__isnull=True, looked_by__isnull=True)
                | Q(looked_at__isnull=False, looked_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields(
                "draw_frozen", "sample_id", "stratum_id", "position", "subject_id", "subject_key",
                "amount_won", "kilograms", "looked_at",
            ),
            pgtrigger.Protect(name="stays_drawn", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.sample} · {self.position}"

    def get_absolute_url(self) -> str:
        return f"{self.sample.get_absolute_url()}#item-{self.position}"
