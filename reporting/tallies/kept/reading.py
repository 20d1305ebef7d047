"""What pages read of the kept totals: a handful of queries, however many cases there are."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, Sum
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import get_language

from core.ratios import WHOLE_BP
from core.ui.formats import month
from firms.models import Firm
from programs.models import Consortium, Program, SupportModel, Technology
from reporting.tallies import facts as named
from reporting.tallies.facts import Facts
from reporting.tallies.models import Dimension, Subject, Total

KILOGRAMS_PER_TONNE = 1000
#: so much of what lacks something in the chain is named on a page
MOST_LACKING = 20


@dataclass(frozen=True)
class Part:
    """Kept figures of one part of a programme: whole kg CO2e, won, readings and kWh."""

    key: str
    label: str
    verified_kg: int = 0
    claimed_kg: int = 0
    paid_won: int = 0
    readings: int = 0
    metered_kwh: Any = 0
    href: str = ""

    @property
    def open_kg(self) -> int:
        """Verified and not claimed, kg CO2e."""
        return max(0, self.verified_kg - self.claimed_kg)

    @property
    def won_per_tonne(self) -> int | None:
        """Subsidy received for each verified tonne, whole won, rounded down; None without tonnes."""
        if self.verified_kg <= 0:
            return None
        return self.paid_won * KILOGRAMS_PER_TONNE // self.verified_kg


#: dimension → what a key is called in Korean and in English
OF_KEY = {
    Dimension.TIER: named.tier_names,
    Dimension.REGION: named.region_names,
    Dimension.SECTOR: named.sector_names,
    Dimension.REGULATION: named.regulation_names,
}
FIGURES = ("verified_kg", "claimed_kg", "paid_won", "readings", "metered_kwh")
_SUMS: dict[str, Any] = {f"sum_{name}": Sum(name) for name in FIGURES}


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[f"sum_{name}"] or 0 for name in FIGURES}


def _totals(program: Program, dimension: str, year: int | None) -> QuerySet[Total]:
    found = Total.objects.filter(program_key=program.pk, dimension=dimension)
    return (found.filter(month__year=year) if year else found).order_by()


def whole(program: Program, year: int | None = None) -> Part:
    """Return the programme's figures of a year, or of all."""
    sums = _totals(program, Dimension.PROGRAM, year).aggregate(**_SUMS)
    return Part(str(program.pk), str(program), **_figures(sums))


def parts(program: Program, dimension: str, year: int | None = None) -> list[Part]:
    """Return the figures by one dimension, most kilograms first; two queries, and one for names."""
    rows = list(_totals(program, dimension, year).values("key").annotate(**_SUMS))
    names = labels(program, dimension, [row["key"] for row in rows])
    found = []
    for row in rows:
        label, href = names.get(row["key"], (row["key"], ""))
        found.append(Part(row["key"], label, **_figures(row), href=href))
    return sorted(found, key=lambda part: (-part.verified_kg, -part.paid_won, part.label))


def months(program: Program, year: int | None = None) -> list[tuple[dt.date, Part]]:
    """Return the figures month by month."""
    rows = _totals(program, Dimension.PROGRAM, year).values("month").annotate(**_SUMS).order_by("month")
    return [
        (row["month"], Part(f"{row['month']:%Y-%m}", month(row["month"]), **_figures(row))) for row in rows
    ]


def years(program: Program) -> list[Part]:
    """Return the figures by fiscal year, which is the calendar year."""
    by_year = _totals(program, Dimension.PROGRAM, None).annotate(
        year=Cast(ExtractYear("month"), IntegerField())
    )
    rows = by_year.values("year").annotate(**_SUMS).order_by("year")
    return [Part(str(row["year"]), str(row["year"]), **_figures(row)) for row in rows]


