"""Tallies: what was verified and paid, by dimension, as a dated snapshot."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.ui.formats import moment
from core.workflow import clock
from core.workflow.models import PublicIdField, immutable
from programs.models import Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.tallies.figures import NAMES, Figures
from reporting.tallies.frozen import PLACE, Input


class SubjectKind(models.TextChoices):
    CASE = "CASE", _("Case that was paid")
    LOT = "LOT", _("Verified lot")
    MEASURE = "MEASURE", _("Measure")


class Dimension(models.TextChoices):
    PROGRAM = "PROGRAM", _("Programme")
    CONSORTIUM = "CONSORTIUM", _("Consortium")
    ANCHOR = "ANCHOR", _("Anchor firm")
    TIER = "TIER", _("Tier")
    SUPPORT_MODEL = "SUPPORT_MODEL", _("Support model")
    TECHNOLOGY = "TECHNOLOGY", _("Technology")
    REGION = "REGION", _("Region")
    SECTOR = "SECTOR", _("Sector")
    REGULATION = "REGULATION", _("Export rule")


#: dimensions of which one thing can fall under several parts, so that the parts do not add up
OVERLAPPING = frozenset({Dimension.REGULATION})


class TallyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TallyQuerySet":
        """Return the tallies of programmes whose cases this person may see: officers and auditors."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(clock.now()))))


class Tally(models.Model):
    """One run over a programme; its inputs are hashed, so that a second run can be compared."""

    public_id = PublicIdField()
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="tallies", db_comment="Over which"
    )
    job_key = models.CharField(
        max_length=160, unique=True, db_comment="The job that made it, so that it is made once"
    )
    inputs_hash = models.CharField(max_length=64, db_comment="SHA-256 over the figures it rests on")
    frozen_hash = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="SHA-256 over its frozen inputs; empty where it was made before inputs were frozen",
    )
    last_transfer = models.BigIntegerField(
        default=0, db_comment="Id of the newest transfer it saw, so that it can be counted again"
    )
    made_at = models.DateTimeField(db_comment="When it was made")

    objects = TallyQuerySet.as_manager()

    class Meta:
        db_table_comment = "Runs of the tally"
        ordering: ClassVar = ["-pk"]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.program} {moment(self.made_at)}"

    def get_absolute_url(self) -> str:
        return reverse("tallies:detail", args=[self.public_id])


class TallyRow(models.Model):
    """Figures of one part of a programme within a run: whole won, whole kg CO2e."""

    tally = models.ForeignKey(Tally, on_delete=models.PROTECT, related_name="rows", db_comment="Which run")
    dimension = models.CharField(max_length=16, choices=Dimension, db_comment="By what")
    key = models.CharField(
        max_length=50, db_comment="Id, number or code of the part: consortium, tier, region, KSIC division"
    )
    label_ko = models.CharField(max_length=160, db_comment="Name in Korean, as it was")
    label_en = models.CharField(max_length=160, db_comment="Name in English, as it was")
    grants = models.PositiveIntegerField(db_comment="Number of grants")
    awarded_won = models.BigIntegerField(db_comment="Subsidy awarded, won")
    paid_won = models.BigIntegerField(db_comment="Subsidy received by firms, won")
    passed_on_won = models.BigIntegerField(
        db_comment="Contributions confirmed by receivers, won (never a subsidy)"
    )
    contributed_won = models.BigIntegerField(
        default=0, db_comment="Contributions received, where they now lie, won (never a subsidy)"
    )
    verified_kg = models.BigIntegerField(db_comment="Verified reduction, kg CO2e")

    class Meta:
        db_table_comment = "Figures of a tally"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="tallies_tallyrow_once", fields=["tally", "dimension", "key"]),
            models.CheckConstraint(
                name="tallies_tallyrow_dimension", condition=Q(dimension__in=Dimension.values)
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key}"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.label_en if get_language() == "en" else self.label_ko


class TallyInput(models.Model):
    """
    One thing that a run counted, as it was and stood that day: a case, or one consortium's share of a lot.

    Ids of cases are plain numbers, so that nothing that happens to a case can change what was counted. From
    these rows alone every figure of the run can be counted again.
    """

    tally = models.ForeignKey(Tally, on_delete=models.PROTECT, related_name="inputs", db_comment="Which run")
    kind = models.CharField(max_length=8, choices=SubjectKind, db_comment="CASE or LOT")
    item = models.BigIntegerField(db_comment="Id of the application, or of the statement that named the lot")
    consortium_key = models.BigIntegerField(db_comment="Consortium in whose total it was")
    anchor_key = models.BigIntegerField(db_comment="Its anchor firm; 0 where it could not be told")
    support_model = models.CharField(max_length=50, db_comment="Code of its support model, or none")
    firm_key = models.BigIntegerField(db_comment="Firm of the case or the lot")
    tier = models.PositiveSmallIntegerField(db_comment="The firm's tier in the consortium")
    region = models.CharField(max_length=50, db_comment="Region of the firm's head office")
    sector = models.CharField(max_length=50, db_comment="KSIC section and division of the firm")
    technologies = models.JSONField(
        default=dict,
        db_comment="What it counts for: {technology, or kind of cost that is none: weight}; a case by won",
    )
    rules = models.JSONField(default=list, db_comment="Export rules it served")
    grants = models.PositiveIntegerField(default=0, db_comment="Number of grants")
    awarded_won = models.BigIntegerField(default=0, db_comment="Subsidy awarded, won")
    paid_won = models.BigIntegerField(default=0, db_comment="Subsidy received, won")
    passed_on_won = models.BigIntegerField(default=0, db_comment="Contributions confirmed, won")
    contributed_won = models.BigIntegerField(default=0, db_comment="Contributions received, won")
    verified_kg = models.BigIntegerField(default=0, db_comment="Verified reduction, kg CO2e")

    class Meta:
        db_table_comment = "Frozen inputs of tallies"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="tallies_tallyinput_once", fields=["tally", "kind", "item", "consortium_key"]
            ),
            models.CheckConstraint(
                name="tallies_tallyinput_kind", condition=Q(kind__in=[SubjectKind.CASE, SubjectKind.LOT])
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.kind} {self.item}"

    @property
    def as_counted(self) -> Input:
        """The input as the count takes it."""
        place = {name: getattr(self, name) for name in PLACE} | {"rules": tuple(self.rules)}
        return Input(self.kind, self.item, **place, figures=Figures(*(getattr(self, n) for n in NAMES)))
