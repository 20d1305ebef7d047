"""Meters and their monthly readings."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.ui.formats import trimmed
from core.workflow.models import (
    Versioned,
    VersionedQuerySet,
    counts_versions,
    tracked,
)
from measurement.methods import METHODS, Quantity
from measurement.models.measures import Measure


class ReadingQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "ReadingQuerySet":
        """Return the readings of the measures this person may see."""
        return self.filter(meter__measure__in=Measure.objects.visible_to(user))

    def current(self) -> "ReadingQuerySet":
        """Return what holds now: no version that a later one took the place of."""
        return self.filter(superseded_at__isnull=True)

    def locked(self) -> "ReadingQuerySet":
        """Return what a verified statement rests on."""
        return self.filter(locked_at__isnull=False)


class MeterQuerySet(models.QuerySet):
    def in_service(self) -> "MeterQuerySet":
        """Return those that count now: no other one took their place."""
        return self.filter(replaced_on__isnull=True)


class Turn(models.TextChoices):
    """Why a register stands lower at the end of a month than at its start."""

    ROLLED_OVER = "ROLLED_OVER", _("Rolled over: all its digits were used up")
    RESET = "RESET", _("Reset: it was set to another number")


@tracked
class Meter(models.Model):
    """A register that counts upwards, or a supply that is known by amounts a month: fuel by its bills."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="meters", db_comment="What it watches"
    )
    quantity = models.CharField(
        max_length=32, db_comment="The method's name of the quantity, e.g. electricity_kwh"
    )
    unit = models.CharField(max_length=16, db_comment="Unit of the register, e.g. kWh, Nm3")
    serial = models.CharField(_("serial number"), max_length=60, db_comment="Serial number on the meter")
    instrument = models.CharField(
        _("instrument"),
        max_length=120,
        blank=True,
        default="",
        db_comment="Maker and model of the instrument; empty where nobody said",
    )
    replaced_on = models.DateField(
        null=True, db_comment="Day on which another meter took its place; null while it counts"
    )

    objects: ClassVar[Any] = MeterQuerySet.as_manager()

    class Meta:
        db_table_comment = "Meters"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="measurement_meter_once",
                fields=["measure", "quantity"],
                condition=Q(replaced_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.serial})"

    @property
    def label(self) -> str:
        """What it counts, in words."""
        return str(self._quantity.label) if self._quantity else self.quantity

    @property
    def short_label(self) -> str:
        """What it counts, in a word for the head of a table."""
        return str(self._quantity.short_label) if self._quantity else self.quantity

    @property
    def shown_unit(self) -> str:
        """Its unit as people write it, for instance Nm³."""
        return self._quantity.shown_unit if self._quantity else self.unit

    @property
    def is_register(self) -> bool:
        """Whether it is read as a register; else its amounts are given month by month."""
        return self._quantity.is_register if self._quantity else True

    @property
    def replaced_in(self) -> dt.date | None:
        """First day of the month in which another meter took its place."""
        return self.replaced_on.replace(day=1) if self.replaced_on else None

    @cached_property
    def _quantity(self) -> Quantity | None:
        quantities = (q for method in METHODS.values() for q in method.quantities)
        return next((q for q in quantities if q.name == self.quantity), None)


#: what a reading says, and where it stands among its versions
SAID = (
    "meter_id", "month", "opening", "closing", "evidence_id", "recorded_at", "recorded_by_id", "locked_at",
    "locked_by_id", "revision", "supersedes_id", "public_id", "turn", "carried", "turn_reason",
)  # fmt: skip


def keeps_locked_readings() -> pgtrigger.Trigger:
    """
    Return the trigger that refuses to change or delete a reading that a verified statement rests on.

    All that may happen to it is that a later version takes its place, once; a version that was replaced stays
    as it was as well.
    """
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in SAID)
    return pgtrigger.Trigger(
        name="locked_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF TG_OP = 'DELETE' AND (OLD.locked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL) THEN"
            " RAISE EXCEPTION 'locked_stays: a verified statement rests on this reading'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
            " IF OLD.superseded_at IS NOT NULL THEN"
            " RAISE EXCEPTION 'locked_stays: another version took the place of this reading'; END IF;"
            f" IF OLD.locked_at IS NOT NULL AND (NEW.superseded_at IS NULL OR {changed}) THEN"
            " RAISE EXCEPTION 'locked_stays: a verified statement rests on this reading'; END IF;"
            " RETURN NEW;"
        ),
    )