def labels(program: Program, dimension: str, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {key: (name in the reader's language, address)} of parts, in one query at most."""
    is_english = get_language() == "en"
    ids = [int(key) for key in keys if key.isdigit()]
    if dimension == Dimension.CONSORTIUM:
        known: Iterable[Any] = Consortium.objects.filter(pk__in=ids)
        found = {str(one.pk): (one.name, one.get_absolute_url()) for one in known}
        return {"0": (str(named.UNKNOWN_CONSORTIUM), "")} | found
    if dimension == Dimension.ANCHOR:
        firms = {str(one.pk): (one.name, one.get_absolute_url()) for one in Firm.objects.filter(pk__in=ids)}
        return {"0": (str(named.UNKNOWN_ANCHOR), "")} | firms
    if dimension == Dimension.SUPPORT_MODEL:
        known = SupportModel.objects.filter(code__in=list(keys))
        return {"none": (str(named.UNKNOWN_MODEL), "")} | {one.code: (str(one), "") for one in known}
    if dimension == Dimension.TECHNOLOGY:
        facts = Facts({}, {}, {}, {t.code: t for t in Technology.objects.filter(program=program)}, {}, {})
        return {key: (named.technology_names(key, facts)[is_english], "") for key in keys}
    return {key: (OF_KEY[Dimension(dimension)](key)[is_english], "") for key in keys}


#: what the measures of standing awards are expected to save in the months of the year that no verified
#: statement covers, from the month in which they went into operation; each measure's kilograms rounded down
_EXPECTED = """
    SELECT coalesce(sum(m.expected_kg * (13 - extract(month FROM since.first)::int) / 12), 0)::bigint
      FROM measurement_measure m
      JOIN programs_consortium c ON c.id = m.consortium_id AND c.program_id = %(program)s
      LEFT JOIN applications_costitem i ON i.measure_id = m.id
      LEFT JOIN applications_application a ON a.id = i.application_id
      LEFT JOIN (
          SELECT measure_id, max(period_until) AS until FROM statements_statement
           WHERE status = 'VERIFIED' GROUP BY measure_id
      ) s ON s.measure_id = m.id
      CROSS JOIN LATERAL (
          SELECT greatest(m.commissioned_on, make_date(%(year)s, 1, 1), s.until + 1) AS first
      ) since
     WHERE m.expected_kg > 0 AND m.commissioned_on IS NOT NULL
       AND (i.id IS NULL OR a.status IN ('AWARDED', 'ACCEPTED'))
       AND since.first <= make_date(%(year)s, 12, 31)
"""


def still_expected_kg(program: Program, year: int) -> int:
    """Return what measures in operation are expected to save in the year's months not verified yet, kg."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, {"program": program.pk, "year": year})
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Target:
    """What a programme wants to reduce in a year, what was verified, what is still expected; kg CO2e."""

    year: int
    goal_kg: int
    achieved_kg: int
    expected_kg: int

    @property
    def forecast_kg(self) -> int:
        """What the year comes to if everything expected is verified."""
        return self.achieved_kg + self.expected_kg

    @property
    def achieved_bp(self) -> int | None:
        """What was verified of the goal, basis points; None without a goal."""
        return self._share(self.achieved_kg)

    @property
    def forecast_bp(self) -> int | None:
        """What is forecast of the goal, basis points; None without a goal."""
        return self._share(self.forecast_kg)

    def _share(self, kilograms: int) -> int | None:
        return kilograms * WHOLE_BP // self.goal_kg if self.goal_kg else None


def target_of(program: Program, year: int, counted: Iterable[Part]) -> Target:
    """Return a year's target; `counted` are the figures by year (`years`)."""
    achieved = next((part.verified_kg for part in counted if part.key == str(year)), 0)
    return Target(year, program.target_kg, achieved, still_expected_kg(program, year))


def lacking_in(program: Program) -> QuerySet[Subject]:
    """Return what is counted here, or nowhere else, although its place in the chain lacks something."""
    return Subject.objects.exclude(missing="").filter(program_key__in=[program.pk, 0]).order_by("pk")
