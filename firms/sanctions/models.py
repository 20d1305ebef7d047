"""Dated rows that every programme of every ministry reads before it gives a firm money."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import immutable


class ExclusionQuerySet(models.QuerySet):
    def holding_on(self, day: dt.date) -> "ExclusionQuerySet":
        """Return those that exclude on the day, first and last day included, and were not ended by then."""
        return self.filter(from_on__lte=day, until_on__gte=day).exclude(end__free_from_on__lte=day)


class Exclusion(models.Model):
    """A firm takes part in no subsidised undertaking for a time (Act, art. 31-2). Never changed."""

    firm = models.ForeignKey(
        "firms.Firm", on_delete=models.PROTECT, related_name="exclusions", db_comment="Which firm"
    )
    from_on = models.DateField(_("from"), db_comment="First day")
    until_on = models.DateField(_("until"), db_comment="Last day")
    reason = models.TextField(_("reason"), db_comment="Why")
    source = models.CharField(
        max_length=40, unique=True, db_comment="Which decision it rests on: kind and public id of the case"
    )
    decided_at = models.DateTimeField(db_comment="When it was decided")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who decided"
    )

    objects: ClassVar = ExclusionQuerySet.as_manager()

    class Meta:
        db_table_comment = "Firms that are excluded from subsidised undertakings, with dates"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="firms_exclusion_dates", condition=Q(until_on__gte=F("from_on")))
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.firm}: {self.from_on} – {self.until_on}"


class ExclusionEnd(models.Model):
    """An exclusion that ended early, as the decision it rested on was withdrawn. Never changed."""

    exclusion = models.OneToOneField(
        Exclusion, on_delete=models.PROTECT, related_name="end", db_comment="Which exclusion"
    )
    free_from_on = models.DateField(_("free from"), db_comment="First day on which it excludes no more")
    reason = models.TextField(_("reason"), db_comment="Why")
    decided_at = models.DateTimeField(db_comment="When it was decided")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who decided"
    )

    class Meta:
        db_table_comment = "Exclusions that ended early"
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.exclusion} · {self.free_from_on}"


class LateReport(models.Model):
    """
    A firm settled late: by how much its next subsidy can be cut (Decree, art. 12(3)). Never changed.

    A settlement that is not handed in brings one row with every step of the cut it reaches.
    """

    firm = models.ForeignKey(
        "firms.Firm", on_delete=models.PROTECT, related_name="late_reports", db_comment="Which firm"
    )
    months_late = models.PositiveSmallIntegerField(db_comment="Full months after the due day")
    cut_percent = models.PositiveSmallIntegerField(
        db_comment="By how many percent the next subsidy can be cut at most"
    )
    source = models.CharField(max_length=40, db_comment="Which settlement: kind and public id of the case")
    recorded_at = models.DateTimeField(db_comment="When it was handed in late, or found not to be handed in")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who handed it in, or the clock's user",
    )

    class Meta:
        db_table_comment = "Settlements that firms handed in late, and what that costs them next time"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="firms_latereport_once", fields=["source", "cut_percent"]),
            models.CheckConstraint(
                name="firms_latereport_cut", condition=Q(cut_percent__gt=0, cut_percent__lte=100)
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.firm}: {self.cut_percent} %"
