"""The list of tables of factors: its columns, and what it can be narrowed to."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import DAY, NUMBER, STATUS, Column, ListFilter, in_order_of
from measurement.factoring.families import Family
from measurement.factoring.workflow import Status
from measurement.models import FactorTable, Purpose

COLUMNS = (
    Column(
        "round", _("Approval round"), "shown_round", sort="approval_round",
        href=FactorTable.get_absolute_url,
        under=(Column("source", _("Source"), "source"),),
    ),
    Column("family", _("Family"), "get_family_display", sort=in_order_of("family", Family)),
    Column("purpose", _("Purpose"), "get_purpose_display", sort="purpose"),
    Column("status", _("Status"), lambda table: table, STATUS, sort=in_order_of("status", Status)),
    Column("count", _("Factors"), "factor_count", NUMBER, sort="factor_count"),
    Column("office", _("Entered by"), lambda table: table.office or _("Product's data files")),
    Column("approved", _("Approved on"), "approved_at", DAY, sort="approved_at"),
)  # fmt: skip


class FactorTableFilter(ListFilter):
    """Words, family, purpose, status."""

    searched = ("approval_round", "source_ko", "source_en", "factors__code")
    hint = _("Round, source, code")

    family = django_filters.ChoiceFilter(label=_("Family"), choices=Family.choices, empty_label=_("All"))
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=Purpose.choices, empty_label=_("All"))
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All"))

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep each table once, however many of its codes are found."""
        found = super().search(FactorTable.objects.all(), name, value).values("pk")
        return rows.filter(pk__in=found)
