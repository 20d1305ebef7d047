"""
Where what stands in a dossier: numbers of papers, who cites them, and its index.

Anchors are made of a kind and of positions in the facts, as the templates make them: `payment-2`, `line-2-1`.
A test holds that each leads somewhere. Pages are found when the pages are drawn (CSS `target-counter`).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.queries.causes import Cause, cause_named


@dataclass(frozen=True)
class Place:
    """A place of a dossier: its anchor, and what stands there in words."""

    anchor: str
    label: Any = field(compare=False)


@dataclass(frozen=True)
class Entry:
    """An entry of the index: a name, and its places by what stands there."""

    name: str
    places: list[tuple[Any, list[Place]]]


PARTIES, APPLICATION, GRANT = _("Parties"), _("Application"), _("Grant")
PAYMENT, INVOICE, PASSED_ON = _("Payment request"), _("Invoice"), _("Money passed on")
SETTLEMENT, CONDITION, ACCOUNT = _("Settlement"), _("Condition"), _("Bank account")
#: kinds of owners whose papers no row of a section names → the section in which the owner stands
SECTIONS: dict[str, Place] = {
    "answer": Place("applications", APPLICATION),
    "objection": Place("conditions", _("Objection")),
    "asset": Place("assets", _("Asset")),
    "inspection": Place("assets", _("Inspection")),
    "finding": Place("assets", _("Finding")),
    "pledge_cash": Place("assets", _("Cash of the anchor")),
    "pledge_gift": Place("assets", _("Contribution of the anchor")),
    "in_kind": Place("assets", _("Given in kind")),
    "measure": Place("measures", _("Measure")),
    "readings_workbook": Place("measures", _("Measure")),
}


class References:
    """The references of one dossier's facts."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each paper in the list of evidence, by its SHA-256; of equal ones the first."""
        found: dict[str, int] = {}
        for number, paper in enumerate(self.facts["evidence"], start=1):
            found.setdefault(paper["sha256"], number)
        return found

    @cached_property
    def _bearing(self) -> dict[Cause, list[int]]:
        """The numbers of the papers that bear what a case caused, in their order."""
        found: dict[Cause, list[int]] = defaultdict(list)
        for paper in self.facts["evidence"]:
            for kind, pk in paper["bears"]:
                if (number := self.numbers[paper["sha256"]]) not in found[kind, pk]:
                    found[kind, pk].append(number)
        return {cause: sorted(numbers) for cause, numbers in found.items()}

    def borne_by(self, transfer: dict[str, Any]) -> list[int]:
        """Return the numbers of the papers that bear a transfer, found through what caused it."""
        cause = cause_named(transfer["key"], transfer["event"])
        return self._bearing.get(cause, []) if cause else []

    @cached_property
    def citing(self) -> dict[str, list[Place]]:
        """The places that rest on a paper, by its SHA-256."""
        found: dict[str, list[Place]] = defaultdict(list)
        for sha256, place in self._citations():
            if sha256 and place not in found[sha256]:
                found[sha256].append(place)
        return dict(found)

    def _citations(self) -> Iterator[tuple[str, Place]]:
        for place, party in self._each("parties", "party", PARTIES):
            yield from ((one["sha256"], place) for one in party["certificates"])
        for place, case in self._each("applications", "case", APPLICATION):
            yield from ((quote["sha256"], place) for item in case["costs"] for quote in item["quotes"])
        for place, line in self._lines():
            yield line["sha256"], place
            yield from ((sha256, place) for _kind, _number, _name, sha256 in line["evidence"])
        for section, anchor, label in (
            ("conditions", "condition", CONDITION),
            ("passed_on", "passed", PASSED_ON),
            ("gift_uses", "gift", INVOICE),
            ("settlements", "settlement", SETTLEMENT),
            ("bank_accounts", "account", ACCOUNT),
        ):
            yield from ((one["sha256"], place) for place, one in self._each(section, anchor, label))
        for paper in self.facts["evidence"]:
            if where := SECTIONS.get(paper["kind"]):
                yield paper["sha256"], where

    @cached_property
    def firms(self) -> list[Entry]:
        """The index of firms: parties, applicants, holders, payers, receivers, suppliers."""
        found: list[tuple[str, Place]] = []
        for section, anchor, label, names in (
            ("parties", "party", PARTIES, ("name",)),
            ("applications", "case", APPLICATION, ("firm",)),
            ("grants", "grant", GRANT, ("firm",)),
            ("payments", "payment", PAYMENT, ("firm",)),
            ("passed_on", "passed", PASSED_ON, ("payer", "receiver")),
            ("settlements", "settlement", SETTLEMENT, ("firm",)),
        ):
            for place, one in self._each(section, anchor, label):
                found += [(one[name], place) for name in names]
        return _entries(found + [(line["supplier"], place) for place, line in self._lines()])

    @cached_property
    def grants(self) -> list[Entry]:
        """The index of grants, by their titles."""
        found: list[tuple[str, Place]] = []
        for section, anchor, label, name in (
            ("applications", "case", APPLICATION, "title"),
            ("grants", "grant", GRANT, "title"),
            ("payments", "payment", PAYMENT, "grant"),
            ("settlements", "settlement", SETTLEMENT, "grant"),
        ):
            found += [(one[name], place) for place, one in self._each(section, anchor, label)]
        return _entries(found)

    @cached_property
    def invoices(self) -> list[Entry]:
        """The index of invoices, by their numbers."""
        gifts = self._each("gift_uses", "gift", INVOICE)
        found = [(line["invoice_number"], place) for place, line in self._lines()]
        return _entries(found + [(use["invoice_number"], place) for place, use in gifts])

    def _each(self, section: str, anchor: str, label: Any) -> Iterator[tuple[Place, dict[str, Any]]]:
        for number, one in enumerate(self.facts[section], start=1):
            yield Place(f"{anchor}-{number}", label), one

    def _lines(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        for number, payment in enumerate(self.facts["payments"], start=1):
            for position, line in enumerate(payment["lines"], start=1):
                yield Place(f"line-{number}-{position}", INVOICE), line


def _entries(found: list[tuple[str, Place]]) -> list[Entry]:
    """Return the entries of an index by name, places in their order; of those in a row the first."""
    gathered: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    labels: dict[str, Any] = {}
    for name, place in found:
        kind = place.anchor.partition("-")[0]
        labels[kind] = place.label
        if name and place not in gathered[name][kind]:
            gathered[name][kind].append(place)
    return [
        Entry(name, [(labels[kind], _first_of_runs(places)) for kind, places in kinds.items()])
        for name, kinds in sorted(gathered.items())
    ]


def _first_of_runs(places: list[Place]) -> list[Place]:
    """Return the places without those that stand right behind another: a page number says it once."""
    before_each = zip([None, *places], places, strict=False)
    return [place for before, place in before_each if not _follows(before, place)]


def _follows(before: Place | None, place: Place) -> bool:
    """Return whether a place is the next of its kind: `passed-3` after `passed-2`."""
    if before is None:
        return False
    *above, number = _position(before)
    return _position(place) == [*above, number + 1]


def _position(place: Place) -> list[int]:
    return [int(number) for number in place.anchor.split("-")[1:]]
