"""Signals, what they rest on, and the officer's finding."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
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
from disbursements.models import PaymentRequest
from firms.models import Firm
from measurement.models import Measure
from programs.models import Program
from programs.models.programmes import within
from reporting.signals import patterns
from reporting.signals.patterns import Pattern
from reporting.signals.permissions import VIEW_SIGNALS
from reporting.signals.workflow import TONES, TRANSITIONS, Status


class SignalQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "SignalQuerySet":
        """Return the signals of an official's programmes; firms, anchors and the public see none."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(within(user.scopes(VIEW_SIGNALS, clock.day(at or clock.now()))))

    def with_names(self) -> "SignalQuerySet":
        """Fetch along what a page about a signal names."""
        return self.select_related("program__office", "program__agency", "examined_by")


@tracked
class Signal(Case):
    """A pattern in the facts that may be fraud and may be harmless. It stops nothing; an officer looks."""

    transitions = TRANSITIONS
    tones = TONES

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="signals", db_comment="Whose office examines it"
    )
    pattern = models.CharField(max_length=24, choices=Pattern, db_comment="What was found")
    key = models.CharField(max_length=200, db_comment="What it is about, the same on every run")
    figures = models.JSONField(default=dict, db_comment="What fills the explanation")
    fingerprint = models.CharField(max_length=64, db_comment="SHA-256 over all rows of its evidence")
    stake_won = models.BigIntegerField(_("at stake"), default=0, db_comment="Won that the evidence names")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, db_comment="How far it is")
    finding = models.TextField(
        _("finding"), blank=True, db_comment="What the officer found, at the last look"
    )
    found_at = models.DateTimeField(db_comment="When it was first found")
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who had it looked for",
    )
    examined_at = models.DateTimeField(null=True, db_comment="When an officer last closed it")
    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Which officer closed it",
    )

    objects: ClassVar[Any] = SignalQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Signals of what may be fraud"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            TRANSITIONS.constraint("signals_signal_status"),
            models.CheckConstraint(name="signals_signal_pattern", condition=Q(pattern__in=Pattern.values)),
            models.UniqueConstraint(name="signals_signal_once", fields=["program", "pattern", "key"]),
            models.CheckConstraint(
                name="signals_signal_examined",
                condition=Q(status="OPEN")
                | (Q(examined_at__isnull=False, examined_by__isnull=False) & ~Q(finding="")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            TRANSITIONS.trigger(),
            frozen_fields("terms_frozen", "program_id", "pattern", "key", "found_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_pattern_display()}"

    def get_absolute_url(self) -> str:
        return reverse("signals:detail", args=[self.public_id])

    @property
    def explanation(self) -> str:
        """What was found, in the reader's language."""
        return patterns.explanation(self.pattern, self.figures)

    @property
    def weight(self) -> int:
        """How far up the list it stands: for ordering only."""
        return patterns.WORDS[self.pattern].weight

    @property
    def source(self) -> Any:
        """Where the pattern comes from."""
        return patterns.WORDS[self.pattern].source


class SignalChange(StatusChange):
    """A step of a signal."""

    case = models.ForeignKey(
        Signal, on_delete=models.PROTECT, related_name="changes", db_comment="Which signal"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of signals"


class SignalEvidence(models.Model):
    """One row that a signal rests on, with the case it leads to. Never changed."""

    signal = models.ForeignKey(
        Signal, on_delete=models.PROTECT, related_name="evidence", db_comment="Which signal"
    )
    fingerprint = models.CharField(max_length=64, db_comment="SHA-256 over this row")
    what = models.CharField(max_length=24, db_comment="What it is, a code of patterns.EVIDENCE")
    value = models.CharField(max_length=240, blank=True, db_comment="Number, name or amount as text")
    on = models.DateField(null=True, db_comment="Day of it")
    amount_won = models.BigIntegerField(null=True, db_comment="Won of it")
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="+", db_comment="Programme of the case it is from"
    )
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Case it is from"
    )
    firm = models.ForeignKey(
        Firm, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Firm it is about"
    )
    payment = models.ForeignKey(
        PaymentRequest, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Payment it is from"
    )
    measure = models.ForeignKey(
        Measure, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Measure it is about"
    )
    seen_at = models.DateTimeField(db_comment="When it was found")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who had it looked for",
    )

    class Meta:
        db_table_comment = "What signals rest on"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="signals_signalevidence_once", fields=["signal", "fingerprint"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"

    @property
    def label(self) -> Any:
        """What it is, in words."""
        return patterns.EVIDENCE.get(self.what, self.what)

    @property
    def subject(self) -> Any:
        """The closest case it leads to: payment, measure, application or firm."""
        return self.payment or self.measure or self.application or self.firm

    @property
    def is_foreign(self) -> bool:
        """Whether it is from a programme of another office: named, and not shown."""
        return (
            self.program_id != self.signal.program_id
            and self.program.office_id != self.signal.program.office_id
        )