@tracked
class Reading(Versioned):
    """
    A meter's register at the start and at the end of one month; an amount of a month starts at zero.

    Where the register turned over or was reset in the month, `carried` is what has to be added to its end.
    """

    meter = models.ForeignKey(
        Meter, on_delete=models.PROTECT, related_name="readings", db_comment="Which meter"
    )
    month = models.DateField(_("month"), db_comment="First day of the month")
    opening = models.DecimalField(
        max_digits=18, decimal_places=3, db_comment="Register at the start of the month"
    )
    closing = models.DecimalField(
        max_digits=18, decimal_places=3, db_comment="Register at the end of the month"
    )
    turn = models.CharField(
        max_length=12,
        blank=True,
        choices=Turn,
        db_comment="Whether the register turned in the month, and how",
    )
    carried = models.DecimalField(
        max_digits=18,
        decimal_places=3,
        default=Decimal(0),
        db_comment="What the register had when it turned, less where it began again; 0 where it did not turn",
    )
    turn_reason = models.TextField(blank=True, db_comment="What the clerk says about the turn")
    evidence = models.ForeignKey(
        Attachment,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Bill or photo of the register",
    )
    recorded_at = models.DateTimeField(db_comment="When it was entered")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who entered it"
    )
    locked_at = models.DateTimeField(null=True, db_comment="Since when a verified statement rests on it")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who verified that statement",
    )
    revision = models.PositiveSmallIntegerField(
        default=1, db_comment="Which version of the month it is, from 1"
    )
    supersedes = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="superseded_with",
        db_comment="The version whose place it took",
    )
    superseded_at = models.DateTimeField(null=True, db_comment="When a later version took its place")
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who put the later version in its place",
    )

    objects: ClassVar[Any] = ReadingQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Monthly meter readings"
        ordering: ClassVar = ["month", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="measurement_reading_month",
                fields=["meter", "month"],
                condition=Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(
                name="measurement_reading_superseded",
                condition=Q(superseded_at__isnull=True, superseded_by__isnull=True)
                | Q(superseded_at__isnull=False, superseded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="measurement_reading_revision",
                condition=Q(revision=1, supersedes__isnull=True)
                | Q(revision__gt=1, supersedes__isnull=False),
            ),
            models.CheckConstraint(name="measurement_reading_first_of_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="measurement_reading_forward",
                condition=Q(closing__gte=F("opening") - F("carried"), opening__gte=0) & Q(closing__gte=0),
            ),
            models.CheckConstraint(
                name="measurement_reading_turn", condition=Q(turn="") | Q(turn__in=Turn.values)
            ),
            models.CheckConstraint(
                name="measurement_reading_turned",
                condition=Q(turn="", carried=0, turn_reason="") | ~Q(turn="") & ~Q(turn_reason=""),
            ),
            models.CheckConstraint(
                name="measurement_reading_locked",
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
        ]

        triggers: ClassVar = [counts_versions(), keeps_locked_readings()]

    def __str__(self) -> str:
        return f"{self.meter} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return self.meter.measure.get_absolute_url()

    @property
    def quantity(self) -> Decimal:
        """What passed the meter in the month, in the meter's unit."""
        return self.closing - self.opening + self.carried

    @property
    def shown_quantity(self) -> str:
        """What passed the meter, as people write it."""
        return trimmed(self.quantity)

    @property
    def shown_closing(self) -> str:
        """The register at the end of the month, as people write it."""
        return trimmed(self.closing)

    @property
    def shown_end(self) -> str:
        """The register at the end of the month, or the amount of what is no register."""
        return self.shown_closing if self.meter.is_register else self.shown_quantity

    @property
    def shown_opening(self) -> str:
        """The register at the start of the month, as people write it."""
        return trimmed(self.opening)
