"""What the eligibility of an application rested on: rows that never change."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.eligibility.outcomes import Answer, Moment, Outcome
from applications.models.cases import Application
from core.workflow.models import immutable


class EligibilityCheck(models.Model):
    """One look at an application's eligibility: all that the rules looked at, under one hash."""

    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        related_name="eligibility_checks",
        db_comment="Whose eligibility",
    )
    moment = models.CharField(max_length=12, choices=Moment, db_comment="At which step of the case")
    outcome = models.CharField(max_length=8, choices=Outcome, db_comment="The gravest of its findings")
    inputs = models.JSONField(
        db_comment="moment, at, facts and read_at by rule: all that the rules looked at"
    )
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the inputs, canonically written")
    at = models.DateTimeField(db_comment="When it was checked")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Whose step it was"
    )

    class Meta:
        db_table_comment = "What the eligibility of applications rested on"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="applications_eligibilitycheck_moment", condition=Q(moment__in=Moment.values)
            ),
            models.CheckConstraint(
                name="applications_eligibilitycheck_outcome", condition=Q(outcome__in=Outcome.values)
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_moment_display()}"


class EligibilityFinding(models.Model):
    """What one rule answered, since when its facts are known, and how long they hold."""

    snapshot = models.ForeignKey(
        EligibilityCheck, on_delete=models.PROTECT, related_name="findings", db_comment="In which look"
    )
    position = models.PositiveSmallIntegerField(db_comment="Order of the rules")
    rule = models.CharField(max_length=24, db_comment="Code of the rule")
    outcome = models.CharField(max_length=8, choices=Outcome, db_comment="Passed, warned or blocked")
    reason = models.CharField(max_length=24, db_comment="Reason, as the rule's code for it")
    figures = models.JSONField(default=dict, db_comment="What fills the words of the reason, as texts")
    read_at = models.DateTimeField(db_comment="When its facts were read")
    fresh_until = models.DateTimeField(
        null=True, db_comment="Until when its facts hold; empty: they are read anew at every look"
    )

    class Meta:
        db_table_comment = "What each rule of eligibility answered"
        ordering: ClassVar = ["snapshot", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_eligibilityfinding_once", fields=["snapshot", "rule"]),
            models.CheckConstraint(
                name="applications_eligibilityfinding_outcome", condition=Q(outcome__in=Outcome.values)
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.rule}: {self.outcome}"

    @property
    def answer(self) -> Answer:
        """The rule's answer as the rules give it."""
        return Answer(self.outcome, self.reason, self.figures)
