"""What an editor writes about a programme and its parts, as one value each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core.users.models import Office


@dataclass(frozen=True)
class ProgramTerms:
    """The facts of a programme; days, and kilograms of CO2e a year for the target."""

    name_ko: str
    name_en: str
    agency: Office | None
    fiscal_year: int
    starts_on: dt.date
    ends_on: dt.date
    pass_through_kind: str
    pass_through_days: int
    target_kg: int
    factor_round: str
    excludes_trading_scheme: bool
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class CallTerms:
    """The facts of a call; moments, and won for the announced budget."""

    name_ko: str
    name_en: str
    opens_at: dt.datetime
    plans_close_at: dt.datetime
    applications_close_at: dt.datetime
    budget_won: int
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class TechnologyTerms:
    """The facts of a technology; months for the restriction, days for its validity."""

    name_ko: str
    name_en: str
    method: str
    grade: str
    restriction_months: int
    valid_from: dt.date | None
    valid_until: dt.date | None
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class DocumentTerms:
    """The facts of a paper that applicants hand in."""

    name_ko: str
    name_en: str
    step: str
    cost_kind: str
    is_required: bool
    valid_from: dt.date
    valid_until: dt.date | None
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class CriterionTerms:
    """The facts of a criterion of panels; whole percent for its weight."""

    name_ko: str
    name_en: str
    position: int
    weight: int
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class CheckTermTerms:
    """A number of the eligibility checks: won for a price, days for how long a fact goes on holding."""

    value: int
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class EvidenceTerms:
    """What does as well as a kind of evidence that lines of payments need; empty for nothing."""

    does_as_well: str
    source_ko: str
    source_en: str


@dataclass(frozen=True)
class StageTerms:
    """The share of a stage of the payments, in basis points, and the codes of its conditions."""

    share_bp: int
    conditions: list[str]
    source_ko: str
    source_en: str


def write(row: Any, terms: Any) -> Any:
    """Write the terms into the row and save them."""
    for name, value in vars(terms).items():
        setattr(row, name, value)
    row.save(update_fields=list(vars(terms)))
    return row
