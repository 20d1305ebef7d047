"""Verified and claimed kilograms by group: consortium, support model, technology, region, year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from reporting.claims.queries import claimed_by_lot
from reporting.register.gathering.setting import Setting
from reporting.register.gathering.sums import Book
from reporting.register.suppression import TOTAL, Atom, Place, hidden_beside, hidden_places
from reporting.statements.models import Statement
from reporting.tallies.facts import region_names
from reporting.tallies.queries import verified

#: tables in the order in which they are shown
DIMENSIONS = (TOTAL, "CONSORTIUM", "MODEL", "TECHNOLOGY", "REGION", "YEAR")
#: tables of which it is known what was paid: an award buys several technologies, over several years
WITH_COST = frozenset({TOTAL, "CONSORTIUM", "MODEL", "REGION"})


@dataclass
class Cell:
    """What is shown of one group, kg CO2e; None where it is not shown (`is_hidden`) or its claims are not."""

    firms: set[int] = field(default_factory=set)
    verified_kg: int = 0
    claimed_kg: int = 0
    is_hidden: bool = False
    is_claim_hidden: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The public fields of a reduction; hidden figures are absent, not zero."""
        shown, claims = not self.is_hidden, not (self.is_hidden or self.is_claim_hidden)
        return {
            "verified_kg": self.verified_kg if shown else None,
            "claimed_kg": self.claimed_kg if claims else None,
            "is_suppressed": self.is_hidden,
        }

    def won_per_tonne(self, paid_won: int | None) -> int | None:
        """Return what was paid for each verified tonne, whole won rounded down; None without either."""
        if self.is_hidden or not self.verified_kg or not paid_won:
            return None
        return paid_won * 1000 // self.verified_kg


@dataclass
class Cells:
    """The groups of every programme, and what they are called in both languages."""

    of: dict[int, dict[Place, Cell]] = field(default_factory=lambda: defaultdict(dict))
    labels: dict[tuple[int, Place], tuple[str, str]] = field(default_factory=dict)

    def at(self, program_id: int, place: Place) -> Cell:
        """Return a group; an empty one if nothing was verified there."""
        return self.of.get(program_id, {}).get(place) or Cell()


@dataclass(frozen=True)
class Part:
    """What was verified of one lot for one consortium."""

    firm: int
    verified_kg: int
    claimed_kg: int
    places: frozenset[Place]


def count(lots: QuerySet[Statement], setting: Setting, least: int) -> Cells:
    """Return the groups of every programme, hidden where fewer than `least` firms would be revealed."""
    cells = Cells()
    for program_id, parts in _parts(lots, setting, cells.labels).items():
        cells.of[program_id] = _added(parts)
        _hide(cells.of[program_id], parts, least)
    return cells


def _parts(
    lots: QuerySet[Statement], setting: Setting, labels: dict[tuple[int, Place], tuple[str, str]]
) -> Mapping[int, list[Part]]:
    named = lots.select_related("firm", "measure__technology").order_by("pk")
    of_lot = {lot.pk: lot for lot in named}
    claimed = claimed_by_lot(of_lot)
    found: dict[int, list[Part]] = defaultdict(list)
    for lot_id, consortium_id, kilograms in verified(of_lot):
        consortium = setting.consortia.get(consortium_id)
        if consortium is None or not kilograms:
            continue
        groups = _groups(of_lot[lot_id], consortium)
        labels.update({(consortium.program_id, place): names for place, names in groups.items()})
        taken = claimed.get((lot_id, consortium_id), 0)
        part = Part(of_lot[lot_id].firm_id, kilograms, taken, frozenset(groups))
        found[consortium.program_id].append(part)
    return found


def _groups(lot: Any, consortium: Any) -> dict[Place, tuple[str, str]]:
    """Return the groups to which a lot's share belongs, with their names in Korean and in English."""
    model, technology, year = consortium.support_model, lot.measure.technology, str(lot.period_until.year)
    return {
        (TOTAL, ""): ("", ""),
        ("CONSORTIUM", consortium.public_id): (consortium.name, consortium.name),
        ("MODEL", model.code): (model.name_ko, model.name_en),
        ("TECHNOLOGY", technology.code): (technology.name_ko, technology.name_en),
        ("REGION", lot.firm.region): region_names(lot.firm.region),
        ("YEAR", year): (year, year),
    }


def _added(parts: Iterable[Part]) -> dict[Place, Cell]:
    cells: dict[Place, Cell] = defaultdict(Cell)
    for part in parts:
        for place in part.places:
            cell = cells[place]
            cell.firms.add(part.firm)
            cell.verified_kg += part.verified_kg
            cell.claimed_kg += part.claimed_kg
    return cells


def _hide(cells: Mapping[Place, Cell], parts: Iterable[Part], least: int) -> None:
    """
    Mark what must not be shown: of all firms' kilograms, of those that somebody claims, and of both together.

    Verified less claimed kilograms are those that nobody claims: a sum of its own, which two shown ones give.
    """
    parts = list(parts)
    claimed = [Atom(part.firm, part.places) for part in parts if part.claimed_kg]
    hidden = hidden_places([Atom(part.firm, part.places) for part in parts], least)
    gone = hidden | _as_claims(hidden_places(claimed, least) | hidden)
    both = [Atom(one.firm, one.places | _as_claims(one.places)) for one in claimed]
    both += [Atom(part.firm, part.places) for part in parts if part.verified_kg > part.claimed_kg]
    more = hidden_beside(both, gone, _as_claims(cells) - gone, least)
    for place, cell in cells.items():
        cell.is_hidden = place in hidden
        cell.is_claim_hidden = not _as_claims([place]).isdisjoint(gone | more)


def _as_claims(places: Iterable[Place]) -> frozenset[Place]:
    """Return the groups of claimed kilograms beside these of verified ones."""
    return frozenset((f"CLAIMED {dimension}", key) for dimension, key in places)


def records(cells: Cells, setting: Setting, book: Book) -> Iterator[dict[str, Any]]:
    """Yield the record of every group, by programme, table and name."""
    for program_id in sorted(cells.of):
        of_program = cells.of[program_id]
        in_order = [
            (DIMENSIONS.index(place[0]), cells.labels[program_id, place], place) for place in of_program
        ]
        for _number, (korean, english), place in sorted(in_order):
            dimension, key = place
            cell = of_program[place]
            paid = book.paid[program_id, place] if dimension in WITH_COST else None
            yield {
                "id": f"{setting.programs[program_id].public_id}:{dimension}:{key}",
                **setting.of_program(program_id),
                "dimension": dimension,
                "key": key,
                "label_ko": korean,
                "label_en": english,
                "firms": None if cell.is_hidden else len(cell.firms),
                "paid_won": paid,
                "won_per_tonne": cell.won_per_tonne(paid),
                **cell.fields,
            }
