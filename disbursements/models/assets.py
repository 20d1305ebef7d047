"""Important property: what the subsidy paid for, serial numbers, half-yearly reports, requests about it."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from applications.readers import Part
from core.workflow import clock
from core.workflow.models import (
    Case,
    StatusChange,
    Versioned,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    tracked,
)
from core.workflow.transitions import Transitions
from disbursements.assets.restriction import Clock, clock_on, funded_bp
from disbursements.models.grants import Grant
from disbursements.models.lines import PaymentLine
from disbursements.models.visibility import read_through_grant
from programs.models import Technology


class AssetStatus(models.TextChoices):
    REGISTERED = "REGISTERED", _("To be completed by the firm")
    COMPLETED = "COMPLETED", _("In the register")
    DISPOSED = "DISPOSED", _("Disposed of with approval")


ASSET_TRANSITIONS = Transitions(
    {
        AssetStatus.REGISTERED: frozenset({AssetStatus.COMPLETED}),
        AssetStatus.COMPLETED: frozenset({AssetStatus.DISPOSED}),
        AssetStatus.DISPOSED: frozenset(),
    }
)


class Condition(models.TextChoices):
    GOOD = "GOOD", _("Good")
    REPAIR = "REPAIR", _("Under repair")
    BROKEN = "BROKEN", _("Out of order")


def person(words: str, *, null: bool = True) -> Any:
    """Return a column for somebody who acted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


class AssetQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "AssetQuerySet":
        """Return the assets of the grants whose costs this person may read: the office, and its own firm."""
        return self.filter(read_through_grant(Part.COSTS, user, at))

    def with_parties(self) -> "AssetQuerySet":
        """Join what every page about an asset names."""
        return self.select_related(
            "grant__firm", "grant__application", "grant__consortium__program__office",
            "grant__consortium__program__agency", "technology", "cost_item__measure",
        ).prefetch_related("serials")  # fmt: skip

    def with_names(self) -> "AssetQuerySet":
        """Fetch along what the page of a step names."""
        return self.with_parties()

    def running(self) -> "AssetQuerySet":
        """Return those that are complete and were not disposed of."""
        return self.filter(status=AssetStatus.COMPLETED)


