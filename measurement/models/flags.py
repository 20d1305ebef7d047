"""Questions about readings: raised when they are entered, answered by the firm in words."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, tracked
from measurement.checks import Kind
from measurement.models.measures import Measure
from measurement.models.readings import Reading


class FlagQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "FlagQuerySet":
        """Return the questions about the measures this person may see."""
        return self.filter(reading__meter__measure__in=Measure.objects.visible_to(user))

    def with_names(self) -> "FlagQuerySet":
        """Fetch what a page names: the reading, its meter and measure."""
        return self.select_related("reading__meter__measure__technology", "reading__meter__measure__firm")

    def open(self) -> "FlagQuerySet":
        """Return those nobody has answered."""
        return self.filter(answered_at__isnull=True)

    def about(self, measure: Measure) -> "FlagQuerySet":
        """Return those about a measure's readings."""
        return self.filter(reading__meter__measure=measure)


def keeps_answers() -> pgtrigger.Trigger:
    """Return the trigger that refuses to change or delete a question that was answered."""
    return pgtrigger.Trigger(
        name="answer_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF OLD.answered_at IS NOT NULL THEN"
            " RAISE EXCEPTION 'answer_stays: this question was answered'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


@tracked
class ReadingFlag(Versioned):
    """Something remarkable about a reading, until the firm says why it is right or corrects it."""

    reading = models.ForeignKey(
        Reading, on_delete=models.PROTECT, related_name="flags", db_comment="Which reading"
    )
    kind = models.CharField(max_length=16, choices=Kind, db_comment="What is remarkable")
    detail = models.JSONField(default=dict, db_comment="The numbers that show it, as decimal texts")
    raised_at = models.DateTimeField(db_comment="When it was noticed")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Whose entry it was"
    )
    answer = models.TextField(
        _("answer"), blank=True, db_comment="Why it is right, or why it was corrected; empty until then"
    )
    answered_at = models.DateTimeField(null=True, db_comment="When it was answered")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who answered",
    )

    objects: ClassVar[Any] = FlagQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Questions about readings"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="measurement_readingflag_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="measurement_readingflag_answered",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
            models.UniqueConstraint(
                name="measurement_readingflag_once",
                fields=["reading", "kind"],
                condition=Q(answered_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [counts_versions(), keeps_answers()]

    def __str__(self) -> str:
        return f"{self.reading.meter.label} {self.reading.month:%Y-%m}: {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.reading.get_absolute_url()}#flags"
