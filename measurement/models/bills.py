"""Bills for what a supply delivered: the amount as it is stated, and in the unit of the meter."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.ui.formats import trimmed
from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, frozen_fields, tracked
from measurement.models.factors import Factor
from measurement.models.measures import Measure
from measurement.models.readings import Meter


class BillBasis(models.TextChoices):
    """What a bill states."""

    AMOUNT = "AMOUNT", _("An amount in the unit of the meter")
    GROSS_MJ = "GROSS_MJ", _("Energy in MJ by the gross calorific value, as gas bills do")


#: what a bill says: a mistake is withdrawn, never changed
STATED = (
    "meter_id", "number", "period_from", "period_until", "basis", "stated", "quantity", "gross_factor_id",
    "net_factor_id", "withdrawn_at",
)  # fmt: skip


class BillQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> "BillQuerySet":
        """Return the bills of the measures this person may see."""
        return self.filter(meter__measure__in=Measure.objects.visible_to(user))

    def with_names(self) -> "BillQuerySet":
        """Fetch what a page names."""
        return self.select_related(
            "meter__measure", "gross_factor", "net_factor", "recorded_by", "withdrawn_by", "evidence__blob"
        )

    def valid(self) -> "BillQuerySet":
        """Return those that count: nobody withdrew them."""
        return self.filter(withdrawn_at__isnull=True)


@tracked
class Bill(Versioned):
    """
    A bill for days of one month; the amounts of a month's bills together are the month's reading.

    `quantity` is in the meter's unit. A bill in gross energy keeps the rows by which it was converted: the
    quantity is `stated` ÷ gross calorific value, and its net energy is that × net calorific value.
    """

    meter = models.ForeignKey(
        Meter, on_delete=models.PROTECT, related_name="bills", db_comment="For which supply"
    )
    number = models.CharField(_("number of the bill"), max_length=60, db_comment="Number on the bill")
    period_from = models.DateField(_("first day"), db_comment="First day it is for")
    period_until = models.DateField(_("last day"), db_comment="Last day it is for")
    basis = models.CharField(max_length=8, choices=BillBasis, db_comment="What the bill states")
    stated = models.DecimalField(
        max_digits=18, decimal_places=3, db_comment="As stated: in the meter's unit, or MJ gross"
    )
    quantity = models.DecimalField(
        max_digits=18, decimal_places=3, db_comment="In the meter's unit, e.g. Nm3"
    )
    gross_factor = models.ForeignKey(
        Factor,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Gross calorific value by which it was converted",
    )
    net_factor = models.ForeignKey(
        Factor,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Net calorific value of the same fuel",
    )
    evidence = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_comment="The bill itself"
    )
    recorded_at = models.DateTimeField(db_comment="When it was entered")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who entered it"
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

    objects: ClassVar[Any] = BillQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Bills of fuels and gases"
        ordering: ClassVar = ["period_from", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="measurement_bill_basis", condition=Q(basis__in=BillBasis.values)),
            models.CheckConstraint(
                name="measurement_bill_one_month",
                condition=Q(
                    period_until__gte=F("period_from"),
                    period_from__year=F("period_until__year"),
                    period_from__month=F("period_until__month"),
                ),
            ),
            models.CheckConstraint(
                name="measurement_bill_amounts", condition=Q(stated__gt=0, quantity__gte=0)
            ),
            models.CheckConstraint(
                name="measurement_bill_converted",
                condition=Q(basis=BillBasis.AMOUNT, gross_factor__isnull=True, net_factor__isnull=True)
                | Q(basis=BillBasis.GROSS_MJ, gross_factor__isnull=False, net_factor__isnull=False),
            ),
            models.CheckConstraint(
                name="measurement_bill_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
            ),
            models.UniqueConstraint(
                name="measurement_bill_once",
                fields=["meter", "number"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [counts_versions(), frozen_fields("bill_stays", *STATED)]

    def __str__(self) -> str:
        return f"{self.meter.label} {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.meter.measure.get_absolute_url()}#bills"

    @property
    def shown_stated(self) -> str:
        """What the bill states, as people write it, with its unit."""
        unit = self.meter.shown_unit if self.basis == BillBasis.AMOUNT else _("MJ gross")
        return f"{trimmed(self.stated)} {unit}"

    @property
    def shown_amount(self) -> str:
        """What it comes to in the meter's unit, as people write it."""
        return f"{trimmed(self.quantity)} {self.meter.shown_unit}"

    @property
    def net_mj(self) -> Decimal | None:
        """Its energy by the net calorific value, MJ, where it was converted."""
        return self.quantity * self.net_factor.value if self.net_factor else None

    @property
    def shown_net(self) -> str:
        """Its net energy as people write it, with the unit; empty where it was not converted."""
        return "" if self.net_mj is None else f"{trimmed(self.net_mj.quantize(Decimal('0.001')))} MJ"
