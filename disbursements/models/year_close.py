"""The close of a fiscal year: what of a programme's money lapses to the state, and what is carried over."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Account
from core.workflow import clock
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.workflow import YEAR_CLOSE_TRANSITIONS, YearCloseStatus
from programs.models import Call, Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


class FiscalYearCloseQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of the programmes whose cases this person reads as an official."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "program"))

    def with_parties(self) -> Self:
        """Join what every page about a close names."""
        return self.select_related("program", "prepared_by", "decided_by")

    def standing(self) -> Self:
        """Return those that were not withdrawn."""
        return self.exclude(status=YearCloseStatus.WITHDRAWN)


@tracked
class FiscalYearClose(Case):
    """The close of one fiscal year of a programme: prepared by one, decided by another, posted once."""

    transitions = YEAR_CLOSE_TRANSITIONS
    tones: ClassVar = {"PREPARED": "info", "CLOSED": "success", "WITHDRAWN": "neutral"}

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="year_closes", db_comment="Which programme"
    )
    year = models.PositiveSmallIntegerField(
        _("fiscal year"), db_comment="Which year; its last day is 31 December in Seoul"
    )
    status = models.CharField(
        max_length=10,
        choices=YearCloseStatus,
        default=YearCloseStatus.PREPARED,
        db_comment="PREPARED, CLOSED or WITHDRAWN",
    )
    prepared_at = models.DateTimeField(db_comment="When it was prepared")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who prepared it"
    )
    decided_at = models.DateTimeField(null=True, db_comment="When it was decided and posted")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who decided it; never who prepared it",
    )

    objects: ClassVar[Any] = FiscalYearCloseQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Closes of fiscal years"
        ordering: ClassVar = ["-year", "-pk"]
        constraints: ClassVar = [
            YEAR_CLOSE_TRANSITIONS.constraint("disbursements_fiscalyearclose_status"),
            models.UniqueConstraint(
                name="disbursements_fiscalyearclose_once",
                fields=["program", "year"],
                condition=~Q(status="WITHDRAWN"),
            ),
            models.CheckConstraint(
                name="disbursements_fiscalyearclose_decided",
                condition=Q(status="CLOSED", decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(status="CLOSED") & Q(decided_by__isnull=True, decided_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="disbursements_fiscalyearclose_four_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("prepared_by")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            YEAR_CLOSE_TRANSITIONS.trigger(),
            frozen_fields("terms_frozen", "program_id", "year", "prepared_by_id", "decided_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:year_close", args=[self.public_id])

    @property
    def last_day(self) -> dt.date:
        """The last day that belongs to the year: whatever is effective on it is closed with it."""
        return dt.date(self.year, 12, 31)


class FiscalYearCloseChange(StatusChange):
    """A step of the close of a fiscal year."""

    case = models.ForeignKey(
        FiscalYearClose, on_delete=models.PROTECT, related_name="changes", db_comment="Which close"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of closes of fiscal years"


class FiscalYearCloseLine(models.Model):
    """One account of a programme at the end of a year: what lay there, lapses and is carried over."""

    public_id = PublicIdField()
    close = models.ForeignKey(
        FiscalYearClose, on_delete=models.PROTECT, related_name="lines", db_comment="Which close"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Of the programme or one of its calls",
    )
    closing_won = models.BigIntegerField(db_comment="What lay there at the end of the year's last day, won")
    lapsed_won = models.BigIntegerField(db_comment="What of it goes back to the state, won")
    carried_won = models.BigIntegerField(db_comment="What of it opens the next year's call, won")
    carried_to = models.ForeignKey(
        Call,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The next year's call, where anything is carried over",
    )
    reason = models.TextField(blank=True, db_comment="Why it is carried over")
    committed_won = models.BigIntegerField(
        default=0, db_comment="Of a call: awarded and not at the bank on that day, stays with its grants, won"
    )
    paying_won = models.BigIntegerField(default=0, db_comment="Of a call: at the bank on that day, won")
    held_won = models.BigIntegerField(
        default=0, db_comment="Of a call: with firms or on its way between them on that day, not spent, won"
    )

    class Meta:
        db_table_comment = "Accounts at the end of fiscal years"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_fiscalyearcloseline_once", fields=["close", "account"]
            ),
            models.CheckConstraint(
                name="disbursements_fiscalyearcloseline_whole",
                condition=Q(
                    closing_won=F("lapsed_won") + F("carried_won"), lapsed_won__gte=0, carried_won__gte=0
                ),
            ),
            models.CheckConstraint(
                name="disbursements_fiscalyearcloseline_carried",
                condition=Q(carried_won=0, carried_to__isnull=True)
                | (Q(carried_won__gt=0, carried_to__isnull=False) & ~Q(reason="")),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.account.name
