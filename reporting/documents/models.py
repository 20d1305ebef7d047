"""Documents that leave the house: PDFs made by jobs, with the hash of the facts they state."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Blob
from core.workflow import clock
from core.workflow.models import PublicIdField, immutable
from programs.models import Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.documents.codes import shown
from reporting.documents.kinds import Kind, Period

LANGUAGES = {"ko": _("Korean"), "en": _("English")}

#: kind → the rows whose documents a person may read; filled from the recipes in `AppConfig.ready()`
READERS: dict[str, Callable[[Any], models.QuerySet[Any]]] = {}


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Return the documents about what this person may read."""
        return self._readable(user, READERS)

    def few_visible_to(self, user: Any) -> "DocumentQuerySet":
        """Return the same of a few documents: one query tells their kinds, and no other kind is asked for."""
        return self._readable(user, set(self.order_by().values_list("kind", flat=True)))

    def _readable(self, user: Any, kinds: Iterable[str]) -> "DocumentQuerySet":
        seen = Q(pk__in=[])
        for kind in kinds:
            seen |= Q(kind=kind, subject_id__in=READERS[kind](user).values("pk"))
        return self.filter(seen)

    def about(self, kind: str, subject: Any) -> "DocumentQuerySet":
        """Return the documents of one kind about one row."""
        return self.filter(kind=kind, subject_id=subject.pk)

    def with_parties(self) -> "DocumentQuerySet":
        """Load what a page says of a document with it."""
        return self.select_related("program__office", "figures", "made_by").prefetch_related(
            "volumes__blob", "signatures"
        )


class Document(models.Model):
    """One document about one row in one language: which facts (hash), which files. Never changed."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=24, choices=Kind, db_comment="What it is")
    subject_id = models.BigIntegerField(db_comment="Which row it is about; the kind says of which table")
    about = models.CharField(max_length=300, db_comment="What it is about, as it was called when it was made")
    program = models.ForeignKey(
        Program,
        on_delete=models.PROTECT,
        related_name="documents",
        db_comment="Of which programme it is",
    )
    from_on = models.DateField(null=True, db_comment="First day of a report's period; empty: not of a period")
    until_on = models.DateField(null=True, db_comment="Last day of a report's period; empty: not of a period")
    language = models.CharField(max_length=2, db_comment="ko or en")
    facts_hash = models.CharField(max_length=64, db_comment="SHA-256 over the facts it states")
    figures = models.ForeignKey(
        Blob, null=True, on_delete=models.PROTECT, related_name="+",
        db_comment="The facts it states and carries, as JSON; older documents carry none",
    )  # fmt: skip
    pages = models.PositiveIntegerField(db_comment="Number of pages, of all volumes")
    size = models.PositiveBigIntegerField(db_comment="Size in bytes, of all volumes")
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
            models.CheckConstraint(
                name="documents_document_period",
                condition=Q(from_on__isnull=True, until_on__isnull=True) | Q(from_on__lte=F("until_on")),
            ),
            models.UniqueConstraint(
                name="documents_document_once",
                fields=["kind", "subject_id", "from_on", "until_on", "language", "facts_hash"],
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="documents_document_code", fields=["facts_hash"], opclasses=["varchar_pattern_ops"]
            )
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}"

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
    def period(self) -> Period | None:
        """The days it is about, if it is a report."""
        if self.from_on is None or self.until_on is None:
            return None
        return Period(self.from_on, self.until_on)

    @property
    def name(self) -> str:
        """The name its files are downloaded under, without the ending."""
        return f"{Kind(self.kind).slug}-{self.language}-{self.facts_hash[:8]}"


class Bundled(models.TextChoices):
    """What a bundle holds: kinds of documents, one of each case."""

    GRANT_AUDIT = Kind.GRANT_AUDIT.value, _("Audit dossiers of all grants")
    CONSORTIUM_AUDIT = Kind.CONSORTIUM_AUDIT.value, _("Audit dossiers of all consortia")


class BundleQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BundleQuerySet":
        """Return the bundles of the programmes whose cases this person reads for an office."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(clock.now()))))


class Bundle(models.Model):
    """All dossiers of a programme in one ZIP, in one language. Never changed."""

    public_id = PublicIdField()
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="bundles", db_comment="Of which programme it is"
    )
    kind = models.CharField(max_length=24, choices=Bundled, db_comment="Which dossiers it holds")
    language = models.CharField(max_length=2, db_comment="ko or en")
    documents = models.PositiveIntegerField(db_comment="Number of dossiers")
    pages = models.PositiveIntegerField(db_comment="Number of pages, of all dossiers")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_comment="The ZIP")
    made_at = models.DateTimeField(db_comment="When it was made")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who asked for it"
    )

    objects = BundleQuerySet.as_manager()

    class Meta:
        db_table_comment = "All dossiers of a programme as one file"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="documents_bundle_kind", condition=Q(kind__in=Bundled.values)),
            models.CheckConstraint(name="documents_bundle_language", condition=Q(language__in=["ko", "en"])),
            models.UniqueConstraint(
                name="documents_bundle_once", fields=["program", "kind", "language", "blob"]
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.program} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("documents:bundle", args=[self.public_id])

    @property
    def language_words(self) -> Any:
        """The language its dossiers are written in, in words."""
        return LANGUAGES[self.language]

    @property
    def name(self) -> str:
        """The name it is downloaded under, without the ending."""
        slug = Kind(self.kind).slug
        return f"{slug}-{self.language}-{self.program.public_id[:8]}-{self.blob.sha256[:8]}"


class Volume(models.Model):
    """One file of a document: a long one is bound in several, each of no more pages than can be handled."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="volumes", db_comment="Of which document"
    )
    number = models.PositiveSmallIntegerField(db_comment="Its place in the document, from 1")
    first_page = models.PositiveIntegerField(db_comment="The page of the document it begins with")
    pages = models.PositiveIntegerField(db_comment="Number of pages")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_comment="The PDF")

    class Meta:
        db_table_comment = "Files of documents"
        ordering: ClassVar = ["document_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="documents_volume_once", fields=["document", "number"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"

    @property
    def last_page(self) -> int:
        """The page of the document it ends with."""
        return self.first_page + self.pages - 1


class Signature(models.Model):
    """Who stood by a document with their name, when, over which facts. Void once the facts are others."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="signatures", db_comment="What was signed"
    )
    name = models.CharField(max_length=120, db_comment="The name as it was typed")
    facts_hash = models.CharField(max_length=64, db_comment="SHA-256 over the facts that were signed")
    signed_at = models.DateTimeField(db_comment="When it was signed")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who signed"
    )

    class Meta:
        db_table_comment = "Signatures by name under documents"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="documents_signature_once", fields=["document", "signed_by"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.name} {self.document}"
