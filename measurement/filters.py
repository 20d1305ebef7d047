"""What the list of measures can be narrowed to; the state is in the address."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from firms.models import Regulation
from firms.regions import Region
from measurement.models import Measure
from programs.choices import consortia_of
from programs.models import Technology

STATES = [("running", _("In operation")), ("waiting", _("Not in operation yet"))]


def technologies_of(request: HttpRequest) -> QuerySet[Technology]:
    """Return the technologies of the measures the reader may see."""
    seen = Measure.objects.visible_to(request.user).order_by().values("technology")
    return Technology.objects.filter(pk__in=seen)


class MeasureFilter(ListFilter):
    searched = ("name", "site", "firm__name", "consortium__name")
    numbers = ("firm__business_number",)
    hint = _("Measure, site, firm, business number")

    technology = django_filters.ModelChoiceFilter(
        label=_("Technology"), queryset=technologies_of, to_field_name="public_id",
        empty_label=_("All technologies"),
    )  # fmt: skip
    consortium = django_filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip
    region = django_filters.ChoiceFilter(
        label=_("Region"), field_name="firm__region", choices=Region.choices, empty_label=_("All regions")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("All")
    )
    regulation = django_filters.ChoiceFilter(
        label=_("Export rule"), choices=Regulation.choices, method="under", empty_label=_("All")
    )

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep measures that run, or that do not yet."""
        return rows.filter(commissioned_on__isnull=value != "running")

    def under(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep measures that serve an export rule."""
        serving = Measure.objects.filter(exposures__exposure__regulation=value).values("pk")
        return rows.filter(pk__in=serving)
