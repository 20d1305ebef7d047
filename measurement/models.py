"""What is measured: factors, measures, meters, monthly readings."""

from decimal import Decimal
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.ui.formats import trimmed
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import (
    PublicIdField,
    Versioned,
    VersionedQuerySet,
    counts_versions,
    immutable,
    tracked,
)
from firms.models import Exposure, Firm
from measurement import visibility
from measurement.methods import METHODS, Method, Quantity
from programs.models import Consortium, Sourced, Technology
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES


class MeasureQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "MeasureQuerySet":
        """
        Return what this person may see: staff their programmes' without drafts, a firm's people their own.

        Readings are a firm's process data: neither its customer nor the anchor sees them. What else is open
        to whom, upper rooms know (measurement/visibility.py).
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        today = clock.day(clock.now())
        run = within(user.scopes(VIEW_CASES, today), "consortium__program") & ~visibility.drafts()
        own = Q(firm__in=user.scopes(VIEW_OWN_CASES, today).of(ScopeKind.FIRM))
        return self.filter(run | own | visibility.conditions(user))


class ReadingQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "ReadingQuerySet":
        """Return the readings of the measures this person may see."""
        return self.filter(meter__measure__in=Measure.objects.visible_to(user))

    def locked(self) -> "ReadingQuerySet":
        """Return what a verified statement rests on."""
        return self.filter(locked_at__isnull=False)


class Purpose(models.TextChoices):
    PROGRAM = "PROGRAM", _("Programme")
    TRADING_SCHEME = "TRADING_SCHEME", _("Emissions trading scheme")


class Factor(Sourced):
    """One published emission factor: purpose, approval round, period, value, unit, source. Never changed."""

    public_id = PublicIdField()
    purpose = models.CharField(max_length=16, choices=Purpose, db_comment="What it may be used for")
    code = models.CharField(max_length=48, db_comment="What it is, for instance grid_electricity")
    approval_round = models.CharField(max_length=40, db_comment="Approval or publication it belongs to")
    period_from = models.DateField(db_comment="First day of the data period or validity")
    period_until = models.DateField(null=True, db_comment="Last day; empty while open")
    value = models.DecimalField(max_digits=18, decimal_places=9, db_comment="The factor")
    unit = models.CharField(max_length=40, db_comment="Its unit, for instance tCO2eq/MWh")

    class Meta:
        db_table_comment = "Emission factors"
        ordering: ClassVar = ["code", "approval_round"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="measurement_factor_once", fields=["purpose", "code", "approval_round"]
            ),
            models.CheckConstraint(
                name="measurement_factor_purpose", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(name="measurement_factor_value", condition=Q(value__gt=0)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.unit} ({self.approval_round})"


@tracked
class Measure(Versioned):
    """Equipment that reduces emissions at one site of one firm; everything measured belongs to it."""

    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="measures", db_comment="Whose floor"
    )
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="measures", db_comment="Lead consortium"
    )
    technology = models.ForeignKey(
        Technology,
        on_delete=models.PROTECT,
        related_name="measures",
        db_comment="What it is; names the method",
    )
    name = models.CharField(_("name of the measure"), max_length=120, db_comment="What the firm calls it")
    site = models.CharField(_("site"), max_length=160, db_comment="Where it stands")
    expectation = models.JSONField(
        default=dict,
        db_comment="Inputs of the expected reduction, as decimal texts keyed by the method's names",
    )
    expected_kg = models.BigIntegerField(
        _("expected reduction a year"),
        null=True,
        db_comment="Expected reduction, kg CO2e a year, from the method",
    )
    parameters = models.JSONField(
        default=dict,
        db_comment="What the method was told about the baseline, as decimal texts, e.g. the old capacity",
    )
    commissioned_on = models.DateField(
        _("in operation since"),
        null=True,
        db_comment="First day of the project period; before it is baseline",
    )

    objects: ClassVar[Any] = MeasureQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Measures (reducing equipment)"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="measurement_measure_first_of_month",
                condition=Q(commissioned_on__isnull=True) | Q(commissioned_on__day=1),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("measurement:measure", args=[self.public_id])

    @property
    def method(self) -> Method | None:
        """The method by which its reduction is computed, if there is one for its technology."""
        return METHODS.get(self.technology.method)


@tracked
class MeasureExposure(models.Model):
    """An export rule under which a measure's reductions count, through a product of its firm."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="exposures", db_comment="Which measure"
    )
    exposure = models.ForeignKey(
        Exposure,
        on_delete=models.PROTECT,
        related_name="measures",
        db_comment="Which export rule and product",
    )

    class Meta:
        db_table_comment = "Export rules that measures serve"
        constraints: ClassVar = [
            models.UniqueConstraint(name="measurement_measureexposure_once", fields=["measure", "exposure"])
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.exposure}"


@tracked
class Meter(models.Model):
    """A register that counts upwards: electricity, compressed air."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="meters", db_comment="What it watches"
    )
    quantity = models.CharField(
        max_length=32, db_comment="The method's name of the quantity, e.g. electricity_kwh"
    )
    unit = models.CharField(max_length=16, db_comment="Unit of the register, e.g. kWh, Nm3")
    serial = models.CharField(_("serial number"), max_length=60, db_comment="Serial number on the meter")

    class Meta:
        db_table_comment = "Meters"
        constraints: ClassVar = [
            models.UniqueConstraint(name="measurement_meter_once", fields=["measure", "quantity"])
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

    @cached_property
    def _quantity(self) -> Quantity | None:
        quantities = (q for method in METHODS.values() for q in method.quantities)
        return next((q for q in quantities if q.name == self.quantity), None)


def keeps_locked_readings() -> pgtrigger.Trigger:
    """Return the trigger that refuses to change or delete a reading that a verified statement rests on."""
    return pgtrigger.Trigger(
        name="locked_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF OLD.locked_at IS NOT NULL THEN"
            " RAISE EXCEPTION 'locked_stays: a verified statement rests on this reading'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


@tracked
class Reading(Versioned):
    """A meter's register at the start and at the end of one month."""

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

    objects: ClassVar[Any] = ReadingQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Monthly meter readings"
        ordering: ClassVar = ["month", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="measurement_reading_month", fields=["meter", "month"]),
            models.CheckConstraint(name="measurement_reading_first_of_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="measurement_reading_forward", condition=Q(closing__gte=F("opening"), opening__gte=0)
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
        return self.closing - self.opening

    @property
    def shown_quantity(self) -> str:
        """What passed the meter, as people write it."""
        return trimmed(self.quantity)

    @property
    def shown_closing(self) -> str:
        """The register at the end of the month, as people write it."""
        return trimmed(self.closing)

    @property
    def shown_opening(self) -> str:
        """The register at the start of the month, as people write it."""
        return trimmed(self.opening)
