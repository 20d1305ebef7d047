"""A panel over the applications of a call: its criteria, its cases, and how reviewers were drawn."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from core.workflow.transitions import Transitions
from programs.models import Call, Criterion
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


class PanelStatus(models.TextChoices):
    OPENED = "OPENED", _("Scores are collected")
    CLOSED = "CLOSED", _("Closed")


PANEL_TRANSITIONS = Transitions(
    {PanelStatus.OPENED: frozenset({PanelStatus.CLOSED}), PanelStatus.CLOSED: frozenset()}
)


class PanelQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "PanelQuerySet":
        """Return the panels of the programmes whose cases this person reads for an office."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "call__program"))


def closed_panels_stay() -> pgtrigger.Trigger:
    """Return the trigger that refuses any change of a panel that was closed."""
    return pgtrigger.Trigger(
        name="closed_panels_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF OLD.status = 'CLOSED' THEN RAISE EXCEPTION 'closed_panels_stay: the panel is closed';"
            " END IF; RETURN NEW;"
        ),
    )


@tracked
class Panel(Case):
    """Reviewers over the submitted applications of a call, from the drawing to the minutes."""

    transitions = PANEL_TRANSITIONS
    tones: ClassVar = {"OPENED": "info", "CLOSED": "success"}

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="panels", db_comment="Its call")
    status = models.CharField(
        max_length=8, choices=PanelStatus, default=PanelStatus.OPENED, db_comment="How far it is"
    )
    per_application = models.PositiveSmallIntegerField(db_comment="Reviewers for each application")
    due_on = models.DateField(db_comment="Day until which reviewers hand in their scores")
    seed = models.CharField(max_length=40, db_comment="Stated seed from which reviewers are drawn")
    flagged_spread = models.PositiveSmallIntegerField(
        db_comment="Points between highest and lowest total from which a spread is flagged"
    )
    minutes = models.TextField(blank=True, db_comment="Minutes of the panel")
    budget_won = models.BigIntegerField(
        null=True, db_comment="What was left in the call when the panel was closed, won"
    )
    opened_at = models.DateTimeField(db_comment="When it was opened")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who opened it"
    )
    closed_at = models.DateTimeField(null=True, db_comment="When it was closed")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who closed it",
    )

    objects: ClassVar[Any] = PanelQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Panels of reviewers"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            PANEL_TRANSITIONS.constraint("applications_panel_status"),
            models.CheckConstraint(
                name="applications_panel_numbers",
                condition=Q(per_application__gte=1, flagged_spread__gte=1, flagged_spread__lte=100),
            ),
            models.CheckConstraint(
                name="applications_panel_closed",
                condition=Q(status="OPENED", closed_at__isnull=True, closed_by__isnull=True)
                | (
                    Q(status="CLOSED", closed_at__isnull=False, closed_by__isnull=False)
                    & Q(budget_won__isnull=False)
                    & ~Q(minutes="")
                ),
            ),
        ]
        triggers: ClassVar = [counts_versions(), PANEL_TRANSITIONS.trigger(), closed_panels_stay()]

    def __str__(self) -> str:
        return _("Panel of %(day)s: %(call)s") % {"day": clock.day(self.opened_at), "call": self.call}

    def get_absolute_url(self) -> str:
        return reverse("applications:panel", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        """Whether reviewers may still score."""
        return self.status == PanelStatus.OPENED


class PanelChange(StatusChange):
    """A step of a panel."""

    case = models.ForeignKey(
        Panel, on_delete=models.PROTECT, related_name="changes", db_comment="Which panel"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of panels"


class PanelCriterion(models.Model):
    """A criterion with the weight it had when the panel was opened. Never changed."""

    panel = models.ForeignKey(
        Panel, on_delete=models.PROTECT, related_name="criteria", db_comment="Its panel"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", db_comment="Which criterion"
    )
    position = models.PositiveSmallIntegerField(db_comment="Place in the list; the first decides ties")
    weight = models.PositiveSmallIntegerField(db_comment="Its weight in this panel; all come to 100")

    class Meta:
        db_table_comment = "Criteria of panels, with their weights"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_panelcriterion_once", fields=["panel", "criterion"]),
            models.CheckConstraint(
                name="applications_panelcriterion_weight", condition=Q(weight__gte=1, weight__lte=100)
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return str(self.criterion)


@tracked
class PanelCase(models.Model):
    """An application before a panel; once the panel is closed, where it stands."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="cases", db_comment="Its panel")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="panel_cases", db_comment="What is scored"
    )
    rank = models.PositiveIntegerField(null=True, db_comment="Its place when the panel was closed")
    mean_hundredths = models.PositiveIntegerField(
        null=True, db_comment="Mean of the weighted totals when the panel was closed, hundredths of a point"
    )
    is_above_line = models.BooleanField(
        null=True, db_comment="Whether the budget covered it when the panel was closed"
    )

    class Meta:
        db_table_comment = "Applications before panels"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_panelcase_once", fields=["panel", "application"])
        ]
        triggers: ClassVar = [frozen_fields("places_stay", "rank", "mean_hundredths", "is_above_line")]

    def __str__(self) -> str:
        return str(self.application)


class Draw(models.Model):
    """How reviewers were drawn for a case, so that it can be drawn again: seed, candidates, chosen."""

    case = models.ForeignKey(
        PanelCase, on_delete=models.PROTECT, related_name="draws", db_comment="For which case"
    )
    nth = models.PositiveSmallIntegerField(db_comment="0 for the first draw, then each top-up")
    number = models.PositiveSmallIntegerField(db_comment="How many were to be drawn")
    seed = models.CharField(max_length=80, db_comment="Seed of this draw, made of the panel's")
    candidates = models.JSONField(db_comment="Who could be drawn: key, expertise, cases in hand, the most")
    excluded = models.JSONField(db_comment="Keys of reviewers left out because they are tied to the case")
    chosen = models.JSONField(db_comment="Keys of those on whom the lot fell, in order")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Whose step drew"
    )

    class Meta:
        db_table_comment = "Draws of reviewers"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_draw_nth", fields=["case", "nth"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.case}: {self.nth}"
