"""What is measured: factors, measures, meters, monthly readings."""

from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import PublicIdField, Versioned, counts_versions, immutable, tracked
from firms.models import Firm
from programs.models import Consortium, Technology


class Purpose(models.TextChoices):
    PROGRAM = "PROGRAM", _("Programme")
    TRADING_SCHEME = "TRADING_SCHEME", _("Emissions trading scheme")


class Factor(models.Model):
    """One published emission factor: purpose, approval round, period, value, unit, source. Never changed."""

    public_id = PublicIdField()
    purpose = models.CharField(max_length=16, choices=Purpose, db_comment="What it may be used for")
    code = models.CharField(max_length=48, db_comment="What it is, for instance grid_electricity")
    approval_round = models.CharField(max_length=40, db_comment="Approval or publication it belongs to")
    period_from = models.DateField(db_comment="First day of the data period or validity")
    period_until = models.DateField(null=True, db_comment="Last day; empty while open")
    value = models.DecimalField(max_digits=18, decimal_places=9, db_comment="The factor")
    unit = models.CharField(max_length=40, db_comment="Its unit, for instance tCO2eq/MWh")
    source = models.TextField(db_comment="Where it was published")

    class Meta:
        db_table_comment = "Emission factors"
        ordering: ClassVar = ["code", "approval_round"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="measurement_factor_once", fields=["purpose", "code", "approval_round"]),
            models.CheckConstraint(name="measurement_factor_purpose", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="measurement_factor_value", condition=Q(value__gt=0)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.unit} ({self.approval_round})"


@tracked
class Measure(Versioned):
    """Equipment that reduces emissions at one site of one firm; everything measured belongs to it."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="measures", db_comment="Whose floor")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="measures", db_comment="Lead consortium"
    )
    technology = models.ForeignKey(
        Technology, on_delete=models.PROTECT, related_name="measures", db_comment="What it is; names the method"
    )
    name = models.CharField(_("name of the measure"), max_length=120, db_comment="What the firm calls it")
    site = models.CharField(_("site"), max_length=160, db_comment="Where it stands")
    expectation = models.JSONField(
        default=dict, db_comment="Inputs of the expected reduction, as decimal texts keyed by the method's names"
    )
    expected_kg = models.BigIntegerField(
        _("expected reduction a year"), null=True, db_comment="Expected reduction, kg CO2e a year, from the method"
    )
    commissioned_on = models.DateField(
        _("in operation since"), null=True, db_comment="First day of the project period; before it is baseline"
    )

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


@tracked
class Meter(models.Model):
    """A register that counts upwards: electricity, compressed air."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="meters", db_comment="What it watches")
    quantity = models.CharField(max_length=32, db_comment="The method's name of the quantity, e.g. electricity_kwh")
    unit = models.CharField(max_length=16, db_comment="Unit of the register, e.g. kWh, Nm3")
    serial = models.CharField(_("serial number"), max_length=60, db_comment="Serial number on the meter")

    class Meta:
        db_table_comment = "Meters"
        constraints: ClassVar = [
            models.UniqueConstraint(name="measurement_meter_once", fields=["measure", "quantity"])
        ]

    def __str__(self) -> str:
        return f"{self.quantity} ({self.serial})"


def keeps_locked_readings() -> pgtrigger.Trigger:
    """Return the trigger that refuses a change or farewell of a reading that a verified statement rests on."""
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

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="readings", db_comment="Which meter")
    month = models.DateField(_("month"), db_comment="First day of the month")
    opening = models.DecimalField(max_digits=18, decimal_places=3, db_comment="Register at the start of the month")
    closing = models.DecimalField(max_digits=18, decimal_places=3, db_comment="Register at the end of the month")
    evidence = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Bill or photo of the register"
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

    @property
    def quantity(self) -> Decimal:
        """What passed the meter in the month, in the meter's unit."""
        return self.closing - self.opening
