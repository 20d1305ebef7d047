"""What assessing officers found."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from core.workflow.models import immutable


class Recommendation(models.TextChoices):
    AWARD = "AWARD", _("Award")
    REFUSE = "REFUSE", _("Refuse")
    RESERVE = "RESERVE", _("Reserve list")


#: what one officer recommends alone; the reserve list is a panel's
RECOMMENDED_ALONE = (Recommendation.AWARD, Recommendation.REFUSE)


class Assessment(models.Model):
    """What the assessing officer found. Never changed; a later one is added."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assessments", db_comment="What was assessed"
    )
    recommendation = models.CharField(
        max_length=8, choices=Recommendation, db_comment="What the officer recommends"
    )
    recommended_won = models.BigIntegerField(null=True, db_comment="Amount recommended, won")
    finding = models.TextField(
        db_comment="Legality, arithmetic, ability to pay the self-burden (Act, art. 17)"
    )
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who assessed"
    )

    class Meta:
        db_table_comment = "Assessments"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="applications_assessment_recommendation",
                condition=Q(recommendation__in=Recommendation.values),
            )
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_recommendation_display()}"
