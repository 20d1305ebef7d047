"""Letters about decisions, kept as they were sent."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from applications.models.cases import Application
from applications.models.conditions import OfDecision
from applications.models.holders import Holder
from applications.models.querysets import own_firms
from applications.workflow.decisions import Language, LetterKind
from core.workflow.models import PublicIdField, immutable


class LetterQuerySet(OfDecision):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """
        Return the letters of the cases whose decision this person may read.

        A firm that handed its case over keeps those it was sent, the one about the hand-over included.
        """
        held = Holder.objects.former().filter(
            firm__in=own_firms(user, at), application=OuterRef("application"), until_at__gte=OuterRef("at")
        )
        return self.filter(Q(pk__in=super().visible_to(user, at)) | Exists(held))


class Letter(models.Model):
    """One letter in one language, as it was sent. Never changed."""

    public_id = PublicIdField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="letters", db_comment="About which case"
    )
    kind = models.CharField(max_length=20, choices=LetterKind, db_comment="What the letter says")
    about = models.CharField(
        max_length=60,
        blank=True,
        db_comment="Which step of which part of the case, as payment:7:4; empty: the case itself",
    )
    language = models.CharField(max_length=2, choices=Language, db_comment="ko or en")
    subject = models.CharField(max_length=240, db_comment="Its subject")
    body = models.TextField(db_comment="Its text, as it was sent")
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of subject, a line break and body")
    at = models.DateTimeField(db_comment="When it was sent")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who decided it"
    )

    objects: ClassVar[Any] = LetterQuerySet.as_manager()

    class Meta:
        db_table_comment = "Letters about decisions, as they were sent"
        ordering: ClassVar = ["-at", "kind", "-language"]
        constraints: ClassVar = [
            models.CheckConstraint(name="applications_letter_kind", condition=Q(kind__in=LetterKind.values)),
            models.CheckConstraint(
                name="applications_letter_language", condition=Q(language__in=Language.values)
            ),
            models.UniqueConstraint(
                name="applications_letter_once", fields=["application", "kind", "about", "language", "at"]
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("applications:letter", args=[self.public_id])
