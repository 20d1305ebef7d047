"""Terms for the editor's operations in the tests."""

import datetime as dt
from typing import Any

from programs.models import Call, Program
from programs.operations.editor import (
    CallTerms,
    CheckTermTerms,
    CriterionTerms,
    DocumentTerms,
    ProgramTerms,
    TechnologyTerms,
)

SOURCES = {"source_ko": "새 공고", "source_en": "New call"}


def program_terms(**other: Any) -> ProgramTerms:
    terms = {
        "name_ko": "새 사업 2027", "name_en": "New programme 2027", "agency": None, "fiscal_year": 2027,
        "starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 12, 31), "pass_through_kind": "CONTRIBUTION",
        "pass_through_days": 90, "target_kg": 10_000_000, "factor_round": "2024",
        "excludes_trading_scheme": False, **SOURCES,
    }  # fmt: skip
    return ProgramTerms(**{**terms, **other})


def of_program(program: Program, **other: Any) -> ProgramTerms:
    """Return what a programme has, with some of it changed."""
    return ProgramTerms(**{**{n: getattr(program, n) for n in ProgramTerms.__annotations__}, **other})


def of_call(call: Call, **other: Any) -> CallTerms:
    """Return what a call has, with some of it changed."""
    return CallTerms(**{**{n: getattr(call, n) for n in CallTerms.__annotations__}, **other})


def technology_terms(**other: Any) -> TechnologyTerms:
    terms = {
        "name_ko": "태양광 발전", "name_en": "Photovoltaics", "method": "", "grade": "GENERAL",
        "restriction_months": 60, "valid_from": None, "valid_until": None, **SOURCES,
    }  # fmt: skip
    return TechnologyTerms(**{**terms, **other})


def document_terms(**other: Any) -> DocumentTerms:
    terms = {
        "name_ko": "자부담 증빙", "name_en": "Proof of the self-burden", "step": "APPLICATION",
        "cost_kind": "", "is_required": True, "valid_from": dt.date(2026, 1, 1), "valid_until": None, **SOURCES,
    }  # fmt: skip
    return DocumentTerms(**{**terms, **other})


def criterion_terms(**other: Any) -> CriterionTerms:
    terms = {"name_ko": "감축 효과", "name_en": "Reduction effect", "position": 1, "weight": 100, **SOURCES}
    return CriterionTerms(**{**terms, **other})


def number_terms(value: int = 30, **other: Any) -> CheckTermTerms:
    return CheckTermTerms(**{"value": value, **SOURCES, **other})
