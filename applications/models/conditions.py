"""What a firm has to fulfil for an award to stand: a text, a day, and what came of it."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from applications.readers import Part
from applications.workflow.decisions import CONDITION_TONES, CONDITION_TRANSITIONS, ConditionStatus
from core.evidence.models import Attachment
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)


class OfDecision(VersionedQuerySet):
    """Rows that whoever reads the decision on their case may read."""

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "OfDecision":
        """Return those of the cases whose decision this person may read."""
        return self.filter(application__in=Application.objects.visible_to(user, at, part=Part.DECISION))

    def open(self) -> "OfDecision":
        """Return conditions that the firm has still to fulfil."""
        return self.filter(status=ConditionStatus.SET)


@tracked
class AwardCondition(Case):
    """One condition of an award (Act on the Management of Subsidies, art. 18): its text and its last day."""

    transitions = CONDITION_TRANSITIONS
    tones = CONDITION_TONES

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="conditions", db_comment="Of which award"
    )
    position = models.PositiveSmallIntegerField(db_comment="Its number in the decision, from 1")
    text_ko = models.TextField(_("condition (Korean)"), db_comment="What is to be fulfilled, in Korean")
    text_en = models.TextField(
        _("condition (English)"), blank=True, db_comment="The same in English; empty if only Korean"
    )
    due_on = models.DateField(_("until"), db_comment="Last day")
    status = models.CharField(
        max_length=12, choices=ConditionStatus, default=ConditionStatus.SET, db_comment="How far it is"
    )
    set_at = models.DateTimeField(db_comment="When it was decided")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who decided it"
    )
    evidence = models.ForeignKey(
        Attachment,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The firm's newest proof",
    )

    objects: ClassVar[Any] = OfDecision.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Conditions of awards"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            CONDITION_TRANSITIONS.constraint("applications_awardcondition_status"),
            models.UniqueConstraint(
                name="applications_awardcondition_position", fields=["application", "set_at", "position"]
            ),
            models.CheckConstraint(
                name="applications_awardcondition_proven",
                condition=~models.Q(status__in=["REPORTED", "FULFILLED"]) | models.Q(evidence__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            CONDITION_TRANSITIONS.trigger(),
            frozen_fields(
                "condition_frozen", "application_id", "position", "text_ko", "text_en", "due_on", "set_at"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.application.get_absolute_url()}#conditions"

    @property
    def text(self) -> str:
        """The condition in the reader's language, else in Korean."""
        return self.text_en if get_language() == "en" and self.text_en else self.text_ko


class ConditionChange(StatusChange):
    """A step of a condition."""

    case = models.ForeignKey(
        AwardCondition, on_delete=models.PROTECT, related_name="changes", db_comment="Which condition"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of conditions of awards"
