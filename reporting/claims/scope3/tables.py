"""The tables of an anchor's Scope 3 report: sums of its rows, and what could still be claimed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from programs.models import Consortium
from reporting.claims.kinds import CategoryTerms
from reporting.claims.queries import Year, years_of
from reporting.claims.scope3.rows import Row


@dataclass(frozen=True)
class Sum:
    """What rows come to, in kg CO2e: held, of it missing, of it used for good."""

    kilograms: int = 0
    missing_kg: int = 0
    retired_kg: int = 0

    @property
    def verified_kg(self) -> int:
        """What of it is still verified."""
        return self.kilograms - self.missing_kg


@dataclass(frozen=True)
class OfCategory:
    """One reporting year's sum of one category."""

    year: int
    category: CategoryTerms
    sum: Sum


@dataclass(frozen=True)
class OfSupplier:
    """One supplier's sum at its tier."""

    supplier: str
    tier: str
    sum: Sum


@dataclass(frozen=True)
class Open:
    """What of one consortium's year nobody claims."""

    consortium: Consortium
    year: Year


def tier_label(tier: int | None) -> str:
    """Return what a tier is called, also that of a firm that is no member of the consortium."""
    if tier is None:
        return _("No member")
    return _("Tier %(tier)d") % {"tier": tier} if tier else _("Anchor firm")


def summed(rows: Iterable[Row]) -> Sum:
    """Return what rows come to."""
    kept = list(rows)
    return Sum(
        kilograms=sum(row.kilograms for row in kept),
        missing_kg=sum(row.missing_kg for row in kept),
        retired_kg=sum(row.kilograms for row in kept if row.claim.retired_at),
    )


def by_category(rows: Iterable[Row]) -> list[OfCategory]:
    """Return the sums by reporting year and category, the newest year first."""
    groups = _grouped(rows, lambda row: (row.claim.year, row.category.number))
    ordered = sorted(groups.items(), key=lambda found: (-found[0][0], found[0][1]))
    return [OfCategory(year, of[0].category, summed(of)) for (year, _number), of in ordered]


def by_supplier(rows: Iterable[Row]) -> list[OfSupplier]:
    """Return the sums by supplier and tier, the tiers nearest to the anchor first."""
    groups = _grouped(rows, lambda row: (row.tier, row.supplier))
    ordered = sorted(groups.items(), key=lambda found: (found[0][0] is None, found[0][0] or 0, found[0][1]))
    return [OfSupplier(supplier, tier_label(tier), summed(of)) for (tier, supplier), of in ordered]


def by_tier(rows: Iterable[Row]) -> list[tuple[str, Sum]]:
    """Return the sums by tier, the nearest to the anchor first, firms that are no members last."""
    groups = _grouped(rows, lambda row: row.tier)
    ordered = sorted(groups.items(), key=lambda found: (found[0] is None, found[0] or 0))
    return [(tier_label(tier), summed(of)) for tier, of in ordered]


def still_open(consortia: Iterable[Consortium], year: int | None) -> list[Open]:
    """Return what of the consortia's shares nobody claims, year by year; all years without one."""
    return [
        Open(consortium, found)
        for consortium in consortia
        for found in years_of(consortium)
        if year in (None, found.year)
    ]


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
