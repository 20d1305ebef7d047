"""What members deliver to each other."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    Versioned,
    VersionedQuerySet,
    counts_versions,
    tracked,
)
from programs.models.consortia import Consortium, Member


class OfConsortium(VersionedQuerySet):
    """Rows that whoever sees their consortium may read."""

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "OfConsortium":
        """Return those of the consortia this person may see."""
        return self.filter(consortium__in=Consortium.objects.visible_to(user, at))


def links_stay_in_their_consortium() -> pgtrigger.Trigger:
    """Return the trigger that refuses a supply link between members of different consortia."""
    return pgtrigger.Trigger(
        name="links_stay_inside",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "IF (SELECT count(*) FROM programs_member WHERE id IN (NEW.supplier_id, NEW.buyer_id)"
            " AND consortium_id = NEW.consortium_id) <> 2 THEN"
            " RAISE EXCEPTION 'links_stay_inside: both firms are members of this consortium'; END IF;"
            " RETURN NEW;"
        ),
    )


@tracked
class SupplyLink(Versioned):
    """What one member delivers to another: the product that links them, from when until when."""

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="supply_links", db_comment="In which consortium"
    )
    supplier = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="delivers", db_comment="Who delivers"
    )
    buyer = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="is_delivered", db_comment="Who is delivered to"
    )
    product = models.CharField(_("product"), max_length=120, db_comment="What is delivered")
    hs_code = models.CharField(
        _("HS/CN code"), max_length=10, blank=True, db_comment="Customs code of the product, digits only"
    )
    since = models.DateField(_("since"), db_comment="First day")
    ended_on = models.DateField(_("until"), null=True, blank=True, db_comment="Last day; empty while it runs")

    objects: ClassVar[Any] = OfConsortium.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Supply links between members"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="programs_supplylink_sides", condition=~Q(supplier=F("buyer"))),
            models.CheckConstraint(
                name="programs_supplylink_hs_code", condition=Q(hs_code__regex=r"^([0-9]{4,10})?$")
            ),
            models.CheckConstraint(
                name="programs_supplylink_dates",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
            ),
            models.UniqueConstraint(
                name="programs_supplylink_once",
                fields=["supplier", "buyer", "product"],
                condition=Q(ended_on__isnull=True),
            ),
        ]
        triggers: ClassVar = [counts_versions(), links_stay_in_their_consortium()]

    def __str__(self) -> str:
        return f"{self.supplier.firm} → {self.buyer.firm}: {self.product}"

    def get_absolute_url(self) -> str:
        return self.consortium.get_absolute_url()
