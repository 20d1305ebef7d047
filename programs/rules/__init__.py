"""The arithmetic of a programme, pure: what support is given, what is handed on, what a promise is worth."""

from programs.rules.performance import OutcomeRow, PerformanceOutcome, PerformanceRules, performance_outcome
from programs.rules.support import compute_support
from programs.rules.terms import (
    COST_KINDS,
    Cap,
    CostLine,
    Row,
    RuleValue,
    SupportInput,
    SupportResult,
    floor_won,
    least_regrant,
    most_own_within,
)

__all__ = [
    "COST_KINDS",
    "Cap",
    "CostLine",
    "OutcomeRow",
    "PerformanceOutcome",
    "PerformanceRules",
    "Row",
    "RuleValue",
    "SupportInput",
    "SupportResult",
    "compute_support",
    "floor_won",
    "least_regrant",
    "most_own_within",
    "performance_outcome",
]
