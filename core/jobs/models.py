"""The outbox: work that an operation asked for in its own transaction."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import PublicIdField


class Status(models.TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    STARTED = "STARTED", _("Running")
    FINISHED = "FINISHED", _("Finished")
    FAILED = "FAILED", _("Failed")


class JobQuerySet(models.QuerySet):
    def lost(self, at: dt.datetime, *, patience: dt.timedelta) -> "JobQuerySet":
        """Return jobs nobody works on: queued and not picked up, or started and silent for `patience`."""
        return self.filter(
            Q(status=Status.QUEUED, sent_at__lt=at - patience)
            | Q(status=Status.QUEUED, sent_at__isnull=True)
            | Q(status=Status.STARTED, heartbeat_at__lt=at - patience),
            not_before__lte=at,
        )

    def visible_to(self, user: Any) -> "JobQuerySet":
        """Return the jobs this person asked for."""
        return self.filter(requested_by=user.pk) if user.is_authenticated else self.none()


class Job(models.Model):
    """One piece of work: what, once per key, how far it is, what came of it."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=48, db_comment="Which handler does it")
    key = models.CharField(
        max_length=160, unique=True, db_comment="Names the work, so that it is asked for once"
    )
    payload = models.JSONField(default=dict, db_comment="Ids the handler needs")
    status = models.CharField(
        max_length=16, choices=Status, default=Status.QUEUED, db_comment="How far it is"
    )
    attempt = models.PositiveIntegerField(
        default=0, db_comment="Goes up with each take-over; only the last may finish"
    )
    tries = models.PositiveSmallIntegerField(default=0, db_comment="Attempts since it was last asked for")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who waits for it; empty when the programme office does",
    )
    queued_at = models.DateTimeField(db_comment="When it was asked for")
    not_before = models.DateTimeField(db_comment="Not picked up before this moment (waiting after a failure)")
    sent_at = models.DateTimeField(null=True, db_comment="When the broker last got it")
    heartbeat_at = models.DateTimeField(null=True, db_comment="Last sign of life of the worker that has it")
    finished_at = models.DateTimeField(null=True, db_comment="When it ended")
    progress_done = models.PositiveIntegerField(default=0, db_comment="Steps done")
    progress_total = models.PositiveIntegerField(default=0, db_comment="Steps in all; 0 while unknown")
    message = models.CharField(max_length=200, blank=True, db_comment="What it is doing, as an English msgid")
    error = models.TextField(blank=True, db_comment="Why the last attempt failed")
    result = models.JSONField(default=dict, db_comment="Ids of what it made")

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table_comment = "Background work (outbox)"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                name="jobs_job_unfinished",
                fields=["status", "sent_at"],
                condition=Q(status__in=["QUEUED", "STARTED"]),
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="jobs_job_status", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="jobs_job_progress",
                condition=Q(progress_total=0) | Q(progress_done__lte=F("progress_total")),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in (Status.FINISHED, Status.FAILED)

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while unknown."""
        if self.status == Status.FINISHED:
            return 100
        return 100 * self.progress_done // self.progress_total if self.progress_total else None

    @property
    def title(self) -> Any:
        """What it is called on the page of whoever waits for it."""
        from core.jobs import registry

        return registry.title_of(self.kind)

    @property
    def result_url(self) -> str:
        """Where its result is, once it is finished; empty otherwise."""
        from core.jobs import registry

        return registry.result_url(self) if self.status == Status.FINISHED else ""
