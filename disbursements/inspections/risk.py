"""A firm's risk rating as arithmetic: facts, points, a rating, a number of inspections. Pure: no ORM."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from disbursements.inspections.programme import FactTerm, RatingTerm, Terms


class Rating(TextChoices):
    LOW = "LOW", _("Low")
    MEDIUM = "MEDIUM", _("Medium")
    HIGH = "HIGH", _("High")


class Fact(TextChoices):
    """What is known of a firm; values are counts, won or basis points."""

    FIRST_GRANT = "FIRST_GRANT", _("First grant of the firm")
    AMOUNT = "AMOUNT", _("Amount of the grant")
    HANDED_ON = "HANDED_ON", _("Part of the money that is handed on")
    RETURNED = "RETURNED", _("Payment requests returned for correction")
    LATE_REPORTS = "LATE_REPORTS", _("Half-yearly reports that were or are late")
    OVERDUE_DUTIES = "OVERDUE_DUTIES", _("Money that should have been passed on already")
    FAILED = "FAILED", _("Inspections that were failed")
    OPEN_FINDINGS = "OPEN_FINDINGS", _("Findings not answered in time")
    EXCLUDED = "EXCLUDED", _("Exclusions and closed business")


#: units of the values, where they are no counts
UNITS = {Fact.AMOUNT: "won", Fact.HANDED_ON: "bp"}


@dataclass(frozen=True)
class Row:
    """One printed line: a fact, its value, from which value on it counts, the points it gave, the source."""

    fact: Fact
    value: int
    term: FactTerm

    @property
    def points(self) -> int:
        """Points it gave."""
        return self.term.points if self.value >= self.term.threshold else 0

    @property
    def unit(self) -> str:
        """How its value is written: won, bp, or nothing for a count."""
        return UNITS.get(self.fact, "")


@dataclass(frozen=True)
class Rated:
    """A rating with the rows it was added up from, and what it asks for."""

    rows: tuple[Row, ...]
    points: int
    rating: Rating
    term: RatingTerm
    ratings: tuple[RatingTerm, ...]

    def as_(self, rating: str) -> RatingTerm:
        """Return what another rating asks for."""
        return next(term for term in self.ratings if term.code == rating)


def rate(values: Mapping[str, int], terms: Terms) -> Rated:
    """
    Add up the points of a firm and return its rating; a fact nobody knows counts nothing.

    The number of inspections follows from the rating (Act, art. 25: the ministry looks at progress on site).
    """
    rows = tuple(Row(Fact(term.code), values.get(term.code, 0), term) for term in terms.facts)
    points = sum(row.points for row in rows)
    term = max((r for r in terms.ratings if r.from_points <= points), key=lambda r: r.from_points)
    return Rated(rows, points, Rating(term.code), term, terms.ratings)
