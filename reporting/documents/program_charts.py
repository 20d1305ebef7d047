"""The charts of a programme report, each of the rows of the table below it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from core.ui.formats import month, tonnes
from core.ui.templatetags.ui import won, won_words
from reporting.documents.charts import Bars, Series, bars
from reporting.documents.templatetags.dossier import named, tier_words

#: months from the newest that a picture shows
MOST_MONTHS = 12


def charts(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to draw the charts: a template does, in the language of the document."""
    drawn = {"consortia": _money, "cost": _cost, "months": _months, "tiers": _tiers}
    return {name: partial(draw, plain) for name, draw in drawn.items()}


def _money(plain: Mapping[str, Any]) -> Bars | None:
    rows = plain["breakdown"]["CONSORTIUM"]
    return bars(
        _("Subsidy awarded and paid"),
        [named(row, "label") for row in rows],
        [
            Series(_("Awarded"), [(row["awarded_won"], won_words(row["awarded_won"])) for row in rows]),
            Series(_("Paid"), [(row["paid_won"], won_words(row["paid_won"])) for row in rows]),
        ],
    )


def _cost(plain: Mapping[str, Any]) -> Bars | None:
    rows = [row for row in plain["breakdown"]["TECHNOLOGY"] if row["won_per_tonne"]]
    points = [(row["won_per_tonne"], won(row["won_per_tonne"])) for row in rows]
    return bars(
        _("Subsidy received for each verified tonne"),
        [named(row, "label") for row in rows],
        [Series(_("Received per tonne"), points)],
    )


def _months(plain: Mapping[str, Any]) -> Bars | None:
    rows = plain["months"][-MOST_MONTHS:]
    return bars(
        _("Verified reduction against the target, month by month"),
        [month(row["month"]) for row in rows],
        [
            Series(_("Verified so far"), [(row["so_far_kg"], tonnes(row["so_far_kg"])) for row in rows]),
            Series(_("Target so far"), [(row["target_kg"], tonnes(row["target_kg"])) for row in rows]),
        ],
    )


def _tiers(plain: Mapping[str, Any]) -> Bars | None:
    rows = plain["tiers"]
    return bars(
        _("Subsidy that the tiers received and granted on"),
        [tier_words(row["tier"]) for row in rows],
        [
            Series(_("Subsidy received, gross"), [(r["gross_won"], won_words(r["gross_won"])) for r in rows]),
            Series(_("Granted on"), [(r["regranted_won"], won_words(r["regranted_won"])) for r in rows]),
        ],
    )
