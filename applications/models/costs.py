"""What is to be paid for, and the stored arithmetic of the support."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from applications.readers import Part
from core.evidence.models import Attachment
from core.workflow.models import Versioned, VersionedQuerySet, immutable, tracked
from measurement.models import Measure
from programs.models import CostKind, FundingRule, Technology


class CostItemQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "CostItemQuerySet":
        """Return the cost items of the cases whose costs this person may read."""
        return self.filter(application__in=Application.objects.visible_to(user, at, part=Part.COSTS))


@tracked
class CostItem(Versioned):
    """One thing to be paid for: what, from whom, for how much without VAT, by which quote."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="cost_items", db_comment="Whose cost"
    )
    cost_kind = models.CharField(max_length=12, choices=CostKind, db_comment="Equipment, consulting or PCF")
    technology = models.ForeignKey(
        Technology,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Technology of equipment",
    )
    measure = models.OneToOneField(
        Measure,
        null=True,
        on_delete=models.PROTECT,
        related_name="cost_item",
        db_comment="What it will reduce with",
    )
    name = models.CharField(_("what is bought"), max_length=120, db_comment="What is bought")
    maker = models.CharField(_("maker"), max_length=80, blank=True, db_comment="Maker")
    model = models.CharField(_("model"), max_length=80, blank=True, db_comment="Model")
    cost_won = models.BigIntegerField(_("cost without VAT"), db_comment="Cost without VAT, won")
    quote_supplier = models.CharField(_("supplier"), max_length=120, db_comment="Who made the quote")
    quote_on = models.DateField(_("date of the quote"), db_comment="Date of the quote")
    quote = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The quote")

    objects: ClassVar[Any] = CostItemQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Cost items of applications"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="applications_costitem_cost", condition=Q(cost_won__gt=0)),
            models.CheckConstraint(
                name="applications_costitem_kind", condition=Q(cost_kind__in=CostKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.application.get_absolute_url()}?tab=money"


class ArithmeticRow(models.Model):
    """One printed line of a computation: input, rule, result. Written at submission, never changed."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="arithmetic", db_comment="Whose amount"
    )
    computed_at = models.DateTimeField(db_comment="Which computation (a second submission adds another)")
    position = models.PositiveSmallIntegerField(db_comment="Order of the rows")
    code = models.CharField(
        max_length=24, db_comment="eligible, rate, cap_firm, subsidy, self_burden, anchor, own, own_cash"
    )
    cost_kind = models.CharField(
        max_length=12,
        blank=True,
        choices=CostKind,
        db_comment="Kind of cost the row is about; empty for all of them",
    )
    rule = models.ForeignKey(
        FundingRule,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The rule applied, if it is data",
    )
    input_won = models.BigIntegerField(db_comment="What went in, won")
    factor = models.BigIntegerField(
        null=True, db_comment="Rate in basis points or room below a cap in won, as it was"
    )
    article = models.CharField(
        max_length=200, blank=True, db_comment="Article of the law a step without a rule rests on, in English"
    )
    result_won = models.BigIntegerField(db_comment="What came out, won")

    class Meta:
        db_table_comment = "Stored arithmetic of applications"
        ordering: ClassVar = ["computed_at", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="applications_arithmeticrow_once", fields=["application", "computed_at", "position"]
            ),
            models.CheckConstraint(
                name="applications_arithmeticrow_cost_kind", condition=Q(cost_kind__in=["", *CostKind.values])
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.code}: {self.result_won}"

    @property
    def grade(self) -> str:
        """The grade of technology its rule is for; empty for all."""
        return self.rule.grade if self.rule else ""

    @property
    def source(self) -> str:
        """Where the number of the rule was published, in the reader's language; empty without a rule."""
        return self.rule.source if self.rule else ""
