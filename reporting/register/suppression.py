"""
Which sums of reductions may be shown, so that none of them, nor all together, reveals one firm's figure.

Pure: no database. A table shows one sum per group (consortium, technology, region …) and their total. First,
a group of too few firms is hidden. Second, what is hidden in a table must together be large enough, or the
total less the shown groups would reveal it. Third, no combination of all shown sums, of several tables, may
come down to fewer firms than a shown sum has: that is asked of linear algebra (`combinations`), not of luck.
What two sorts of sums say together, as verified and claimed kilograms do, is asked last (`hidden_beside`).
"""

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from reporting.register.combinations import Found, Span, few_firms

FILE = Path(__file__).with_name("suppression.toml")
#: dimension of the sum over everything
TOTAL = "TOTAL"

#: (dimension, key of the group)
Place = tuple[str, str]


@dataclass(frozen=True)
class LeastFirms:
    """Of how many firms a shown sum consists at least, since when, and why."""

    value: int
    valid_from: dt.date
    reason_ko: str
    reason_en: str

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return self.reason_en if get_language() == "en" else self.reason_ko


@dataclass(frozen=True)
class Atom:
    """A firm's reduction in one group of each table: what sums consist of."""

    firm: int
    places: frozenset[Place]


@cache
def _rows() -> tuple[LeastFirms, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["least_firms"]
    return tuple(sorted((LeastFirms(**row) for row in rows), key=lambda row: row.valid_from))


def least_firms(on: dt.date) -> LeastFirms:
    """Return the number of firms that holds on the day; before all of them, the first."""
    return next((row for row in reversed(_rows()) if row.valid_from <= on), _rows()[0])


def hidden_places(atoms: Iterable[Atom], least: int) -> frozenset[Place]:
    """Return the groups whose sums are not shown, where a sum must consist of `least` firms."""
    atoms = list(atoms)
    firms = _firms(atoms)
    hidden = {place for place, members in firms.items() if len(members) < least}
    while True:
        more = _beside(hidden, firms, least) or _revealing(atoms, hidden, firms, least)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)


def hidden_beside(
    atoms: Iterable[Atom], hidden: Iterable[Place], may_hide: Iterable[Place], least: int
) -> frozenset[Place]:
    """
    Return which of `may_hide` are hidden as well, so that all sums still shown reveal no firm together.

    Without those of `may_hide` the rest must reveal none (`hidden_places`).
    """
    atoms, gone, shown = list(atoms), set(hidden), set(may_hide)
    firms = _firms(atoms)
    while shown and (found := _few(atoms, gone, least)):
        more = min(found.combined & shown or shown, key=lambda place: (len(firms[place]), place))
        gone.add(more)
        shown.remove(more)
    return frozenset(gone.difference(hidden))


def _few(atoms: Iterable[Atom], hidden: set[Place], least: int) -> Found | None:
    columns: dict[frozenset[Place], set[int]] = defaultdict(set)
    for atom in atoms:
        columns[atom.places - hidden].add(atom.firm)
    columns.pop(frozenset(), None)
    return few_firms(Span.of(columns), least)


def _firms(atoms: Iterable[Atom]) -> dict[Place, set[int]]:
    found: dict[Place, set[int]] = defaultdict(set)
    for atom in atoms:
        for place in atom.places:
            found[place].add(atom.firm)
    return found


def _beside(hidden: set[Place], firms: Mapping[Place, set[int]], least: int) -> Place | None:
    """Return the smallest shown group of a table whose hidden ones are too few together; None if none is."""
    tables: dict[str, set[Place]] = defaultdict(set)
    for place in hidden:
        tables[place[0]].add(place)
    for dimension in sorted(tables):
        together = set().union(*(firms[place] for place in tables[dimension]))
        if len(tables[dimension]) > 1 and len(together) >= least:
            continue
        shown = [place for place in firms if place[0] == dimension and place not in hidden]
        if shown:
            return min(shown, key=lambda place: (len(firms[place]), place))
    return None


def _revealing(
    atoms: Iterable[Atom], hidden: set[Place], firms: Mapping[Place, set[int]], least: int
) -> Place | None:
    """
    Return a shown group whose sum takes part in revealing fewer than `least` firms; None if none does.

    Of those which the revealed kilograms are in, the smallest.
    """
    found = _few(atoms, hidden, least)
    if found is None:
        return None
    taking_part = found.combined & {place for places in found.left for place in places}
    groups = [place for place in taking_part if place[0] != TOTAL] or list(taking_part)
    return min(groups, key=lambda place: (len(firms[place]), place))
