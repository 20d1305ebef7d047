"""
Charts as plain data: what static/js/charts.js draws with Apache ECharts, beside a table of the same figures.

Values are whole numbers (won, kilograms, counts); every value comes with its words, so that the script never
has to know how an amount is written. Nothing here turns one into a float.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: what the values are; the script words its axes by it
UNITS = ("won", "kg", "count", "won_per_tonne")


@dataclass(frozen=True)
class Point:
    """One value of a series: the number, what it is called in words, and what it opens."""

    value: int | None
    text: str = ""
    href: str = ""


@dataclass(frozen=True)
class Series:
    """One row of bars or one line, with its name and its tone (primary, success, warning …)."""

    name: Any
    tone: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Chart:
    """A chart: kind, what it shows in a sentence, data; `replaces` is the id of a drawing it stands for."""

    kind: str
    label: Any
    data: dict[str, Any]
    replaces: str = ""
    classes: str = field(default="")


def bars(label: Any, categories: Sequence[Any], series: Sequence[Series], unit: str, **more: Any) -> Chart:
    """Return horizontal bars, one row per category, the series stacked unless `is_stacked` is false."""
    return Chart("bars", label, _axes(categories, series, unit) | more)


def lines(label: Any, categories: Sequence[Any], series: Sequence[Series], unit: str, **more: Any) -> Chart:
    """Return lines over months; a series of one tone "target" is dashed."""
    return Chart("lines", label, _axes(categories, series, unit) | more)


def sankey(
    label: Any, nodes: Sequence[dict[str, Any]], links: Sequence[dict[str, Any]], replaces: str = ""
) -> Chart:
    """
    Return a flow: nodes with id, label, text, tone, href; links with source, target, value, text, tone.

    Two nodes may carry the same name: the id tells them apart.
    """
    return Chart("sankey", label, {"nodes": list(nodes), "links": list(links)}, replaces)


def _axes(categories: Sequence[Any], series: Sequence[Series], unit: str) -> dict[str, Any]:
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit of charts")
    return {
        "unit": unit,
        "categories": [str(category) for category in categories],
        "series": [
            {
                "name": str(one.name),
                "tone": one.tone,
                "values": [point.value for point in one.points],
                "texts": [point.text for point in one.points],
                "hrefs": [point.href for point in one.points],
            }
            for one in series
        ],
    }
