"""
Does a combination of sums come down to few firms? Exact, for any number of firms; pure.

Kilograms that stand in the same sums form one column: the sums it is in, and the firms it is of. A
combination gives each column a weight, and says something of the firms of those whose weight is not zero.
Whoever is to come down to fewer than k firms leaves out, of any k groups of firms, at least one whole group:
there are more groups than firms left. So it is enough to look, for each group, at the combinations that leave
it out. If a group alone has the rank of all, there are none but zero; else there are fewer to combine, and
the question is asked again of them. The groups are formed so that each has as much rank as it can.

Weights are computed modulo a prime. What comes down to few firms in whole numbers does so modulo a prime too,
so an error of this arithmetic could only hide more, never less.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

_PRIME = (1 << 61) - 1

#: a weight for each independent combination, or for each column
Vector = list[int]
#: (dimension, key of the group): a sum
Sum = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """A combination that comes down to few firms: the sums in it, and the columns that are left of it."""

    combined: frozenset[Sum]
    left: tuple[frozenset[Sum], ...]
    firms: frozenset[int]


class Echelon:
    """Independent vectors in reduced form: each has a leading 1 where the others have 0."""

    def __init__(self) -> None:
        self.rows: dict[int, Vector] = {}

    def rest(self, vector: Vector) -> Vector:
        """Return what is left of a vector that these don't make up; all zero if they do."""
        rest = vector
        for lead, row in self.rows.items():
            if factor := rest[lead]:
                rest = [(a - factor * b) % _PRIME if b else a for a, b in zip(rest, row, strict=True)]
        return rest

    def add(self, vector: Vector) -> bool:
        """Take a vector up; say whether it was independent of those that are there."""
        rest = self.rest(vector)
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is None:
            return False
        inverse = pow(rest[lead], -1, _PRIME)
        new = [value * inverse % _PRIME if value else 0 for value in rest]
        for place, row in self.rows.items():
            if factor := row[lead]:
                self.rows[place] = [
                    (a - factor * b) % _PRIME if b else a for a, b in zip(row, new, strict=True)
                ]
        self.rows[lead] = new
        return True

    def orthogonal(self, length: int) -> list[Vector]:
        """Return independent vectors, as many as there are, whose product with each of these is zero."""
        found = []
        for free in (place for place in range(length) if place not in self.rows):
            vector = [0] * length
            vector[free] = 1
            for lead, row in self.rows.items():
                vector[lead] = -row[free] % _PRIME
            found.append(vector)
        return found


@dataclass(frozen=True)
class Span:
    """
    All combinations of some independent ones.

    Each of `basis` is a combination of sums ({sum: weight}); each column says what every one of `basis` gives
    it.
    """

    basis: Sequence[Mapping[Sum, int]]
    columns: Mapping[frozenset[Sum], Vector]
    firms: Mapping[frozenset[Sum], frozenset[int]]

    @classmethod
    def of(cls, columns: Mapping[frozenset[Sum], Iterable[int]]) -> Self:
        """Return the span of all sums that stand in the columns, {sums it is in: its firms}."""
        ordered = sorted(columns, key=sorted)
        sums = sorted({one for column in ordered for one in column})
        independent, taken = Echelon(), []
        for one in sums:
            if independent.add([int(one in column) for column in ordered]):
                taken.append(one)
        return cls(
            [{one: 1} for one in taken],
            {column: [int(one in column) for one in taken] for column in ordered},
            {column: frozenset(firms) for column, firms in columns.items()},
        )

    def without(self, echelon: Echelon) -> Self:
        """Return the combinations of these that give nothing to the columns in the echelon."""
        chosen = echelon.orthogonal(len(self.basis))
        columns = {
            column: [_product(vector, one) for one in chosen] for column, vector in self.columns.items()
        }
        columns = {column: vector for column, vector in columns.items() if any(vector)}
        return type(self)([_combined(one, self.basis) for one in chosen], columns, self.firms)

    def by_firm(self) -> dict[int, list[Vector]]:
        """Return the columns of each firm that any combination says something of, in the order of firms."""
        found: dict[int, list[Vector]] = defaultdict(list)
        for column, vector in self.columns.items():
            for firm in self.firms[column]:
                found[firm].append(vector)
        return dict(sorted(found.items()))


def few_firms(span: Span, least: int) -> Found | None:
    """Return a combination that is not zero and comes down to fewer than `least` firms; None if none does."""
    large = Echelon()
    for column, vector in span.columns.items():
        if len(span.firms[column]) >= least:
            large.add(vector)
    return _few(span.without(large), least)


def _few(span: Span, least: int) -> Found | None:
    if not span.basis:
        return None
    firms = span.by_firm()
    if len(firms) < least:
        return _found(span)
    if len(span.basis) == 1:
        return None
    for group in _groups(firms, least, len(span.basis)):
        if len(group.rows) < len(span.basis) and (found := _few(span.without(group), least)):
            return found
    return None


def _groups(firms: Mapping[int, list[Vector]], number: int, full: int) -> list[Echelon]:
    """Return so many groups, each the span of its firms' columns; none is empty if there are enough firms."""
    groups = [Echelon() for _ in range(number)]
    for vectors in firms.values():
        lacking = [group for group in groups if len(group.rows) < full]
        if not lacking:
            break
        best = max(lacking, key=lambda group: (_gain(group, vectors), -len(group.rows)))
        for vector in vectors:
            best.add(vector)
    return groups


def _gain(group: Echelon, vectors: Sequence[Vector]) -> int:
    """Return by how much the rank of a group grows with these."""
    if not group.rows:
        return len(vectors)  # at most: an empty group is filled first
    added = Echelon()
    return sum(added.add(group.rest(vector)) for vector in vectors)


def _found(span: Span) -> Found:
    """Return the first combination of the span."""
    left = tuple(column for column, vector in span.columns.items() if vector[0])
    firms = frozenset(firm for column in left for firm in span.firms[column])
    return Found(frozenset(one for one, weight in span.basis[0].items() if weight), left, firms)


def _product(one: Vector, other: Vector) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True) if a and b) % _PRIME


def _combined(weights: Vector, basis: Sequence[Mapping[Sum, int]]) -> dict[Sum, int]:
    found: dict[Sum, int] = defaultdict(int)
    for weight, combination in zip(weights, basis, strict=True):
        if weight:
            for one, value in combination.items():
                found[one] = (found[one] + weight * value) % _PRIME
    return found
