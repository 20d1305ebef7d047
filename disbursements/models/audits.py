"""Audits of firms that received much subsidy in a year (Act on the Management of Subsidies, art. 27-2)."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import (
    Case,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from disbursements.models.grants import Grant
from disbursements.models.visibility import firms_of, seen_by_office
from disbursements.workflow import AUDIT_TRANSITIONS, AuditStatus
from firms.models import Firm
from programs.models import Program


class AuditOpinion(models.TextChoices):
    UNQUALIFIED = "UNQUALIFIED", _("Unqualified")
    QUALIFIED = "QUALIFIED", _("Qualified")
    ADVERSE = "ADVERSE", _("Adverse")
    DISCLAIMED = "DISCLAIMED", _("Opinion disclaimed")


def _person(words: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


class EntityAuditQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the audits of a person's own firms, and of the firms that an official's programmes pay."""
        paid = Grant.objects.filter(seen_by_office(user, "consortium", at)).order_by()
        return self.filter(Q(firm__in=firms_of(user, at)) | Q(firm__in=paid.values("firm")))

    def with_parties(self) -> Self:
        """Join what every page about an audit names."""
        return self.select_related("firm", "program")

    def with_names(self) -> Self:
        """Join what a page about one audit names."""
        return self.with_parties()

    def overdue(self, day: dt.date) -> Self:
        """Return those of which the auditor, or the report, should have been there before the day."""
        unnamed = Q(status=AuditStatus.DUE, auditor_due_on__lt=day)
        waiting = (AuditStatus.DUE, AuditStatus.NAMED, AuditStatus.RETURNED)
        return self.filter(unnamed | Q(status__in=waiting, report_due_on__lt=day))


@tracked
class EntityAudit(Case):
    """
    The audit a firm owes about one fiscal year, over all its grants (Act, art. 27-2).

    The firm names its auditor, hands the report in, an officer accepts it or sends it back. Where what was
    re-granted does not count and the rest is below the limit, the firm is exempt.
    """

    transitions = AUDIT_TRANSITIONS
    tones: ClassVar = {
        "DUE": "warning",
        "EXEMPTED": "neutral",
        "NAMED": "info",
        "SUBMITTED": "info",
        "RETURNED": "warning",
        "ACCEPTED": "success",
    }

    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="audits", db_comment="Which firm is audited"
    )
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), db_comment="Which year; its last day is 31 December in Seoul"
    )
    program = models.ForeignKey(
        Program,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Programme that paid the firm most in the year; its offices examine the report",
    )
    status = models.CharField(
        max_length=9, choices=AuditStatus, default=AuditStatus.DUE, db_comment="How far it is"
    )
    received_won = models.BigIntegerField(
        _("received"), db_comment="Subsidy received in the year over all grants, won"
    )
    regranted_won = models.BigIntegerField(
        _("re-granted"), db_comment="Of it, what is handed on to firms below, won"
    )
    counted_won = models.BigIntegerField(
        _("counted"), db_comment="What of it counts for the limit as the law's number says, won"
    )
    auditor_due_on = models.DateField(_("auditor due on"), db_comment="Last day for naming the auditor")
    report_due_on = models.DateField(_("report due on"), db_comment="Last day for the auditor's report")
    auditor = models.CharField(_("auditor"), max_length=120, blank=True, db_comment="Name of the auditor")
    auditor_number = models.CharField(
        _("auditor's business number"), max_length=10, blank=True, db_comment="Business number, 10 digits"
    )
    engaged_on = models.DateField(_("engaged on"), null=True, db_comment="Day of the contract of audit")
    named_at = models.DateTimeField(null=True, db_comment="When the firm last named its auditor")
    named_by = _person("Who named the auditor")
    opinion = models.CharField(
        _("opinion"), max_length=11, choices=AuditOpinion, blank=True, db_comment="What the auditor says"
    )
    reported_on = models.DateField(_("report of"), null=True, db_comment="Day of the auditor's report")
    report = models.OneToOneField(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_comment="The auditor's report"
    )
    submitted_at = models.DateTimeField(null=True, db_comment="When a report was first handed in")
    submitted_by = _person("Who last handed the report in")
    accepted_at = models.DateTimeField(null=True, db_comment="When an officer accepted the report")
    accepted_by = _person("Who accepted it: never who handed it in")

    objects: ClassVar[Any] = EntityAuditQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Audits of firms by fiscal year"
        ordering: ClassVar = ["-fiscal_year", "-pk"]
        constraints: ClassVar = [
            AUDIT_TRANSITIONS.constraint("disbursements_entityaudit_status"),
            models.UniqueConstraint(name="disbursements_entityaudit_once", fields=["firm", "fiscal_year"]),
            models.CheckConstraint(
                name="disbursements_entityaudit_opinion", condition=Q(opinion__in=["", *AuditOpinion.values])
            ),
            models.CheckConstraint(
                name="disbursements_entityaudit_amounts",
                condition=Q(
                    counted_won__lte=F("received_won"),
                    counted_won__gte=F("received_won") - F("regranted_won"),
                    regranted_won__gte=0,
                    regranted_won__lte=F("received_won"),
                ),
            ),
            models.CheckConstraint(
                name="disbursements_entityaudit_named",
                condition=Q(status__in=["DUE", "EXEMPTED"])
                | (Q(engaged_on__isnull=False, named_by__isnull=False) & ~Q(auditor="")),
            ),
            models.CheckConstraint(
                name="disbursements_entityaudit_reported",
                condition=Q(status__in=["DUE", "EXEMPTED", "NAMED"])
                | (Q(report__isnull=False, reported_on__isnull=False) & ~Q(opinion="")),
            ),
            models.CheckConstraint(
                name="disbursements_entityaudit_accepted",
                condition=Q(status="ACCEPTED", accepted_at__isnull=False, accepted_by__isnull=False)
                & ~Q(accepted_by=F("submitted_by"))
                | ~Q(status="ACCEPTED") & Q(accepted_at__isnull=True, accepted_by__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            AUDIT_TRANSITIONS.trigger(),
            frozen_fields(
                "audit_frozen", "firm_id", "fiscal_year", "auditor_due_on", "report_due_on", "submitted_at",
                "accepted_at", "accepted_by_id",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _("Audit for %(year)s") % {"year": self.fiscal_year}

    def get_absolute_url(self) -> str:
        return reverse("disbursements:audit", args=[self.public_id])

    @property
    def last_day(self) -> dt.date:
        """The last day of the fiscal year."""
        return dt.date(self.fiscal_year, 12, 31)

    @property
    def next_due_on(self) -> dt.date | None:
        """Until when the firm's next step is due; None where it has none."""
        if self.status == AuditStatus.DUE:
            return self.auditor_due_on
        return self.report_due_on if self.status == AuditStatus.NAMED else None


class EntityAuditStep(StatusChange):
    """A step of an audit."""

    case = models.ForeignKey(
        EntityAudit, on_delete=models.PROTECT, related_name="changes", db_comment="Which audit"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of audits of firms"
