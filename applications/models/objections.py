"""A firm's objection to a decision (이의신청; Act on the Management of Subsidies, art. 37)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models.cases import Application
from applications.models.conditions import OfDecision
from applications.workflow.decisions import (
    OBJECTION_TONES,
    OBJECTION_TRANSITIONS,
    Against,
    ObjectionStatus,
)
from core.workflow.models import Case, StatusChange, counts_versions, frozen_fields, tracked


@tracked
class Objection(Case):
    """One objection: against what, on which grounds, until when it is answered, and the answer."""

    transitions = OBJECTION_TRANSITIONS
    tones = OBJECTION_TONES

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="objections", db_comment="To whose decision"
    )
    against = models.CharField(
        gettext_lazy("against"), max_length=12, choices=Against, db_comment="Refusal, amount or conditions"
    )
    grounds = models.TextField(gettext_lazy("grounds"), db_comment="Why the firm objects")
    decision_at = models.DateTimeField(db_comment="When the decision was taken and its notice given")
    decision_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who decided"
    )
    decided_won = models.BigIntegerField(
        null=True, db_comment="Own part that the decision awarded, won; empty for a refusal"
    )
    decided_regrant_won = models.BigIntegerField(
        default=0, db_comment="What the decision awarded for handing on, won"
    )
    status = models.CharField(
        max_length=12,
        choices=ObjectionStatus,
        default=ObjectionStatus.FILED,
        db_comment="How far the objection is",
    )
    filed_at = models.DateTimeField(db_comment="When it was filed")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who filed it"
    )
    due_on = models.DateField(db_comment="Day until which the office answers")
    extended_at = models.DateTimeField(null=True, db_comment="When the answer was put off; only once")
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who did"
    )
    extension_reason = models.TextField(blank=True, db_comment="Why the answer was put off")
    answer = models.TextField(gettext_lazy("answer"), blank=True, db_comment="The office's answer")
    answered_at = models.DateTimeField(null=True, db_comment="When it was answered")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who answered: another person than decided",
    )

    objects: ClassVar[Any] = OfDecision.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Objections to decisions"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            OBJECTION_TRANSITIONS.constraint("applications_objection_status"),
            models.CheckConstraint(
                name="applications_objection_against",
                condition=Q(against="REFUSAL", decided_won__isnull=True, decided_regrant_won=0)
                | Q(against__in=["AMOUNT", "CONDITIONS"], decided_won__gte=0, decided_regrant_won__gte=0),
            ),
            models.CheckConstraint(
                name="applications_objection_four_eyes",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("decision_by")),
            ),
            models.CheckConstraint(
                name="applications_objection_answered",
                condition=Q(status__in=["FILED", "WITHDRAWN"])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="applications_objection_once",
                fields=["application", "decision_at"],
                condition=~Q(status="WITHDRAWN"),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            OBJECTION_TRANSITIONS.trigger(),
            frozen_fields(
                "objection_frozen",
                "application_id",
                "against",
                "grounds",
                "decision_at",
                "decision_by_id",
                "decided_won",
                "decided_regrant_won",
                "filed_at",
                "filed_by_id",
                "extended_at",
                "extended_by_id",
                "answered_at",
                "answered_by_id",
            ),
        ]

    def __str__(self) -> str:
        return _("Objection: %(case)s") % {"case": self.application}

    def get_absolute_url(self) -> str:
        return reverse("applications:objection", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer."""
        return self.status == ObjectionStatus.FILED


class ObjectionChange(StatusChange):
    """A step of an objection."""

    case = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="changes", db_comment="Which objection"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of objections"
