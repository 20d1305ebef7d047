"""How far a programme is: kilograms month by month, and its figures by consortium, model, technology …"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language

from applications.workflow import Status
from core.ledger.models import Transfer
from core.workflow import clock
from measurement.models import Measure
from programs.models import Program
from reporting.claims.models import Shortfall
from reporting.statements.models import Statement
from reporting.tallies import queries as tallies
from reporting.tallies.figures import Figures
from reporting.tallies.models import Dimension, Tally

#: statuses in which an award stands
AWARDED = (Status.AWARDED, Status.ACCEPTED)
#: months from the newest that a page shows
MOST_MONTHS = 24


@dataclass(frozen=True)
class Month:
    """Kilograms of CO2e of one month, and all up to its end; the target grows evenly over twelve months."""

    first: dt.date
    verified_kg: int
    so_far_kg: int
    target_kg: int
    is_over: bool


def months(program: Program, at: dt.datetime, until_on: dt.date | None = None) -> list[Month]:
    """
    Return the programme's year month by month, longer where kilograms were measured later; two queries.

    With `until_on`, of the kilograms that belong to that day or an earlier one.
    """
    today = clock.day(at)
    by_month = _verified_by_month(program, until_on)
    first = dt.date(program.fiscal_year, 1, 1)
    first = min([first, *by_month])
    last = max([dt.date(program.fiscal_year, 12, 1), *by_month])
    found, so_far, month = [], 0, first
    while month <= last:
        so_far += by_month.get(month, 0)
        gone = (month.year - program.fiscal_year) * 12 + month.month
        target = program.target_kg * min(max(gone, 0), 12) // 12
        found.append(Month(month, by_month.get(month, 0), so_far, target, month <= today))
        month = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return found[-MOST_MONTHS:]


def _verified_by_month(program: Program, until_on: dt.date | None) -> dict[dt.date, int]:
    """Return the kilograms by the month to which they belong, corrections taken off, whoever claims them."""
    lots = Statement.objects.filter(measure__consortium__program=program).values("pk")
    found: dict[dt.date, int] = defaultdict(int)
    for side, other, sign in (("target", "source", 1), ("source", "target", -1)):
        ours: dict[str, Any] = {f"{side}__owner_kind": "lot", f"{side}__owner_id__in": lots}
        ours |= {f"{side}__code__startswith": "share:", f"{other}__code": "verified"}
        ours |= {"effective_on__lte": until_on} if until_on else {}
        sums = (
            Transfer.objects.filter(**ours)
            .order_by()
            .values_list(TruncMonth("effective_on"))
            .annotate(kg=Sum("amount"))
        )
        for month, kg in sums:
            found[month] += sign * kg
    short = Shortfall.objects.filter(lot__in=lots).order_by()
    short = short.filter(lot__period_until__lte=until_on) if until_on else short
    for month, kg in short.values_list(TruncMonth("lot__period_until")).annotate(kg=Sum("kilograms")):
        found[month] -= kg
    return found


@dataclass(frozen=True)
class Line:
    """Figures of one consortium, model, technology, region …, with what was expected a year."""

    key: Any
    label: str
    figures: Figures
    expected_kg: int | None
    href: str = ""

    @property
    def open_won(self) -> int:
        """Awarded and not paid yet, won."""
        return max(0, self.figures.awarded_won - self.figures.paid_won)

    @property
    def won_per_expected_tonne(self) -> int | None:
        """Subsidy awarded for each tonne expected a year, whole won, rounded down."""
        return self.figures.awarded_won * 1000 // self.expected_kg if self.expected_kg else None

    @property
    def won_per_verified_tonne(self) -> int | None:
        """Subsidy received for each verified tonne so far, whole won, rounded down."""
        verified = self.figures.verified_kg
        return self.figures.paid_won * 1000 // verified if verified else None


#: dimension → path from a measure to its key there
EXPECTED = {
    "PROGRAM": "consortium__program",
    "CONSORTIUM": "consortium",
    "SUPPORT_MODEL": "consortium__support_model__code",
    "TECHNOLOGY": "technology__code",
    "REGION": "firm__region",
}
#: how a dimension is written in an address
SLUGS = {
    "consortium": "CONSORTIUM",
    "support-model": "SUPPORT_MODEL",
    "technology": "TECHNOLOGY",
    "region": "REGION",
    "sector": "SECTOR",
    "regulation": "REGULATION",
    "tier": "TIER",
}


def dimensions() -> dict[str, Dimension]:
    """Return the dimensions by which a programme can be shown, as {part of the address: dimension}."""
    return {slug: Dimension[name] for slug, name in SLUGS.items() if name in Dimension.__members__}


def breakdown(program: Program, dimension: str, tally: Tally | None = None) -> list[Line]:
    """Return the figures of a programme by one dimension, of a tally or as of now, largest award first."""
    return _lines(program, dimension, tallies.kept(tally, dimension) if tally else tallies.count(program))


def _lines(program: Program, dimension: str, counted: list[Any]) -> list[Line]:
    expected = _expected(program, dimension)
    pages = _pages(program) if dimension == Dimension.CONSORTIUM else {}
    is_english = get_language() == "en"
    found = [
        Line(
            line.key,
            line.label_en if is_english else line.label_ko,
            line.figures,
            expected.get(str(line.key), 0) if expected is not None else None,
            pages.get(str(line.key), ""),
        )
        for line in counted
        if line.dimension == dimension
    ]
    return sorted(found, key=lambda line: (-line.figures.awarded_won, -line.figures.verified_kg, line.label))


def _pages(program: Program) -> dict[str, str]:
    return {str(c.pk): c.get_absolute_url() for c in program.consortia.all()}


def _expected(program: Program, dimension: str) -> dict[str, int] | None:
    """Return {key: kilograms expected a year} of awarded measures; None where it is not counted."""
    path = EXPECTED.get(dimension)
    if path is None:
        return None
    rows = measures_of(program).order_by().values_list(path).annotate(kg=Sum("expected_kg"))
    return {str(key): kg or 0 for key, kg in rows}


def measures_of(program: Program) -> QuerySet[Measure]:
    """Return the measures of awarded cases, and those that no application describes (bought with a gift)."""
    counts = Q(cost_item__isnull=True) | Q(cost_item__application__status__in=AWARDED)
    return Measure.objects.filter(counts, consortium__program=program)


def expected_kg(program: Program) -> int:
    """Return the kilograms of CO2e that the programme's awarded measures are expected to save a year."""
    return measures_of(program).aggregate(kg=Sum("expected_kg"))["kg"] or 0
