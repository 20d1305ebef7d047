"""What was handed over, row by row, and what the network's status files say about it. Never changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment, Blob
from core.workflow import clock
from core.workflow.models import PublicIdField, VersionedQuerySet, immutable
from programs.models import Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.exports.steps import Step


class Change(models.TextChoices):
    NEW = "NEW", _("New")
    SAME = "SAME", _("Unchanged")
    CHANGED = "CHANGED", _("Changed")
    VANISHED = "VANISHED", _("No longer there")


class Gap(models.TextChoices):
    UNKNOWN_HERE = "UNKNOWN_HERE", _("Unknown here")
    MISSING_THERE = "MISSING_THERE", _("Missing there")
    OTHER_AMOUNT = "OTHER_AMOUNT", _("Other amount")
    OTHER_STATUS = "OTHER_STATUS", _("Other status")


class PackQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "PackQuerySet":
        """Return the packs of an official's programmes; nobody else sees one."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(clock.now()))))


class ExportPack(models.Model):
    """One file for the state's network: one step of one programme, as it was at a moment."""

    public_id = PublicIdField()
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="export_packs", db_comment="Of which programme"
    )
    step = models.CharField(max_length=12, choices=Step, db_comment="Which step of the life cycle")
    number = models.PositiveIntegerField(db_comment="1, 2, 3 … within programme and step")
    before = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="after",
        db_comment="The pack it is compared with",
    )
    job_key = models.CharField(
        max_length=160, unique=True, db_comment="The job that made it, so that it is made once"
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_comment="The ZIP")
    rows_hash = models.CharField(max_length=64, db_comment="SHA-256 over all rows in their order")
    rows_total = models.PositiveIntegerField(db_comment="Rows in the file")
    rows_new = models.PositiveIntegerField(db_comment="Rows that the pack before had not")
    rows_changed = models.PositiveIntegerField(db_comment="Rows that the pack before had otherwise")
    rows_vanished = models.PositiveIntegerField(db_comment="Rows that only the pack before had")
    made_at = models.DateTimeField(db_comment="When it was made")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who asked for it"
    )

    objects: ClassVar[Any] = PackQuerySet.as_manager()

    class Meta:
        db_table_comment = "Export packs for the state's network"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="exports_exportpack_step", condition=Q(step__in=Step.values)),
            models.UniqueConstraint(name="exports_exportpack_number", fields=["program", "step", "number"]),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_step_display()} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("exports:detail", args=[self.public_id])

    @property
    def filename(self) -> str:
        """The name it is downloaded under."""
        return f"{self.program.code}-{self.step.lower()}-{self.number:03}.zip"


class ExportRow(models.Model):
    """One row of a pack: its values, and how they differ from the pack before. Never changed."""

    pack = models.ForeignKey(
        ExportPack, on_delete=models.PROTECT, related_name="rows", db_comment="Which pack"
    )
    key = models.CharField(max_length=40, db_comment="Number of the case it is about")
    values = models.JSONField(db_comment="{heading: value} as in the file; of one that vanished, its last")
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 over the values")
    change = models.CharField(max_length=8, choices=Change, db_comment="Against the pack before")
    were = models.JSONField(default=dict, db_comment="{heading: value before} of what changed")

    class Meta:
        db_table_comment = "Rows of export packs"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="exports_exportrow_change", condition=Q(change__in=Change.values)),
            models.UniqueConstraint(name="exports_exportrow_once", fields=["pack", "key"]),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.key

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """What changed: heading, before, now."""
        return [(heading, was, self.values.get(heading)) for heading, was in self.were.items()]


class StatusFile(models.Model):
    """What the network says about a pack, as a file that was read back. Never changed."""

    public_id = PublicIdField()
    pack = models.ForeignKey(
        ExportPack, on_delete=models.PROTECT, related_name="status_files", db_comment="About which pack"
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The file"
    )
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of its bytes: the same file is read once")
    rows_total = models.PositiveIntegerField(db_comment="Rows in the file")
    read_at = models.DateTimeField(db_comment="When it was read")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who read it back"
    )

    class Meta:
        db_table_comment = "Status files of the state's network"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="exports_statusfile_once", fields=["pack", "sha256"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.attachment.filename


class StatusGap(models.Model):
    """One difference between a status file and its pack. Never changed."""

    file = models.ForeignKey(
        StatusFile, on_delete=models.PROTECT, related_name="gaps", db_comment="Which file"
    )
    line = models.PositiveIntegerField(
        null=True, db_comment="Row in the file; empty for one that is missing there"
    )
    key = models.CharField(max_length=40, db_comment="Number of the case")
    kind = models.CharField(max_length=16, choices=Gap, db_comment="What differs")
    here = models.CharField(max_length=80, blank=True, db_comment="What the pack says")
    there = models.CharField(max_length=80, blank=True, db_comment="What the file says")

    class Meta:
        db_table_comment = "Differences between status files and packs"
        ordering: ClassVar = ["line", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="exports_statusgap_kind", condition=Q(kind__in=Gap.values))
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_kind_display()}"
