"""Bundles of evidence: the files of a sample or of a grant as one ZIP with its manifest."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.evidence.models import Blob
from core.workflow import clock
from core.workflow.models import PublicIdField, VersionedQuerySet, immutable
from disbursements.models import Grant
from programs.models import Program
from programs.models.programmes import within
from reporting.auditing.models.samples import Sample
from reporting.auditing.permissions import AUDIT


class BundleQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "BundleQuerySet":
        """Return the bundles of the programmes that the person audits."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(AUDIT, clock.day(clock.now()))))

    def with_names(self) -> "BundleQuerySet":
        """Fetch along what a page about a bundle names."""
        return self.select_related("program", "sample__program", "grant__application", "blob", "made_by")


class EvidenceBundle(models.Model):
    """One ZIP of evidence, as the files were when it was made. Never changed."""

    public_id = PublicIdField()
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="evidence_bundles", db_comment="Of which programme"
    )
    sample = models.ForeignKey(
        Sample, null=True, on_delete=models.PROTECT, related_name="bundles", db_comment="Of which sample"
    )
    grant = models.ForeignKey(
        Grant, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Or of which grant alone"
    )
    job_key = models.CharField(
        max_length=160, unique=True, db_comment="The job that made it, so that it is made once"
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_comment="The ZIP")
    manifest_hash = models.CharField(max_length=64, db_comment="SHA-256 of manifest.json in it")
    files_total = models.PositiveIntegerField(db_comment="Files that its manifest names")
    files_lacking = models.PositiveIntegerField(
        db_comment="Of them those that were missing, or whose bytes no longer had their hash"
    )
    made_at = models.DateTimeField(db_comment="When it was made")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who asked for it"
    )

    objects: ClassVar[Any] = BundleQuerySet.as_manager()

    class Meta:
        db_table_comment = "Bundles of evidence for auditors"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="auditing_evidencebundle_subject",
                condition=Q(sample__isnull=True, grant__isnull=False)
                | Q(sample__isnull=False, grant__isnull=True),
            ),
            models.CheckConstraint(
                name="auditing_evidencebundle_files", condition=Q(files_lacking__lte=models.F("files_total"))
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return str(self.sample or self.grant)

    def get_absolute_url(self) -> str:
        return reverse("auditing:bundle", args=[self.public_id])

    @property
    def filename(self) -> str:
        """The name it is downloaded under."""
        return f"evidence-{self.program.code}-{self.blob.sha256[:12]}.zip"
