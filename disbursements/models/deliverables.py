"""What a consulting or PCF grant delivers: a product's carbon footprint, or a report."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.models import Attachment
from core.ui.formats import trimmed
from core.workflow.models import Versioned, VersionedQuerySet, tracked
from disbursements.models.grants import Grant
from firms.models import Regulation


class DeliverableQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "DeliverableQuerySet":
        """Return those of the grants this person may see."""
        return self.filter(grant__in=Grant.objects.visible_to(user, at))


@tracked
class Deliverable(Versioned):
    """
    The result of one consulting or PCF line: product, declared unit, kg CO2e per unit, who verified it.

    A footprint has product, unit, value and verifier (ISO 14067); a consulting report may have no value.
    """

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="deliverables", db_comment="Of which grant"
    )
    cost_item = models.OneToOneField(
        CostItem, on_delete=models.PROTECT, related_name="deliverable", db_comment="What was paid for"
    )
    product = models.CharField(_("product"), max_length=120, db_comment="Which product it is about")
    declared_unit = models.CharField(
        _("declared unit"), max_length=40, blank=True, db_comment="Unit of the footprint, for instance 1 kg"
    )
    kg_per_unit = models.DecimalField(
        _("kg CO2e per declared unit"),
        max_digits=18,
        decimal_places=6,
        null=True,
        blank=True,
        db_comment="Carbon footprint, kg CO2e per declared unit",
    )
    verifier_name = models.CharField(
        _("verified by"), max_length=120, blank=True, db_comment="Body that verified the footprint"
    )
    regulation = models.CharField(
        _("regulation served"),
        max_length=8,
        blank=True,
        choices=Regulation,
        db_comment="Export rule it serves",
    )
    hs_code = models.CharField(
        _("HS/CN code"), max_length=10, blank=True, db_comment="Customs code of the product, digits only"
    )
    delivered_on = models.DateField(_("delivered on"), db_comment="Day of delivery")
    report = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The report or verification statement",
    )
    recorded_at = models.DateTimeField(db_comment="When it was recorded")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    objects: ClassVar[Any] = DeliverableQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Deliverables of consulting and PCF grants"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_deliverable_regulation",
                condition=Q(regulation__in=["", *Regulation.values]),
            ),
            models.CheckConstraint(
                name="disbursements_deliverable_hs_code", condition=Q(hs_code__regex=r"^([0-9]{4,10})?$")
            ),
            models.CheckConstraint(
                name="disbursements_deliverable_value",
                condition=Q(kg_per_unit__isnull=True) | (Q(kg_per_unit__gte=0) & ~Q(declared_unit="")),
            ),
        ]

    def __str__(self) -> str:
        return self.product

    @property
    def shown_value(self) -> str:
        """The footprint as people write it, without zeros at its end."""
        return trimmed(self.kg_per_unit) if self.kg_per_unit is not None else ""

    def get_absolute_url(self) -> str:
        return self.grant.get_absolute_url()
