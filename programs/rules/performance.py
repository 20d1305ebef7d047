"""
What a promise of reduction is worth once it was measured: an incentive above it, a recovery below it.

For programmes by performance contract: over-achievement earns an incentive, under-achievement leads to
recovery and may lead to a ban. The rules propose; an officer decides.
"""

from dataclasses import dataclass

from programs.rules.terms import RuleValue, floor_won

KG_PER_TONNE = 1_000


@dataclass(frozen=True)
class PerformanceRules:
    """
    The numbers of a performance contract; None where the programme has no such rule.

    `incentive`: won for each tCO2e above the promise. `tolerance`: basis points of the promise that may stay
    unmet.
    """

    incentive: RuleValue | None = None
    tolerance: RuleValue | None = None


@dataclass(frozen=True)
class OutcomeRow:
    """One printed step; `unit` is "kg" or "won" and belongs to the result."""

    code: str
    unit: str
    input: int
    factor: int | None
    result: int
    source: str = ""
    rule_id: int | None = None


@dataclass(frozen=True)
class PerformanceOutcome:
    """What the rules propose: at most one of incentive and recovery is above zero, both in won."""

    rows: tuple[OutcomeRow, ...]
    incentive_won: int = 0
    recovery_won: int = 0

    @property
    def is_breached(self) -> bool:
        """Whether more of the promise stayed unmet than is tolerated; a ban may be considered."""
        return any(row.code == "untolerated" and row.result > 0 for row in self.rows)


def performance_outcome(
    promised_kg: int, achieved_kg: int, subsidy_won: int, rules: PerformanceRules
) -> PerformanceOutcome:
    """
    Propose what follows from the reduction of one year, kilograms of CO2e, against what was promised.

    Above the promise: the incentive per tonne, to the kilogram, rounded down. Below it: of the subsidy the
    part that the shortfall beyond the tolerance has in the promise, rounded down.

    :raises ValueError: if nothing was promised or an amount is below zero.
    """
    if promised_kg <= 0 or achieved_kg < 0 or subsidy_won < 0:
        raise ValueError("a promise is above zero; reductions and subsidies are not below it")
    if achieved_kg >= promised_kg:
        return _above(promised_kg, achieved_kg, rules.incentive)
    return _below(promised_kg, achieved_kg, subsidy_won, rules.tolerance)


def _above(promised_kg: int, achieved_kg: int, incentive: RuleValue | None) -> PerformanceOutcome:
    surplus = achieved_kg - promised_kg
    rows = [OutcomeRow("surplus", "kg", achieved_kg, promised_kg, surplus)]
    if incentive is None:
        return PerformanceOutcome(tuple(rows))
    won = surplus * incentive.value // KG_PER_TONNE
    rows.append(_ruled("incentive", "won", surplus, won, incentive))
    return PerformanceOutcome(tuple(rows), incentive_won=won)


def _below(
    promised_kg: int, achieved_kg: int, subsidy_won: int, tolerance: RuleValue | None
) -> PerformanceOutcome:
    shortfall = promised_kg - achieved_kg
    rows = [OutcomeRow("shortfall", "kg", promised_kg, achieved_kg, shortfall)]
    tolerated = 0
    if tolerance:
        tolerated = floor_won(promised_kg, tolerance.value)
        rows.append(_ruled("tolerated", "kg", promised_kg, tolerated, tolerance))
    untolerated = max(0, shortfall - tolerated)
    rows.append(OutcomeRow("untolerated", "kg", shortfall, tolerated, untolerated))
    won = subsidy_won * untolerated // promised_kg
    rows.append(OutcomeRow("recovery", "won", subsidy_won, untolerated, won))
    return PerformanceOutcome(tuple(rows), recovery_won=won)


def _ruled(code: str, unit: str, given: int, result: int, rule: RuleValue) -> OutcomeRow:
    return OutcomeRow(code, unit, given, rule.value, result, rule.source, rule.id)
