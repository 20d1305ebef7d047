"""Emission factors, as they were published."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    PublicIdField,
    immutable,
)
from programs.models import Sourced


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
