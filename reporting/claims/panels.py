"""What a consortium's page shows of claims: who has its verified tonnes, year by year."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from firms.models import Firm
from programs.models import Consortium
from reporting.claims import permissions
from reporting.claims.kinds import Purpose
from reporting.claims.models import Claim, PerformanceDecision
from reporting.claims.queries import years_of


@dataclass(frozen=True)
class YearOfClaims:
    """One year of a consortium, in kg CO2e: what each purpose has of it, what is missing, what is left."""

    year: int
    scope3_kg: int
    external_kg: int
    retirement_kg: int
    short_kg: int
    left_kg: int


@dataclass(frozen=True)
class Panel:
    """The claims section of a consortium's page."""

    consortium: Consortium
    anchor: Firm
    years: list[YearOfClaims]
    decisions: list[PerformanceDecision]
    may_claim: bool
    may_propose: bool


def of_consortium(consortium: Consortium, user: Any, at: dt.datetime) -> Panel:
    """Return what the page of a consortium shows of claims, for those who answer for the whole chain."""
    decisions = PerformanceDecision.objects.visible_to(user, at).filter(consortium=consortium)
    return Panel(
        consortium=consortium,
        anchor=consortium.anchor,
        years=_years(consortium),
        decisions=list(decisions.select_related("consortium")),
        may_claim=bool(permissions.may_claim(user, consortium, at=at)),
        may_propose=bool(permissions.may_propose_performance(user, consortium, at=at)),
    )


def _years(consortium: Consortium) -> list[YearOfClaims]:
    """Return the years of a consortium with what lies in standing claims by purpose, the newest first."""
    held: dict[tuple[int, str], int] = defaultdict(int)
    short: dict[int, int] = defaultdict(int)
    standing = Claim.objects.standing().filter(consortium=consortium).order_by()
    sums = standing.values_list("year", "purpose").annotate(Sum("held_kg"), Sum("short_kg"))
    for year, purpose, held_kg, short_kg in sums:
        held[year, purpose] += held_kg
        short[year] += short_kg
    return [
        YearOfClaims(
            year=one.year,
            scope3_kg=held[one.year, Purpose.SCOPE3],
            external_kg=held[one.year, Purpose.EXTERNAL_PROJECT],
            retirement_kg=held[one.year, Purpose.RETIREMENT],
            short_kg=short[one.year],
            left_kg=one.left_kg,
        )
        for one in years_of(consortium)
    ]
