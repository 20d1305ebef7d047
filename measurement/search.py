"""How measures are found by the search over everything."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ui import search
from core.ui.search import Hit, Question
from measurement.models import Measure, Meter


def declare() -> None:
    """Let measures be found by name, site, firm and the serial number of a meter."""
    search.declare("measures", _("Measures"), measures, order=80, list_url="measurement:list")


def measures(user: Any, question: Question) -> list[Hit]:
    """Return the measures that the person may see, the newest first."""
    found = question.in_fields(
        "name", "site", "firm__name", numbers=("firm__business_number",), codes=("public_id",)
    )
    metered = Q(pk__in=Meter.objects.filter(serial__iexact=question.code).values("measure"))
    rows = Measure.objects.visible_to(user).filter(found | metered).select_related("firm", "technology")
    return [
        Hit(measure.name, measure.get_absolute_url(), f"{measure.firm} · {measure.technology}", row=measure)
        for measure in rows.order_by("-pk")[: search.MOST]
    ]
