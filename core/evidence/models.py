"""Files under the hash of their content, what they prove, and marks that may exist only once."""

from pathlib import Path
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from core.workflow.models import PublicIdField, frozen_fields, immutable, tracked


class Blob(models.Model):
    """The bytes of a file, once, under their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True, db_comment="SHA-256 of the bytes, hexadecimal")
    size = models.BigIntegerField(db_comment="Number of bytes")
    media_type = models.CharField(
        max_length=80, db_comment="Media type, found in the bytes and not in the name"
    )

    class Meta:
        db_table_comment = "Contents of files"
        triggers: ClassVar = [immutable()]
        constraints: ClassVar = [
            models.CheckConstraint(name="evidence_blob_size", condition=models.Q(size__gt=0))
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> Path:
        """Where the bytes lie, below the setting EVIDENCE_ROOT."""
        return Path(settings.EVIDENCE_ROOT) / self.sha256[:2] / self.sha256[2:4] / self.sha256


@tracked
class Attachment(models.Model):
    """A file somebody handed in: its name, its content, and the case (kind, id) that claimed it."""

    public_id = PublicIdField()
    blob = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="attachments", db_comment="Its content"
    )
    filename = models.CharField(max_length=160, db_comment="Name it was handed in under, made harmless")
    owner_kind = models.CharField(  # noqa: DJ001 - frozen once it is not null
        max_length=24, null=True, db_comment="Kind of the case; empty until claimed"
    )
    owner_id = models.BigIntegerField(null=True, db_comment="Id of the case; empty until claimed")
    purpose = models.CharField(
        max_length=32, blank=True, db_comment="What it proves: quote, invoice, certificate …"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who handed it in"
    )
    uploaded_at = models.DateTimeField(db_comment="When it was handed in")

    class Meta:
        db_table_comment = "Files handed in"
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(name="evidence_attachment_owner", fields=["owner_kind", "owner_id"])
        ]
        triggers: ClassVar = [
            # Evidence is kept for five years (Act on the Management of Subsidies, art. 25).
            pgtrigger.Protect(
                name="kept_once_claimed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__owner_kind__isnull=False),
            ),
            frozen_fields(
                "attachment_frozen",
                "blob_id",
                "filename",
                "owner_kind",
                "owner_id",
                "uploaded_by_id",
                "uploaded_at",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def size(self) -> int:
        """Number of bytes of its content."""
        return self.blob.size

    @property
    def sha256(self) -> str:
        """Fingerprint of its content."""
        return self.blob.sha256


class Mark(models.Model):
    """Something that may serve only once anywhere: an invoice number, a serial number, a file hash."""

    kind = models.CharField(max_length=24, db_comment="invoice, serial …")
    value = models.CharField(max_length=120, db_comment="The number, in its normal form")
    owner_kind = models.CharField(max_length=24, db_comment="Kind of the case that used it")
    owner_id = models.BigIntegerField(db_comment="Id of the case that used it")
    at = models.DateTimeField(db_comment="When it was used")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who used it"
    )

    class Meta:
        db_table_comment = "Things that may serve only once"
        constraints: ClassVar = [models.UniqueConstraint(name="evidence_mark_once", fields=["kind", "value"])]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
