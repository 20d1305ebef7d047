"""Measures: equipment that reduces emissions, and the export rules it serves."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import (
    Versioned,
    VersionedQuerySet,
    tracked,
)
from firms.models import Exposure, Firm
from measurement import visibility
from measurement.methods import METHODS, Method
from programs.models import Consortium, Technology
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
