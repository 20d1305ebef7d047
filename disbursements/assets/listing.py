"""The list of assets: its columns, and what it can be narrowed to."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.ui.lists import (
    BADGE,
    BUSINESS_NUMBER,
    DAY,
    NUMBER,
    PERCENT,
    STATUS,
    WON,
    Badge,
    Column,
    ListFilter,
    in_order_of,
)
from disbursements.models import Asset, AssetReport, AssetStatus
from programs.choices import programs_of
from programs.models import Technology

ANY = _("All")


def technologies_of(request: HttpRequest) -> QuerySet[Technology]:
    """Return the technologies of the assets the reader may see."""
    seen = Asset.objects.visible_to(request.user).order_by().values("technology")
    return Technology.objects.filter(pk__in=seen).order_by("name_ko", "pk")


def with_reports(rows: QuerySet, on: dt.date) -> QuerySet:
    """Add to assets whether a report about them is overdue on the day."""
    late = AssetReport.objects.late(on).filter(asset=OuterRef("pk"))
    return rows.annotate(report_is_late=Exists(late))


class AssetFilter(ListFilter):
    searched = ("name", "number", "maker", "model", "serials__number", "grant__firm__name", "site")
    numbers = ("grant__firm__business_number",)
    hint = _("Asset number, serial number, maker, firm, place")

    status = django_filters.ChoiceFilter(label=_("Status"), choices=AssetStatus.choices, empty_label=ANY)
    technology = django_filters.ModelChoiceFilter(
        label=_("Technology"), queryset=technologies_of, to_field_name="public_id", empty_label=ANY
    )
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"), field_name="grant__consortium__program", queryset=programs_of,
        to_field_name="public_id", empty_label=_("All programmes"),
    )  # fmt: skip
    restricted = django_filters.ChoiceFilter(
        label=_("Restriction"), choices=[("yes", _("Restricted")), ("no", _("Free"))],
        method="of_restriction", empty_label=ANY,
    )  # fmt: skip
    report = django_filters.ChoiceFilter(
        label=_("Report"), choices=[("overdue", _("Overdue"))], method="of_report", empty_label=ANY
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the rows in which every word is found, each once whatever number of machines it has."""
        found = super().search(Asset.objects.all(), name, value).order_by().values("pk")
        return rows.filter(pk__in=found)

    def of_restriction(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what is restricted on the day, or what no longer is."""
        held = {"restricted_until__gte": self.on}
        restricted = rows.exclude(status=AssetStatus.DISPOSED).filter(**held)
        return restricted if value == "yes" else rows.exclude(pk__in=restricted.order_by().values("pk"))

    def of_report(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep those with a report that should have been handed in."""
        return rows.filter(report_is_late=True)


def _late(asset: Any) -> Badge | None:
    return Badge(_("Report overdue"), "danger") if asset.report_is_late else None


COLUMNS = (
    Column(
        "asset", _("Asset"), "name", sort="name", href=lambda asset: asset.get_absolute_url(),
        under=(Column("number", _("Asset number"), "number", sort="number"),),
    ),
    Column(
        "firm", _("Firm"), "firm", sort="grant__firm__name",
        under=(Column("business_number", _("Business number"), "firm.business_number", BUSINESS_NUMBER),),
    ),
    Column(
        "maker", _("Maker"), "maker", sort="maker",
        under=(
            Column("model", _("Model"), "model"),
            Column("serials", _("Serial numbers"), "serial_numbers"),
        ),
    ),
    Column("technology", _("Technology"), "technology", sort="technology__name_ko"),
    Column("machines", _("Machines"), "machines", NUMBER, sort="machines"),
    Column("status", _("Status"), lambda asset: asset, STATUS, sort=in_order_of("status", AssetStatus)),
    Column("until", _("Restricted until"), "restricted_until", DAY, sort="restricted_until"),
    Column("report", _("Report"), _late, BADGE, sort="report_is_late"),
    Column("price", _("Price"), "price_won", WON, sort="price_won", total="price_won"),
    Column("share", _("Subsidised"), "funded_bp", PERCENT),
    Column("funded", _("Subsidised part"), "funded_won", WON, sort="funded_won", total="funded_won"),
)  # fmt: skip
