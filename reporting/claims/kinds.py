"""What a claim is for: the purposes, the categories of Scope 3, the crediting periods, the scales."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).with_name("scales.toml")
CATEGORIES = Path(__file__).with_name("categories.toml")
KG_PER_TONNE = 1_000


class Purpose(models.TextChoices):
    SCOPE3 = "SCOPE3", _("Scope 3 report")
    EXTERNAL_PROJECT = "EXTERNAL_PROJECT", _("External project")
    RETIREMENT = "RETIREMENT", _("Retirement")


class Category(models.IntegerChoices):
    """The fifteen categories of the GHG Protocol's Corporate Value Chain (Scope 3) Standard."""

    PURCHASED_GOODS = 1, _("1. Purchased goods and services")
    CAPITAL_GOODS = 2, _("2. Capital goods")
    FUEL_AND_ENERGY = 3, _("3. Fuel- and energy-related activities")
    UPSTREAM_TRANSPORT = 4, _("4. Upstream transportation and distribution")
    WASTE = 5, _("5. Waste generated in operations")
    BUSINESS_TRAVEL = 6, _("6. Business travel")
    COMMUTING = 7, _("7. Employee commuting")
    UPSTREAM_LEASED = 8, _("8. Upstream leased assets")
    DOWNSTREAM_TRANSPORT = 9, _("9. Downstream transportation and distribution")
    PROCESSING = 10, _("10. Processing of sold products")
    USE = 11, _("11. Use of sold products")
    END_OF_LIFE = 12, _("12. End-of-life treatment of sold products")
    DOWNSTREAM_LEASED = 13, _("13. Downstream leased assets")
    FRANCHISES = 14, _("14. Franchises")
    INVESTMENTS = 15, _("15. Investments")


class Side(models.TextChoices):
    """Which way along the value chain a category lies."""

    UPSTREAM = "UPSTREAM", _("Upstream")
    DOWNSTREAM = "DOWNSTREAM", _("Downstream")


class CreditingPeriod(models.TextChoices):
    RENEWABLE_5 = "RENEWABLE_5", _("5 years, renewable")
    FIXED_10 = "FIXED_10", _("10 years, fixed")


class Scale(models.TextChoices):
    MICRO = "MICRO", _("Micro")
    SMALL = "SMALL", _("Small")
    GENERAL = "GENERAL", _("General")


class Consequence(models.TextChoices):
    """What a year's performance comes to."""

    INCENTIVE = "INCENTIVE", _("Incentive")
    RECOVERY = "RECOVERY", _("Recovery")
    NOTHING = "NOTHING", _("Nothing: within what is tolerated")


class Cause(models.TextChoices):
    """Why an external project loses its tonnes."""

    LEGAL_DUTY = "LEGAL_DUTY", _("The reduction was a legal duty")
    OTHER_SCHEME = "OTHER_SCHEME", _("The reduction is used in another scheme")


@dataclass(frozen=True)
class CategoryTerms:
    """Which way along the value chain a Scope 3 category lies, and who says so."""

    number: int
    direction: str
    source_ko: str
    source_en: str

    @property
    def label(self) -> Any:
        """Its number and name."""
        return Category(self.number).label

    @property
    def direction_label(self) -> Any:
        """Upstream or downstream, in words."""
        return Side(self.direction).label

    @property
    def source(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@cache
def category_terms() -> dict[int, CategoryTerms]:
    """Return the categories of Scope 3 from the data file, by number."""
    rows = tomllib.loads(CATEGORIES.read_text(encoding="utf-8"))["categories"]
    return {row["number"]: CategoryTerms(**row) for row in rows}


@dataclass(frozen=True)
class ScaleLimit:
    """Up to how many tCO2eq a year a project is of a scale, None without a limit, and who says so."""

    scale: str
    source_ko: str
    source_en: str
    most_tonnes: int | None = None

    @property
    def source(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@cache
def scale_limits() -> tuple[ScaleLimit, ...]:
    """Return the scales from the data file, the smallest first."""
    return tuple(ScaleLimit(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["scales"])


def scale_of(kilograms: int) -> ScaleLimit:
    """Return the scale of an external project of so many kg CO2e a year."""
    return next(
        limit
        for limit in scale_limits()
        if limit.most_tonnes is None or kilograms <= limit.most_tonnes * KG_PER_TONNE
    )


def whole_tonnes(kilograms: int) -> int:
    """Return the whole tonnes in an amount, in kg: offsets are credited by the tonne (1 tCO2eq = 1 KOC)."""
    return kilograms // KG_PER_TONNE * KG_PER_TONNE
