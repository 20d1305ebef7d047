"""What was told when: reminders, escalations and digests; and how each person wants to hear."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.inbox.ladder import Tier
from core.inbox.models.items import Item
from core.inbox.registry import How
from core.workflow.models import immutable, tracked


class NudgeKind(models.TextChoices):
    REMINDER = "REMINDER", _("Reminder")
    ESCALATION = "ESCALATION", _("Told to the next responsible")


class Nudge(models.Model):
    """
    One reminder or escalation of one piece of work, for one due day. Never changed.

    A piece of work that comes back with another due day is reminded of anew.
    """

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="nudges", db_comment="The work that waits"
    )
    kind = models.CharField(max_length=12, choices=NudgeKind, db_comment="Reminder or escalation")
    due_on = models.DateField(db_comment="Due day of the work when this was sent")
    step = models.PositiveSmallIntegerField(
        db_comment="Of a reminder: days before the due day; of an escalation: which step, from 1"
    )
    tier = models.CharField(
        max_length=16, blank=True, choices=Tier, db_comment="Of an escalation: who was told"
    )
    at = models.DateTimeField(db_comment="When")

    class Meta:
        db_table_comment = "Reminders and escalations of open work"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="inbox_nudge_once", fields=["item", "kind", "due_on", "step"]),
            models.CheckConstraint(name="inbox_nudge_kind", condition=Q(kind__in=NudgeKind.values)),
            models.CheckConstraint(name="inbox_nudge_tier", condition=Q(tier__in=["", *Tier.values])),
            models.CheckConstraint(
                name="inbox_nudge_escalation_tells_somebody",
                condition=Q(kind="REMINDER", tier="") | (Q(kind="ESCALATION", step__gt=0) & ~Q(tier="")),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on} ({self.step})"


class DigestDay(models.Model):
    """The span of time that the digests of one day tell of. Never changed."""

    day = models.DateField(unique=True, db_comment="Day of the digests in Asia/Seoul")
    since_at = models.DateTimeField(db_comment="They tell of what was opened after this moment")
    until_at = models.DateTimeField(db_comment="And up to this one")

    class Meta:
        db_table_comment = "Days on which digests went out"
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.CheckConstraint(name="inbox_digestday_span", condition=Q(since_at__lt=F("until_at")))
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


@tracked
class Choice(models.Model):
    """How one person wants to hear of one kind of item; without a row, as the kind says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Whose choice"
    )
    kind = models.CharField(max_length=48, db_comment="Kind of item")
    how = models.CharField(
        max_length=8, choices=How, db_comment="At once, once a day, or in the work list only"
    )

    class Meta:
        db_table_comment = "How people want to hear of what waits for them"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="inbox_choice_once", fields=["user", "kind"]),
            models.CheckConstraint(name="inbox_choice_how", condition=Q(how__in=How.values)),
        ]

    def __str__(self) -> str:
        chosen: Any = self.get_how_display()
        return f"{self.kind}: {chosen}"
