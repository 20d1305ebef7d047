"""Inspections on site and from afar, what was looked at and found, and the firm's rating behind them."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.readers import Part
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    Versioned,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from core.workflow.transitions import Transitions
from disbursements.inspections.risk import Rating
from disbursements.models.grants import Grant
from disbursements.models.visibility import read_through_grant
from firms.models import Firm
from programs.models import Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


class InspectionStatus(models.TextChoices):
    PLANNED = "PLANNED", _("Planned")
    PASSED = "PASSED", pgettext_lazy("inspection", "Passed")
    FAILED = "FAILED", pgettext_lazy("inspection", "Failed")
    DROPPED = "DROPPED", _("Called off")


INSPECTION_TRANSITIONS = Transitions(
    {
        InspectionStatus.PLANNED: frozenset(
            {InspectionStatus.PASSED, InspectionStatus.FAILED, InspectionStatus.DROPPED}
        ),
        InspectionStatus.PASSED: frozenset(),
        InspectionStatus.FAILED: frozenset(),
        InspectionStatus.DROPPED: frozenset(),
    }
)


class FindingStatus(models.TextChoices):
    OPEN = "OPEN", _("Waiting for the firm")
    ANSWERED = "ANSWERED", _("Answered by the firm")
    CLOSED = "CLOSED", _("Closed")


FINDING_TRANSITIONS = Transitions(
    {
        FindingStatus.OPEN: frozenset({FindingStatus.ANSWERED}),
        FindingStatus.ANSWERED: frozenset({FindingStatus.CLOSED, FindingStatus.OPEN}),
        FindingStatus.CLOSED: frozenset(),
    }
)


class Mode(models.TextChoices):
    ON_SITE = "ON_SITE", _("On site")
    REMOTE = "REMOTE", _("Remote")


class PointAnswer(models.TextChoices):
    YES = "YES", _("Yes")
    NO = "NO", _("No")
    NOT_APPLICABLE = "NA", _("Not applicable")


def _person(words: str, *, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


class InspectionQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "InspectionQuerySet":
        """Return the inspections of the grants whose decisions this person may read: office and firm."""
        return self.filter(read_through_grant(Part.DECISION, user, at))

    def with_parties(self) -> "InspectionQuerySet":
        """Join what every page about an inspection names."""
        return self.select_related(
            "grant__firm", "grant__application", "grant__consortium__program", "inspector"
        )

    def with_names(self) -> "InspectionQuerySet":
        """Fetch along what the page of a step names."""
        return self.with_parties()


@tracked
class Inspection(Case):
    """A look at what a grant paid for, by an officer who is not its only checker (Act, art. 25)."""

    transitions = INSPECTION_TRANSITIONS
    tones: ClassVar = {"PLANNED": "info", "PASSED": "success", "FAILED": "danger", "DROPPED": "neutral"}

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="inspections", db_comment="Which grant"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the grant")
    mode = models.CharField(_("how"), max_length=8, choices=Mode, db_comment="On site or from afar")
    planned_on = models.DateField(_("planned for"), db_comment="Day for which it is planned")
    inspector = _person("Who carries it out", null=False)
    planned_at = models.DateTimeField(db_comment="When it was planned")
    planned_by = _person("Who planned it", null=False)
    status = models.CharField(
        max_length=12, choices=InspectionStatus, default=InspectionStatus.PLANNED, db_comment="How far it is"
    )
    carried_out_on = models.DateField(_("carried out on"), null=True, db_comment="Day it was carried out")

    objects: ClassVar[Any] = InspectionQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Inspections of grants"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            INSPECTION_TRANSITIONS.constraint("disbursements_inspection_status"),
            models.CheckConstraint(name="disbursements_inspection_mode", condition=Q(mode__in=Mode.values)),
            models.UniqueConstraint(name="disbursements_inspection_number", fields=["grant", "number"]),
            models.CheckConstraint(
                name="disbursements_inspection_carried_out",
                condition=~Q(status__in=["PASSED", "FAILED"]) | Q(carried_out_on__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            INSPECTION_TRANSITIONS.trigger(),
            frozen_fields("inspection_frozen", "grant_id", "number", "mode", "planned_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.grant} · {self.get_mode_display()} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:inspection", args=[self.public_id])


class InspectionStep(StatusChange):
    """A step of an inspection."""

    case = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="changes", db_comment="Which inspection"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of inspections"


class InspectionPointQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "InspectionPointQuerySet":
        """Return the points of the inspections this person may see."""
        return self.filter(read_through_grant(Part.DECISION, user, at, "inspection__grant__"))

    def with_names(self) -> "InspectionPointQuerySet":
        """Fetch along what the page of a step names."""
        return self.select_related("inspection__grant__consortium__program", "inspection__inspector")


@tracked
class InspectionPoint(Versioned):
    """One point of the checklist, as it was when the inspection was planned; blank until it is looked at."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="points", db_comment="Which inspection"
    )
    code = models.CharField(max_length=16, db_comment="Short name of the point in the checklist")
    position = models.PositiveSmallIntegerField(db_comment="Order of the points")
    text_ko = models.CharField(max_length=200, db_comment="What is looked at, in Korean")
    text_en = models.CharField(max_length=200, db_comment="What is looked at, in English")
    answer = models.CharField(
        _("answer"), max_length=3, blank=True, choices=PointAnswer, db_comment="Yes, no, not applicable"
    )
    note = models.TextField(_("note"), blank=True, db_comment="What was seen; always said with a no")
    answered_at = models.DateTimeField(null=True, db_comment="When it was answered last")
    answered_by = _person("Who answered it last")

    objects: ClassVar[Any] = InspectionPointQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Points of inspections"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_point_once", fields=["inspection", "code"]),
            models.CheckConstraint(
                name="disbursements_point_answer", condition=Q(answer__in=["", *PointAnswer.values])
            ),
            models.CheckConstraint(name="disbursements_point_note", condition=~Q(answer="NO") | ~Q(note="")),
            models.CheckConstraint(
                name="disbursements_point_answered",
                condition=Q(answer="") | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What is looked at, in the reader's language."""
        return self.text_en if get_language() == "en" else self.text_ko

    def get_absolute_url(self) -> str:
        return f"{self.inspection.get_absolute_url()}#point-{self.code}"


class FindingQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "FindingQuerySet":
        """Return the findings of the inspections this person may see."""
        return self.filter(read_through_grant(Part.DECISION, user, at, "inspection__grant__"))

    def with_names(self) -> "FindingQuerySet":
        """Fetch along what the page of a step names."""
        return self.select_related(
            "inspection__grant__firm",
            "inspection__grant__consortium__program",
            "inspection__grant__application",
        )

    def unsettled(self) -> "FindingQuerySet":
        """Return those that are not closed."""
        return self.exclude(status=FindingStatus.CLOSED)


@tracked
class Finding(Case):
    """Something an inspection found: the firm puts it right by a day and shows it; an officer closes it."""

    transitions = FINDING_TRANSITIONS
    tones: ClassVar = {"OPEN": "warning", "ANSWERED": "info", "CLOSED": "success"}

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="findings", db_comment="Which inspection"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the inspection")
    what = models.TextField(_("what was found"), db_comment="What was found")
    due_on = models.DateField(_("due on"), db_comment="Last day for the firm to put it right")
    answer = models.TextField(_("answer"), blank=True, db_comment="What the firm did about it")
    answered_at = models.DateTimeField(null=True, db_comment="When the firm answered last")
    answered_by = _person("Who answered last")
    raised_at = models.DateTimeField(db_comment="When it was found")
    raised_by = _person("Who found it", null=False)
    status = models.CharField(
        max_length=12, choices=FindingStatus, default=FindingStatus.OPEN, db_comment="How far it is"
    )

    objects: ClassVar[Any] = FindingQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Findings of inspections"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            FINDING_TRANSITIONS.constraint("disbursements_finding_status"),
            models.UniqueConstraint(name="disbursements_finding_number", fields=["inspection", "number"]),
            models.CheckConstraint(
                name="disbursements_finding_answered",
                condition=Q(status="OPEN") | (Q(answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            FINDING_TRANSITIONS.trigger(),
            frozen_fields("finding_frozen", "inspection_id", "number", "what", "due_on", "raised_by_id"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.what[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:finding", args=[self.public_id])


class FindingStep(StatusChange):
    """A step of a finding."""

    case = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="changes", db_comment="Which finding"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of findings"


class RiskOverrideQuerySet(models.QuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "RiskOverrideQuerySet":
        """Return those of the programmes whose cases this person reads for an office."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "program"))


class RiskOverride(models.Model):
    """An officer rates a firm otherwise than its facts do; the newest counts. Never changed."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="+", db_comment="In which programme"
    )
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", db_comment="Which firm")
    rating = models.CharField(
        _("rating"),
        max_length=8,
        blank=True,
        choices=Rating,
        db_comment="Rating; empty follows the facts",
    )
    reason = models.TextField(db_comment="Why")
    at = models.DateTimeField(db_comment="When")
    by = _person("Who", null=False)

    objects: ClassVar[Any] = RiskOverrideQuerySet.as_manager()

    class Meta:
        db_table_comment = "Risk ratings set by officers"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_riskoverride_rating", condition=Q(rating__in=["", *Rating.values])
            ),
            models.CheckConstraint(name="disbursements_riskoverride_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.firm_id}: {self.rating}"
