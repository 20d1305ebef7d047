"""What the list of firms can be narrowed to; the state is in the address."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from firms.models import Firm, Regulation, SizeClass
from firms.regions import Region


class FirmFilter(ListFilter):
    searched = ("name", "representative_name", "address", "sector")
    numbers = ("business_number", "corporate_number")
    hint = _("Name, business number, representative, address")

    size = django_filters.ChoiceFilter(
        label=_("Size class"), field_name="size_class", choices=SizeClass.choices, empty_label=_("All")
    )
    region = django_filters.ChoiceFilter(
        label=_("Region"), choices=Region.choices, empty_label=_("All regions")
    )
    regulation = django_filters.ChoiceFilter(
        label=_("Export rule"), choices=Regulation.choices, method="under", empty_label=_("All")
    )
    trading = django_filters.ChoiceFilter(
        label=_("Emissions trading"), choices=[("yes", _("Takes part")), ("no", _("Does not take part"))],
        method="in_trading", empty_label=_("All"),
    )  # fmt: skip

    def __init__(self, *args: Any, with_size: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_size:
            del self.filters["size"]

    def under(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep firms that meet an export rule now."""
        meeting = Firm.objects.filter(exposures__regulation=value, exposures__ended_on__isnull=True)
        return rows.filter(pk__in=meeting.values("pk"))

    def in_trading(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep firms that take part in the emissions trading scheme, or that do not."""
        return rows.filter(is_in_trading_scheme=value == "yes")
