"""What lies around a draft: entries that are not finished, and who passed it to whom inside the firm."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.models.cases import Application
from core.workflow.models import immutable
from programs.models import Consortium


class DraftEntry(models.Model):
    """
    What one person typed into one form and could not be saved yet; gone once the form is handed in.

    `form` names the form inside its case: a new cost item of one technology, one cost item, a section. Before
    there is a case the form stands on its consortium.
    """

    application = models.ForeignKey(
        Application,
        null=True,
        on_delete=models.PROTECT,
        related_name="draft_entries",
        db_comment="In which draft it was typed; empty while there is none",
    )
    consortium = models.ForeignKey(
        Consortium,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="For which consortium a case is being begun; empty for a draft there is",
    )
    form = models.CharField(max_length=120, db_comment="Name of the form inside its case")
    values = models.JSONField(db_comment="What was typed, as texts by field; a file as its id")
    at = models.DateTimeField(db_comment="When a field was last kept")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who typed it"
    )

    class Meta:
        db_table_comment = "Entries of drafts that are not finished"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="applications_draftentry_once", fields=["application", "consortium", "form", "by"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="applications_draftentry_place",
                condition=Q(application__isnull=False, consortium__isnull=True)
                | Q(application__isnull=True, consortium__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application or self.consortium}: {self.form}"


class HandOver(models.Model):
    """A draft passed on inside the firm: to a colleague, or to its representatives so that they submit it."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="hand_overs", db_comment="Which draft"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Colleague who goes on; empty: the firm's representatives, who submit",
    )
    note = models.TextField(blank=True, db_comment="What the colleague should know; read in the firm only")
    at = models.DateTimeField(db_comment="When it was passed on")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who passed it on"
    )

    class Meta:
        db_table_comment = "Drafts passed on inside a firm"
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.application}: {self.by} → {self.to}"
