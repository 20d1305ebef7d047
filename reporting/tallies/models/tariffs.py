"""What firms pay for electricity, as they say it, with the bill they took it from."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import immutable
from firms.models import Firm


class TariffQuerySet(models.QuerySet):
    def in_order(self) -> "TariffQuerySet":
        """Return them so that of two that hold for a month the later one in the list counts."""
        return self.order_by("valid_from", "pk")


class Tariff(models.Model):
    """The price of a kilowatt hour from a month on. A new price, or a corrected one, is a new row."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="tariffs", db_comment="Who pays it")
    won_per_kwh = models.DecimalField(
        _("price of electricity"),
        max_digits=9,
        decimal_places=3,
        db_comment="Price with all that is charged by consumption, without VAT, won per kWh",
    )
    valid_from = models.DateField(_("from the month"), db_comment="First day of the first month")
    source = models.CharField(_("where it stands"), max_length=160, db_comment="Bill or contract")
    entered_at = models.DateTimeField(db_comment="When it was entered")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who entered it"
    )

    objects: ClassVar[Any] = TariffQuerySet.as_manager()

    class Meta:
        db_table_comment = "Prices of electricity that firms pay"
        ordering: ClassVar = ["-valid_from", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="tallies_tariff_price", condition=Q(won_per_kwh__gt=0)),
            models.CheckConstraint(name="tallies_tariff_month", condition=Q(valid_from__day=1)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.firm} {self.valid_from:%Y-%m}"
