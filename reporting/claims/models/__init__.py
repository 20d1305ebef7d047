"""Claims to verified kilograms, and what performance contracts come to at a year's end."""

from reporting.claims.models.claims import (
    Claim,
    ClaimChange,
    ClaimPart,
    ExternalProject,
    OfLot,
    Shortfall,
    account_code,
    shortfall_key,
)
from reporting.claims.models.performance import (
    PerformanceDecision,
    PerformancePart,
    PerformanceRow,
    PerformanceStep,
)

__all__ = [
    "Claim",
    "ClaimChange",
    "ClaimPart",
    "ExternalProject",
    "OfLot",
    "PerformanceDecision",
    "PerformancePart",
    "PerformanceRow",
    "PerformanceStep",
    "Shortfall",
    "account_code",
    "shortfall_key",
]
