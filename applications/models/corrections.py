"""What the office returned line by line, and what became of each line."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from applications.readers import Part
from applications.workflow.decisions import Outcome
from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, frozen_fields, tracked


class CorrectionQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "CorrectionQuerySet":
        """Return the lines of the cases whose reasons this person may read."""
        return self.filter(application__in=Application.objects.visible_to(user, at, part=Part.REASONS))

    def waiting(self) -> "CorrectionQuerySet":
        """Return those that were not submitted again yet."""
        return self.filter(answered_at__isnull=True)


@tracked
class Correction(Versioned):
    """One line of a returned case: which thing, as it was, why; later what it became and the firm's words."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="corrections", db_comment="Which case"
    )
    round_number = models.PositiveSmallIntegerField(db_comment="Which return of the case, from 1")
    subject_kind = models.CharField(max_length=12, db_comment="Kind of thing: see applications.points")
    subject_key = models.CharField(max_length=64, db_comment="Which one: id, short name or field")
    label = models.CharField(max_length=240, db_comment="What the thing was called when it was returned")
    before = models.JSONField(db_comment="Its fields as they were: [[field, value]]")
    reason = models.TextField(_("reason"), db_comment="What is to be corrected, and why")
    at = models.DateTimeField(db_comment="When it was returned")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who returned it"
    )
    reply = models.TextField(_("reply"), blank=True, db_comment="The firm's words: why it stays")
    replied_at = models.DateTimeField(null=True, db_comment="When the firm last replied")
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who replied",
    )
    outcome = models.CharField(
        max_length=12, blank=True, choices=Outcome, db_comment="What became of it; empty until then"
    )
    after = models.JSONField(null=True, db_comment="Its fields as submitted again: [[field, value]]")
    answered_at = models.DateTimeField(null=True, db_comment="When it was submitted again")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who submitted it again",
    )

    objects: ClassVar[Any] = CorrectionQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Lines of returned cases"
        ordering: ClassVar = ["round_number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="applications_correction_once",
                fields=["application", "round_number", "subject_kind", "subject_key"],
            ),
            models.CheckConstraint(
                name="applications_correction_outcome",
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(outcome__in=Outcome.values, answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="applications_correction_stays_with_a_reply", condition=~Q(outcome="UNCHANGED", reply="")
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields(
                "correction_frozen",
                "application_id",
                "round_number",
                "subject_kind",
                "subject_key",
                "label",
                "before",
                "reason",
                "at",
                "by_id",
                "after",
                "answered_at",
                "answered_by_id",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return f"{self.application.get_absolute_url()}?tab=corrections"
