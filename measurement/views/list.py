"""The list of measures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.lists import Empty, ListPage
from measurement.columns import COLUMNS
from measurement.filters import MeasureFilter
from measurement.models import Measure


class MeasureListView(ListPage):
    title = _("Measures")
    lead = _("Equipment that reduces emissions, each at one site of one firm.")
    columns = COLUMNS
    filter_class = MeasureFilter
    empty = Empty(
        _("No measure was described yet"),
        _(
            "A firm describes a measure with a cost item of its application, or on the page of its grant. "
            "Measurements are open to that firm and the officials, not to its customers."
        ),
        "applications:list",
        _("To the applications"),
    )

    def get_rows(self) -> Any:
        return (
            Measure.objects.visible_to(self.request.user)
            .select_related("firm", "technology", "consortium")
            .prefetch_related("exposures__exposure")
        )