@tracked
class Asset(Case):
    """
    Equipment that the subsidy paid for (Act on the Management of Subsidies, art. 35).

    One for each cost item: instalments of an item share it, several machines of an item are its number.
    """

    transitions = ASSET_TRANSITIONS
    tones: ClassVar = {"REGISTERED": "warning", "COMPLETED": "success", "DISPOSED": "neutral"}

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="assets", db_comment="Of which grant"
    )
    cost_item = models.OneToOneField(
        CostItem, on_delete=models.PROTECT, related_name="asset", db_comment="Which cost item was bought"
    )
    number = models.CharField(
        _("asset number"), max_length=24, unique=True, db_comment="Number on its label: year-case-item"
    )
    name = models.CharField(_("what it is"), max_length=120, db_comment="What was bought")
    maker = models.CharField(_("maker"), max_length=80, blank=True, db_comment="Maker, as on the plate")
    model = models.CharField(_("model"), max_length=80, blank=True, db_comment="Model, as on the plate")
    technology = models.ForeignKey(
        Technology, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Technology"
    )
    machines = models.PositiveSmallIntegerField(
        _("number of machines"), default=1, db_comment="How many machines it is, each with a serial number"
    )
    price_won = models.BigIntegerField(_("price"), db_comment="What was invoiced without VAT and paid, won")
    funded_won = models.BigIntegerField(_("subsidised part"), db_comment="What the subsidy paid of it, won")
    acquired_on = models.DateField(
        _("acquired on"), db_comment="Day of the first invoice, then of the installation"
    )
    restriction_months = models.PositiveSmallIntegerField(
        db_comment="Months of the restriction, as its technology had them when it was registered"
    )
    restricted_until = models.DateField(_("restricted until"), db_comment="Last day of the restriction")
    site = models.CharField(_("site"), max_length=160, blank=True, db_comment="Address where it stands")
    installed_on = models.DateField(_("installed on"), null=True, db_comment="Day of installation")
    due_on = models.DateField(db_comment="Last day for the firm to complete it")
    ended_on = models.DateField(null=True, db_comment="Day on which it was disposed of")
    status = models.CharField(
        max_length=12, choices=AssetStatus, default=AssetStatus.REGISTERED, db_comment="How far it is"
    )
    registered_at = models.DateTimeField(db_comment="When it was registered")
    registered_by = person("Who recorded the payment", null=False)

    objects: ClassVar[Any] = AssetQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Assets paid for by subsidies"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            ASSET_TRANSITIONS.constraint("disbursements_asset_status"),
            models.CheckConstraint(
                name="disbursements_asset_amounts",
                condition=Q(funded_won__gte=0, price_won__gte=F("funded_won")),
            ),
            models.CheckConstraint(name="disbursements_asset_machines", condition=Q(machines__gte=1)),
            models.CheckConstraint(
                name="disbursements_asset_until", condition=Q(restricted_until__gte=F("acquired_on"))
            ),
            models.CheckConstraint(
                name="disbursements_asset_completed",
                condition=Q(status="REGISTERED") | (Q(installed_on__isnull=False) & ~Q(site="")),
            ),
            models.CheckConstraint(
                name="disbursements_asset_ended",
                condition=~Q(status="DISPOSED") | Q(ended_on__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            ASSET_TRANSITIONS.trigger(),
            frozen_fields("asset_frozen", "grant_id", "cost_item_id", "number", "registered_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:asset", args=[self.public_id])

    @property
    def firm(self) -> Any:
        """Who has it: the firm that holds the grant."""
        return self.grant.firm

    @property
    def funded_bp(self) -> int:
        """The part of its price that the subsidy paid, in basis points."""
        return funded_bp(self.price_won, self.funded_won)

    def clock_on(self, today: dt.date) -> Clock:
        """Return how far its restriction is on the day."""
        return clock_on(self.acquired_on, self.restricted_until, today)

    @cached_property
    def serial_numbers(self) -> str:
        """Its serial numbers side by side."""
        return ", ".join(serial.number for serial in self.serials.all())


class AssetChange(StatusChange):
    """A step of an asset."""

    case = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="changes", db_comment="Which asset"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of assets"


@tracked
class AssetLine(models.Model):
    """
    That a paid line belongs to an asset: every equipment line to one.

    It is taken off when the bank took the money back and the office then refused the line.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="lines", db_comment="Which asset")
    line = models.ForeignKey(
        PaymentLine, on_delete=models.PROTECT, related_name="asset_lines", db_comment="Which paid line"
    )
    taken_off_at = models.DateTimeField(null=True, db_comment="When it stopped to count")
    taken_off_by = person("By whose decision it stopped to count")

    class Meta:
        db_table_comment = "Paid lines of assets"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_assetline_once", fields=["line"], condition=Q(taken_off_at__isnull=True)
            ),
            models.CheckConstraint(
                name="disbursements_assetline_taken_off",
                condition=Q(taken_off_at__isnull=True, taken_off_by__isnull=True)
                | Q(taken_off_at__isnull=False, taken_off_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            frozen_fields("asset_line_frozen", "asset_id", "line_id", "taken_off_at"),
            pgtrigger.Protect(name="asset_line_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.line_id}"


@tracked
class AssetSerial(models.Model):
    """The serial number of one machine, as on its plate; its mark in `core.evidence` keeps it single."""

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="serials", db_comment="Which asset"
    )
    number = models.CharField(_("serial number"), max_length=60, db_comment="As on the plate")
    mark = models.CharField(max_length=120, unique=True, db_comment="Maker and number in normal form")

    class Meta:
        db_table_comment = "Serial numbers of assets"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.number


class AssetReportQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "AssetReportQuerySet":
        """Return the reports on the assets this person may see."""
        return self.filter(read_through_grant(Part.COSTS, user, at, "asset__grant__"))

    def with_names(self) -> "AssetReportQuerySet":
        """Fetch along what the page of a step names."""
        return self.select_related(
            "asset__grant__firm", "asset__grant__consortium__program", "asset__technology"
        )

    def waiting(self) -> "AssetReportQuerySet":
        """Return those that the firm has not handed in."""
        return self.filter(reported_at__isnull=True)

    def late(self, today: dt.date) -> "AssetReportQuerySet":
        """Return those that should have been handed in before the day."""
        return self.waiting().filter(due_on__lt=today)


@tracked
class AssetReport(Versioned):
    """The firm's report on an asset for one half-year (Act, art. 35): condition, place, use."""

    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="reports", db_comment="About which asset"
    )
    period_until = models.DateField(_("half-year"), db_comment="Last day of the half-year")
    due_on = models.DateField(_("due on"), db_comment="Last day for the report")
    condition = models.CharField(
        _("condition"), max_length=8, blank=True, choices=Condition, db_comment="State it is in"
    )
    place = models.CharField(_("place"), max_length=160, blank=True, db_comment="Where it stands")
    in_use = models.BooleanField(
        _("in use"), null=True, db_comment="Whether it is used for what it was paid for"
    )
    remark = models.TextField(_("remark"), blank=True, db_comment="What else there is to say")
    reported_at = models.DateTimeField(null=True, db_comment="When the firm handed it in")
    reported_by = person("Who handed it in")

    objects: ClassVar[Any] = AssetReportQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Half-yearly reports on assets"
        ordering: ClassVar = ["period_until", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_assetreport_once", fields=["asset", "period_until"]),
            models.CheckConstraint(
                name="disbursements_assetreport_condition", condition=Q(condition__in=["", *Condition.values])
            ),
            models.CheckConstraint(
                name="disbursements_assetreport_handed_in",
                condition=Q(reported_at__isnull=True, reported_by__isnull=True)
                | (Q(reported_by__isnull=False, in_use__isnull=False) & ~Q(condition="") & ~Q(place="")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields("report_frozen", "asset_id", "period_until", "reported_at", "reported_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.asset} · {self.period_until}"

    def get_absolute_url(self) -> str:
        return self.asset.get_absolute_url()

    @property
    def was_late(self) -> bool:
        """Whether it was handed in after its last day."""
        return self.reported_at is not None and clock.day(self.reported_at) > self.due_on
