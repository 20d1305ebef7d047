"""Charts of the register, each from the figures of the table below it; what is suppressed is not drawn."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.ui import charts
from core.ui.charts import Chart, Point, Series
from core.ui.formats import NOTHING, tonnes
from core.ui.templatetags.ui import won
from reporting.register.columns import SUPPRESSED
from reporting.register.queries import Tier

#: more rows than these are read in the table, not in a picture
MOST_BARS = 20
Rows = Sequence[tuple[str, dict[str, Any]]]


def _kilograms(value: int | None) -> Point:
    return Point(value, str(SUPPRESSED) if value is None else tonnes(value))


def money(rows: Rows) -> Chart:
    """Return what was awarded and paid of each programme."""
    rows = rows[:MOST_BARS]
    return charts.bars(
        _("Subsidy awarded and paid"),
        [label for label, _data in rows],
        [
            Series(_("Awarded"), "info", [Point(d["awarded_won"], won(d["awarded_won"])) for _l, d in rows]),
            Series(_("Paid"), "success", [Point(d["paid_won"], won(d["paid_won"])) for _l, d in rows]),
        ],
        "won",
        is_apart=True,
    )


def is_suppressed(data: dict[str, Any]) -> bool:
    """Say whether neither of the two sums of a row is shown: without a bar they would look like nothing."""
    return data["verified_kg"] is None and data["claimed_kg"] is None


def suppressed(rows: Rows) -> int:
    """Return how many rows are not drawn because their sums are suppressed."""
    return sum(is_suppressed(data) for _label, data in rows)


def reductions(rows: Rows) -> Chart | None:
    """Return what was verified and claimed of each programme or group; None where all of it is suppressed."""
    rows = [(label, data) for label, data in rows if not is_suppressed(data)][:MOST_BARS]
    if not rows:
        return None
    return charts.bars(
        _("Reductions verified and claimed"),
        [label for label, _data in rows],
        [
            Series(_("Verified"), "success", [_kilograms(data["verified_kg"]) for _label, data in rows]),
            Series(_("Claimed"), "violet", [_kilograms(data["claimed_kg"]) for _label, data in rows]),
        ],
        "kg",
        is_apart=True,
    )


def cost(rows: Rows) -> Chart | None:
    """Return what was paid for each verified tonne; None where that is known of no row."""
    known = [(label, data["won_per_tonne"]) for label, data in rows if data["won_per_tonne"] is not None]
    if not known:
        return None
    known = known[:MOST_BARS]
    points = [Point(value, won(value)) for _label, value in known]
    series = [Series(_("Paid per verified tonne"), "violet", points)]
    return charts.bars(
        _("Paid per verified tonne"), [label for label, _value in known], series, "won_per_tonne"
    )


def tiers(rows: Sequence[Tier]) -> Chart:
    """Return what was awarded and what arrived, tier by tier and by legal kind."""
    names = [f"{NOTHING if row.tier is None else row.tier} · {row.kind_words}" for row in rows]
    return charts.bars(
        _("Money tier by tier"),
        names,
        [
            Series(_("Awarded or agreed"), "info", [Point(r.awarded_won, won(r.awarded_won)) for r in rows]),
            Series(_("Received"), "success", [Point(r.paid_won, won(r.paid_won)) for r in rows]),
        ],
        "won",
        is_apart=True,
    )


def tier_words(row: Tier) -> str:
    """Say which tier it is; a dash for firms that are no members any more."""
    return NOTHING if row.tier is None else _("Tier %(level)s") % {"level": row.tier}
