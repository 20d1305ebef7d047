"""Documents that leave the house: PDFs made by jobs, with the hash of the facts they state."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Blob
from core.workflow import clock
from core.workflow.models import PublicIdField, immutable
from programs.models import Consortium
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.documents.codes import shown

LANGUAGES = {"ko": _("Korean"), "en": _("English")}


class Kind(models.TextChoices):
    CHAIN_AUDIT = "CHAIN_AUDIT", _("Audit dossier of a chain")


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Return the documents of an official's programmes: they hold what suppliers show nobody else."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(clock.now())), "consortium__program"))

    def with_parties(self) -> "DocumentQuerySet":
        """Load what a page says of a document with it."""
        return self.select_related("consortium__program__office", "blob", "figures", "made_by")


class Document(models.Model):
    """One PDF about one consortium's chain: which facts (hash), which bytes (blob). Never changed."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=16, choices=Kind, db_comment="What it is")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="documents", db_comment="What it is about"
    )
    language = models.CharField(max_length=2, db_comment="ko or en")
    facts_hash = models.CharField(max_length=64, db_comment="SHA-256 over the facts it states")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_comment="The PDF")
    figures = models.ForeignKey(
        Blob, null=True, on_delete=models.PROTECT, related_name="+",
        db_comment="The facts it states and carries, as JSON; older documents carry none",
    )  # fmt: skip
    pages = models.PositiveIntegerField(db_comment="Number of pages")
    made_at = models.DateTimeField(db_comment="When it was made")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who asked for it"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        db_table_comment = "Documents made"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="documents_document_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="documents_document_language", condition=Q(language__in=["ko", "en"])
            ),
            models.UniqueConstraint(
                name="documents_document_once", fields=["kind", "consortium", "language", "facts_hash"]
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="documents_document_code", fields=["facts_hash"], opclasses=["varchar_pattern_ops"]
            )
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.consortium}"

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.public_id])

    @property
    def language_words(self) -> Any:
        """The language it is written in, in words."""
        return LANGUAGES[self.language]

    @property
    def code(self) -> str:
        """The code printed in it, under which anybody may verify it."""
        return shown(self.facts_hash)

    @property
    def filename(self) -> str:
        """The name it is downloaded under."""
        return f"audit-{self.consortium.public_id}-{self.language}-{self.facts_hash[:8]}.pdf"
