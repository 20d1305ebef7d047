"""
Charts in documents: bars drawn by us as vectors, in whole units of a 1000-wide picture. Pure: no database.

A chart is drawn of the same figures as the table below it, and has no script.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LABEL, VALUE, BAR, GAP, TOP = 1000, 260, 190, 13, 9, 30
#: fills of the series in their order; the words beside the bars do not depend on them
FILLS = ("#0b50d0", "#8fcf9d", "#9fb0c6")
#: more parts than these are read in the table, not in a picture
MOST_PARTS = 16
#: half widths that a label has room for: a Korean letter takes two
LONGEST_LABEL = 32

#: letters from here on are drawn twice as wide: the first of the Korean alphabet
WIDE = "\u1100"


@dataclass(frozen=True)
class Bar:
    """One bar: its place, its length, its fill and the value written behind it."""

    y: int
    length: int
    fill: str
    value: str

    @property
    def text_x(self) -> int:
        """Where the value begins."""
        return LABEL + self.length + 8

    @property
    def text_y(self) -> int:
        """The line the value stands on."""
        return self.y + BAR - 3


@dataclass(frozen=True)
class Group:
    """One part of the whole: its name and a bar for each series."""

    label: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Bars:
    """A picture of groups of bars, with a legend of its series."""

    title: str
    series: tuple[tuple[str, str, int], ...]
    groups: tuple[Group, ...]
    height: int
    width: int = WIDTH
    label: int = LABEL
    bar: int = BAR


@dataclass(frozen=True)
class Series:
    """One figure of every part: its name, and (number, how it is written) part by part."""

    name: str
    points: Sequence[tuple[int, str]]


def bars(title: str, labels: Sequence[str], series: Sequence[Series]) -> Bars | None:
    """Return the parts as bars beside each other; None where there is nothing to compare."""
    labels = labels[:MOST_PARTS]
    largest = max((number for one in series for number, _written in one.points[:MOST_PARTS]), default=0)
    if largest <= 0:
        return None
    step = len(series) * BAR + GAP
    groups = tuple(
        Group(_short(label), TOP + place * step + BAR - 3, _bars(series, place, TOP + place * step, largest))
        for place, label in enumerate(labels)
    )
    legend = tuple((one.name, FILLS[place], LABEL + place * 220) for place, one in enumerate(series))
    return Bars(title, legend, groups, TOP + len(labels) * step)


def _bars(series: Sequence[Series], place: int, top: int, largest: int) -> tuple[Bar, ...]:
    most = WIDTH - LABEL - VALUE
    return tuple(
        Bar(top + nth * BAR, max(0, one.points[place][0]) * most // largest, FILLS[nth], one.points[place][1])
        for nth, one in enumerate(series)
    )


def _short(label: str) -> str:
    """Return as much of a label as there is room for; a cut is shown."""
    room = LONGEST_LABEL
    for place, letter in enumerate(label):
        room -= 2 if letter >= WIDE else 1
        if room < 0:
            return f"{label[: place - 1]}…"
    return label
