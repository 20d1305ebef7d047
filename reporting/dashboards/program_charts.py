"""The charts of a programme, each from the rows of the table beside it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.ui import charts
from core.ui.charts import Chart, Point, Series
from core.ui.formats import month, tonnes
from core.ui.templatetags.ui import won
from reporting.dashboards.queries.programs import Stage
from reporting.dashboards.queries.progress import Line, Month

#: more rows than these are read in the table, not in a picture
MOST_BARS = 20


def pipeline(stages: Sequence[Stage]) -> Chart:
    """Return how many plans and applications have each status; a bar opens the list of them."""

    def points(number: Callable[[Stage], int]) -> list[Point]:
        return [Point(number(stage), str(number(stage)), stage.href) for stage in stages]

    return charts.bars(
        _("Plans and applications by status"),
        [stage.label for stage in stages],
        [
            Series(_("Plans"), "teal", points(lambda stage: stage.plans)),
            Series(_("Applications"), "primary", points(lambda stage: stage.applications)),
        ],
        "count",
    )


def reductions(months: Sequence[Month]) -> Chart:
    """Return the verified kilograms so far, month by month, beside the target."""
    over = [m.so_far_kg if m.is_over else None for m in months]
    return charts.lines(
        _("Verified reduction against the target, month by month"),
        [month(m.first) for m in months],
        [
            Series(_("Verified so far"), "success", [Point(kg, tonnes(kg)) for kg in over]),
            Series(_("Target so far"), "target", [Point(m.target_kg, tonnes(m.target_kg)) for m in months]),
        ],
        "kg",
    )


def _rows(lines: Sequence[Line], *series: tuple[Any, str, str, Callable[[int | None], str]]) -> list[Series]:
    """Return one series per (name, tone, attribute or figure, how it is written)."""
    return [
        Series(
            name,
            tone,
            [Point(value, write(value), line.href) for line in lines for value in [_of(line, which)]],
        )
        for name, tone, which, write in series
    ]


def _of(line: Line, which: str) -> int | None:
    return getattr(line.figures if hasattr(line.figures, which) else line, which)


def money(lines: Sequence[Line]) -> Chart:
    """Return what was paid and what is still to be paid of each award."""
    lines = lines[:MOST_BARS]
    series = _rows(
        lines,
        (_("Paid"), "success", "paid_won", won),
        (_("Awarded, not paid yet"), "info", "open_won", won),
    )
    return charts.bars(_("Subsidy awarded and paid"), [line.label for line in lines], series, "won")


def tonnes_made(lines: Sequence[Line]) -> Chart:
    """Return what was verified beside what is expected a year."""
    lines = lines[:MOST_BARS]
    wanted: list[Any] = [(_("Verified"), "success", "verified_kg", tonnes)]
    if any(line.expected_kg is not None for line in lines):
        wanted.append((_("Expected a year"), "neutral", "expected_kg", tonnes))
    names = [line.label for line in lines]
    return charts.bars(
        _("Reductions verified and expected"), names, _rows(lines, *wanted), "kg", is_apart=True
    )


def cost(lines: Sequence[Line]) -> Chart | None:
    """Return the subsidy for each tonne; None where no tonnes are expected or verified."""
    lines = [line for line in lines if line.won_per_expected_tonne or line.won_per_verified_tonne][:MOST_BARS]
    if not lines:
        return None
    series = _rows(
        lines,
        (_("Awarded per tonne expected a year"), "info", "won_per_expected_tonne", won),
        (_("Paid per tonne verified so far"), "violet", "won_per_verified_tonne", won),
    )
    names = [line.label for line in lines]
    return charts.bars(_("Subsidy for each tonne"), names, series, "won_per_tonne", is_apart=True)
