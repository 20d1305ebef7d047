"""What an auditor found on a line of what was drawn, what the office says to it, how it ended."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from programs.models import Program
from programs.models.programmes import within
from reporting.auditing.kinds import FindingKind, LineKind
from reporting.auditing.models.samples import SampleItem
from reporting.auditing.permissions import FOLLOW
from reporting.auditing.workflow import TONES, TRANSITIONS, FindingStatus


class AuditFindingQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "AuditFindingQuerySet":
        """Return those of the programmes that the person reads for an office; firms see none."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(FOLLOW, clock.day(at or clock.now()))))

    def with_names(self) -> "AuditFindingQuerySet":
        """Fetch along what a page about a finding names."""
        return self.select_related(
            "program__office", "program__agency", "item__sample__drawn_by", "raised_by", "answered_by",
            "evidence__blob",
        )  # fmt: skip


@tracked
class AuditFinding(Case):
    """An audit finding. It changes nothing of the case: what has to follow is decided on the case's page."""

    transitions = TRANSITIONS
    tones = TONES

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="audit_findings", db_comment="Whose office answers"
    )
    item = models.ForeignKey(
        SampleItem, on_delete=models.PROTECT, related_name="findings", db_comment="On what was drawn"
    )
    number = models.PositiveIntegerField(db_comment="1, 2, 3 … within the programme")
    line_kind = models.CharField(max_length=16, choices=LineKind, db_comment="What of it the finding is on")
    line_id = models.BigIntegerField(null=True, db_comment="Id of the line; empty for the case as a whole")
    line_words = models.CharField(max_length=240, db_comment="What the line is called, as it was noted")
    kind = models.CharField(_("kind"), max_length=12, choices=FindingKind, db_comment="What sort it is")
    amount_won = models.BigIntegerField(_("amount"), null=True, db_comment="Won it concerns, if any")
    kilograms = models.BigIntegerField(null=True, db_comment="Kg CO2e it concerns, if any")
    text = models.TextField(_("finding"), db_comment="What was found")
    evidence = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_comment="A paper that bears it"
    )
    status = models.CharField(
        max_length=10, choices=FindingStatus, default=FindingStatus.OPEN, db_comment="How far it is"
    )
    raised_at = models.DateTimeField(db_comment="When it was noted")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Which auditor"
    )
    answer = models.TextField(_("answer"), blank=True, db_comment="What the office last said to it")
    answered_at = models.DateTimeField(null=True, db_comment="When the office last answered")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who answered for the office",
    )

    objects: ClassVar[Any] = AuditFindingQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Findings of audits"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("auditing_auditfinding_status"),
            models.CheckConstraint(
                name="auditing_auditfinding_kind", condition=Q(kind__in=FindingKind.values)
            ),
            models.CheckConstraint(
                name="auditing_auditfinding_line_kind", condition=Q(line_kind__in=LineKind.values)
            ),
            models.CheckConstraint(
                name="auditing_auditfinding_line",
                condition=Q(line_kind="WHOLE", line_id__isnull=True)
                | (~Q(line_kind="WHOLE") & Q(line_id__isnull=False)),
            ),
            models.UniqueConstraint(name="auditing_auditfinding_number", fields=["program", "number"]),
            models.CheckConstraint(
                name="auditing_auditfinding_concerns",
                condition=(Q(amount_won__isnull=True) | Q(amount_won__gt=0))
                & (Q(kilograms__isnull=True) | Q(kilograms__gt=0)),
            ),
            models.CheckConstraint(
                name="auditing_auditfinding_answered",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                & ~Q(status="ANSWERED")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            frozen_fields(
                "finding_frozen", "program_id", "item_id", "number", "line_kind", "line_id", "line_words",
                "kind", "amount_won", "kilograms", "text", "evidence_id", "raised_at", "raised_by_id",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _("Audit finding %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("auditing:finding", args=[self.public_id])


class AuditFindingChange(StatusChange):
    """A step of an audit finding."""

    case = models.ForeignKey(
        AuditFinding, on_delete=models.PROTECT, related_name="changes", db_comment="Which finding"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of audit findings"
