"""Calibrations of meters, each as its certificate says."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, frozen_fields, tracked
from measurement.models.measures import Measure
from measurement.models.readings import Meter

#: what a calibration says: a mistake is withdrawn, never changed
STATED = ("meter_id", "calibrated_on", "valid_until", "certificate", "withdrawn_at")


class CalibrationQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "CalibrationQuerySet":
        """Return the calibrations of the measures this person may see."""
        return self.filter(meter__measure__in=Measure.objects.visible_to(user))

    def with_names(self) -> "CalibrationQuerySet":
        """Fetch what a page names."""
        return self.select_related("meter__measure", "recorded_by", "withdrawn_by", "evidence__blob")

    def valid(self) -> "CalibrationQuerySet":
        """Return those that count: nobody withdrew them."""
        return self.filter(withdrawn_at__isnull=True)


@tracked
class Calibration(Versioned):
    """
    A calibration or verification of a meter, on which day, and until when its certificate says that it holds.

    The monitoring plan may ask for another one sooner (`measurement.calibrating.held`).
    """

    meter = models.ForeignKey(
        Meter, on_delete=models.PROTECT, related_name="calibrations", db_comment="Which meter"
    )
    calibrated_on = models.DateField(_("calibrated on"), db_comment="Day of the calibration")
    valid_until = models.DateField(
        _("valid until"), null=True, db_comment="Last day by the certificate; null where it names none"
    )
    certificate = models.CharField(
        _("number of the certificate"), max_length=60, blank=True, db_comment="Number on the certificate"
    )
    evidence = models.ForeignKey(
        Attachment,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The certificate, or a photo of the seal",
    )
    recorded_at = models.DateTimeField(db_comment="When it was recorded")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )
    withdrawn_at = models.DateTimeField(null=True, db_comment="When it was withdrawn")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who withdrew it",
    )
    withdrawn_reason = models.TextField(blank=True, db_comment="Why it was withdrawn")

    objects: ClassVar[Any] = CalibrationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Calibrations of meters"
        ordering: ClassVar = ["calibrated_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="measurement_calibration_days",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("calibrated_on")),
            ),
            models.CheckConstraint(
                name="measurement_calibration_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
            ),
            models.UniqueConstraint(
                name="measurement_calibration_once",
                fields=["meter", "calibrated_on"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [counts_versions(), frozen_fields("calibration_stays", *STATED)]

    def __str__(self) -> str:
        return f"{self.meter} {self.calibrated_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{self.meter.measure.get_absolute_url()}#calibrations"
