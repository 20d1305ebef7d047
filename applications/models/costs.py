"""What is to be paid for, and the stored arithmetic of the support."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from applications.readers import Part
from core.evidence.models import Attachment
from core.workflow.models import Versioned, VersionedQuerySet, counts_versions, immutable, tracked
from measurement.models import Measure
from programs.models import CostKind, FundingRule, Technology


class CostItemQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "CostItemQuerySet":
        """Return the cost items of the cases whose costs this person may read."""
        return self.filter(application__in=Application.objects.visible_to(user, at, part=Part.COSTS))

    def with_quotes(self) -> "CostItemQuerySet":
        """Return them with their quotes and the files of these."""
        return self.prefetch_related(models.Prefetch("quotes", Quote.objects.with_files()))


def has_a_chosen_quote() -> pgtrigger.Trigger:
    """Return the trigger that refuses, when all is written, a new cost item without the quote it rests on."""
    return pgtrigger.Trigger(
        name="has_a_chosen_quote",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=(
            "IF EXISTS (SELECT 1 FROM applications_costitem WHERE id = NEW.id) AND NOT EXISTS"
            " (SELECT 1 FROM applications_quote WHERE cost_item_id = NEW.id AND is_chosen) THEN"
            " RAISE EXCEPTION 'has_a_chosen_quote: the cost of an item rests on a quote';"
            " END IF; RETURN NULL;"
        ),
    )


@tracked
class CostItem(Versioned):
    """One thing to be paid for: what, for how much without VAT, on which of its quotes, and why on that."""

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
    choice_reason = models.TextField(
        _("reason for the choice"), blank=True, db_comment="Why this quote, where there are several"
    )

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
        triggers: ClassVar = [counts_versions(), has_a_chosen_quote()]

    def __str__(self) -> str:
        return self.name

    @property
    def chosen_quote(self) -> "Quote":
        """The quote its cost rests on, among `quotes`; lists read them by `with_quotes`."""
        return next(quote for quote in self.quotes.all() if quote.is_chosen)

    @property
    def lacks_reason(self) -> bool:
        """Whether it has several quotes, and it is not said why one was chosen."""
        return not self.choice_reason and len(self.quotes.all()) > 1

    @property
    def above_quote_won(self) -> int:
        """By how much its cost is above the sum of that quote, won; below zero: it is below."""
        return self.cost_won - self.chosen_quote.sum_won

    @property
    def below_quote_won(self) -> int:
        """By how much its cost is below the sum of that quote, won; below zero: it is above."""
        return -self.above_quote_won

    def get_absolute_url(self) -> str:
        return f"{self.application.get_absolute_url()}?tab=money"


class QuoteQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "QuoteQuerySet":
        """Return the quotes of the cost items this person may read."""
        return self.filter(cost_item__in=CostItem.objects.visible_to(user, at))

    def with_files(self) -> "QuoteQuerySet":
        """Return them with their files."""
        return self.select_related("attachment__blob")


def one_is_chosen() -> pgtrigger.Trigger:
    """Return the trigger that refuses, when all is written, a cost item of whose quotes none is chosen."""
    return pgtrigger.Trigger(
        name="one_is_chosen",
        when=pgtrigger.After,
        operation=pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func=(
            "IF EXISTS (SELECT 1 FROM applications_costitem WHERE id = OLD.cost_item_id) AND NOT EXISTS"
            " (SELECT 1 FROM applications_quote WHERE cost_item_id = OLD.cost_item_id AND is_chosen) THEN"
            " RAISE EXCEPTION 'one_is_chosen: the cost of an item rests on one of its quotes';"
            " END IF; RETURN NULL;"
        ),
    )


@tracked
class Quote(Versioned):
    """What a supplier asks for one cost item: who, when, how much without VAT, and the paper that says so."""

    cost_item = models.ForeignKey(
        CostItem, on_delete=models.PROTECT, related_name="quotes", db_comment="What it is a quote for"
    )
    supplier = models.CharField(_("supplier"), max_length=120, db_comment="Who made the quote")
    quoted_on = models.DateField(_("date of the quote"), db_comment="Date of the quote")
    sum_won = models.BigIntegerField(_("sum without VAT"), db_comment="What it comes to without VAT, won")
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The paper"
    )
    is_chosen = models.BooleanField(db_comment="Whether the cost of the item rests on it: one of an item's")
    added_at = models.DateTimeField(db_comment="When it was added")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who added it"
    )

    objects: ClassVar[Any] = QuoteQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Quotes for cost items"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="applications_quote_sum", condition=Q(sum_won__gt=0)),
            models.UniqueConstraint(
                name="applications_quote_one_chosen", fields=["cost_item"], condition=Q(is_chosen=True)
            ),
        ]
        triggers: ClassVar = [counts_versions(), one_is_chosen()]

    def __str__(self) -> str:
        return self.supplier

    @property
    def application(self) -> Any:
        """The case it belongs to."""
        return self.cost_item.application

    def get_absolute_url(self) -> str:
        return str(self.cost_item.get_absolute_url())


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
