"""The columns of the list of measures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.lists import BADGE, MONTH, TONNES, Badge, Column
from measurement.models import Measure


def _state(measure: Measure) -> Badge:
    if measure.commissioned_on:
        return Badge(_("In operation"), "success")
    return Badge(_("Not in operation yet"), "neutral")


def _rules(measure: Any) -> str:
    """Return the export rules it serves, each once."""
    served = {one.exposure.get_regulation_display() for one in measure.exposures.all()}
    return ", ".join(sorted(map(str, served)))


COLUMNS = (
    Column(
        "name", _("Measure"), "name", sort="name", href=Measure.get_absolute_url,
        under=(Column("technology", _("Technology"), "technology", sort="technology__code"),),
    ),
    Column(
        "firm", _("Firm"), "firm", sort="firm__name",
        under=(Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),),
    ),
    Column(
        "site", _("Site"), "site", sort="site",
        under=(Column("region", _("Region"), "firm.get_region_display", sort="firm__region"),),
    ),
    Column("state", _("State"), _state, BADGE),
    Column("since", _("In operation since"), "commissioned_on", MONTH, sort="commissioned_on"),
    Column("rules", _("Export rules"), _rules),
    Column(
        "expected", _("Expected a year"), "expected_kg", TONNES, sort="expected_kg", total="expected_kg"
    ),
)  # fmt: skip
