"""Snapshots of the public register: what was public at one moment, kept for good and never changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import PublicIdField, immutable
from reporting.register.public import RecordKind

KINDS = [kind.value for kind in RecordKind]


class Content(models.Model):
    """The records of one or several snapshots, known by their hash: equal records are kept once."""

    sha256 = models.CharField(
        max_length=64, unique=True, db_comment="SHA-256 over the records as JSON lines, hexadecimal"
    )
    records_number = models.PositiveIntegerField(db_comment="How many records there are")

    class Meta:
        db_table_comment = "Contents of the public register"
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.sha256


class Record(models.Model):
    """One public record: exactly the public fields of its kind, as they left the house."""

    content = models.ForeignKey(
        Content, on_delete=models.PROTECT, related_name="records", db_comment="Which content"
    )
    kind = models.CharField(
        max_length=12, choices=[(kind, kind) for kind in KINDS], db_comment="What it is a record of"
    )
    position = models.PositiveIntegerField(db_comment="Its place among those of its kind, from 0")
    data = models.JSONField(db_comment="The public fields by name (reporting/register/public.py)")

    class Meta:
        db_table_comment = "Records of the public register"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="register_record_place", fields=["content", "kind", "position"]),
            models.CheckConstraint(name="register_record_kind", condition=Q(kind__in=KINDS)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class Snapshot(models.Model):
    """The public register of one moment."""

    public_id = PublicIdField()
    content = models.ForeignKey(
        Content, on_delete=models.PROTECT, related_name="snapshots", db_comment="Its records"
    )
    job_key = models.CharField(max_length=120, unique=True, db_comment="The job that took it")
    taken_at = models.DateTimeField(db_comment="The moment all its records are of")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        db_comment="Who asked for it; empty where the clock did",
    )  # fmt: skip

    class Meta:
        db_table_comment = "Snapshots of the public register"
        ordering: ClassVar = ["-taken_at", "-pk"]
        verbose_name = _("snapshot of the register")
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("register:snapshot", args=[self.public_id])

    @property
    def sha256(self) -> Any:
        """The hash over its records, hexadecimal."""
        return self.content.sha256
