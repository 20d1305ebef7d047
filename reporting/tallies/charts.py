"""The charts of kept totals, each from the rows of the table beside it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.ui import charts
from core.ui.charts import Chart, Point, Series
from core.ui.formats import month, tonnes
from core.ui.templatetags.ui import won
from programs.models import Program
from reporting.tallies.kept.own import Month
from reporting.tallies.kept.reading import Part

#: more rows than these are read in the table, not in a picture
MOST_BARS = 20


def kilograms(parts: Sequence[Part], *, is_of_all_time: bool) -> Chart | None:
    """
    Return what was verified of each part; None where nothing was verified.

    Over all time it is divided into claimed and not claimed. Within a year it is not: a claim belongs to the
    month in which it was made, and may be of tonnes of an earlier year.
    """
    parts = [part for part in parts if part.verified_kg > 0][:MOST_BARS]
    if not parts:
        return None
    names = [part.label for part in parts]
    if not is_of_all_time:
        verified = [Point(part.verified_kg, tonnes(part.verified_kg), part.href) for part in parts]
        series = [Series(_("Verified reductions"), "success", verified)]
        return charts.bars(_("Verified reductions"), names, series, "kg")
    claimed = [Point(part.claimed_kg, tonnes(part.claimed_kg), part.href) for part in parts]
    still = [Point(part.open_kg, tonnes(part.open_kg), part.href) for part in parts]
    series = [Series(_("Claimed"), "info", claimed), Series(_("Not claimed"), "success", still)]
    return charts.bars(_("Verified reductions, claimed and not claimed"), names, series, "kg")


def costs(parts: Sequence[Part]) -> Chart | None:
    """Return the subsidy received for each verified tonne; None where that can't be said of any."""
    parts = [part for part in parts if part.won_per_tonne][:MOST_BARS]
    if not parts:
        return None
    points = [Point(part.won_per_tonne, won(part.won_per_tonne), part.href) for part in parts]
    return charts.bars(
        _("Subsidy received for each verified tonne"),
        [part.label for part in parts],
        [Series(_("Received per tonne"), "violet", points)],
        "won_per_tonne",
    )


def by_month(rows: Sequence[tuple[dt.date, Part]], program: Program) -> Chart | None:
    """Return what was verified so far month by month beside the target; None before the first month."""
    if not rows:
        return None
    so_far, sums = 0, []
    for _first, part in rows:
        so_far += part.verified_kg
        sums.append(Point(so_far, tonnes(so_far)))
    goals = [_goal(first, program) for first, _part in rows]
    return charts.lines(
        _("Verified reduction against the target, month by month"),
        [month(first) for first, _part in rows],
        [
            Series(_("Verified so far"), "success", sums),
            Series(_("Target so far"), "target", [Point(kg, tonnes(kg)) for kg in goals]),
        ],
        "kg",
    )


def _goal(first: dt.date, program: Program) -> int:
    """Return the target up to the end of the month: it grows evenly over the programme's fiscal year."""
    gone = (first.year - program.fiscal_year) * 12 + first.month
    return program.target_kg * min(max(gone, 0), 12) // 12


def metered(months: Sequence[Month], year: int) -> Chart | None:
    """Return what a firm metered month by month beside the year before; None where nothing was metered."""
    if not any(one.metered_kwh for one in months):
        return None
    now, before = [_kwh(one.metered_kwh) for one in months], [_kwh(one.before_kwh) for one in months]
    return charts.lines(
        _("Electricity metered month by month, kWh"),
        [month(one.first) for one in months],
        [Series(str(year), "info", now), Series(str(year - 1), "target", before)],
        "count",
    )


def _kwh(metered: Decimal | None) -> Point:
    """Return the point of a month's electricity; a gap where nothing was read."""
    return Point(None if metered is None else int(metered), f"{metered or 0:,.0f} kWh")
