"""
How uncertain a reduction is, by the stated accuracy of the instruments. Pure: decimals, no database.

The law of propagation of error: each instrument's error times how the result depends on it, added in
quadrature (as written out, for sums, products and in general, at nuclear.ucdavis.edu/~rpicha/error.txt, Dec
2002, rules 1, 2 and 7). Not by a formula of derivatives but by the method itself: its figures are shifted by
the instrument's whole error. All months of an instrument err together; two instruments, and the months before
and after, don't.
Published factors and parameters that were stated are taken as given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from measurement.methods.base import (
    WIDE,
    FactorValue,
    Method,
    MethodRefusal,
    MonthlyFigures,
    Quantity,
    Stated,
    divided,
    product,
)

HUNDRED = Decimal(100)
BASELINE, PROJECT = "baseline", "project"


@dataclass(frozen=True)
class Part:
    """What the error of one instrument does: on which side, which quantity, its accuracy, kg CO2eq."""

    side: str
    quantity: Quantity
    accuracy_percent: Decimal
    effect_kg: Decimal

    @property
    def whole_kg(self) -> int:
        """Return the effect in whole kilograms, rounded up."""
        return _rounded_up(self.effect_kg)


@dataclass(frozen=True)
class Uncertainty:
    """The uncertainty of a reduction, ± kg CO2eq, its parts, and in percent of the difference."""

    parts: tuple[Part, ...]
    kilograms: Decimal
    percent: Decimal | None

    @property
    def whole_kg(self) -> int:
        """Return it in whole kilograms, rounded up: no result is shown as surer than it is."""
        return _rounded_up(self.kilograms)

    @property
    def shown_percent(self) -> Decimal | None:
        """Return the percentage to a tenth, rounded up."""
        return (
            self.percent.quantize(Decimal("0.1"), ROUND_CEILING, WIDE) if self.percent is not None else None
        )


def uncertainty(
    method: Method,
    baseline: Sequence[MonthlyFigures],
    project: Sequence[MonthlyFigures],
    factors: Mapping[str, FactorValue],
    parameters: Mapping[str, Stated] | None,
    accuracies: Mapping[str, Decimal],
) -> Uncertainty:
    """
    Return how far the reduction may be off, given {quantity: accuracy in percent}.

    :raises MethodRefusal: if the method can't compute the reduction itself, or accepts no shifted figure.
    """
    measured = _difference(method, baseline, project, factors, parameters)
    parts = []
    for side, quantity, accuracy in _errors(method, baseline, project, accuracies):
        effects = []
        refusal: MethodRefusal | None = None
        for percent in (accuracy, -accuracy):
            old = _shifted(baseline, quantity.name, percent) if side == BASELINE else baseline
            new = _shifted(project, quantity.name, percent) if side == PROJECT else project
            try:
                shifted = _difference(method, old, new, factors, parameters)
            except MethodRefusal as beyond:  # more than can be, such as more hours than a month has
                refusal = beyond
            else:
                effects.append(abs(WIDE.subtract(shifted, measured)))
        if not effects and refusal:
            raise refusal
        parts.append(Part(side, quantity, accuracy, max(effects)))
    return _gathered(tuple(part for part in parts if part.effect_kg), measured)


def _rounded_up(kilograms: Decimal) -> int:
    return int(kilograms.to_integral_value(rounding=ROUND_CEILING, context=WIDE))


def _errors(
    method: Method,
    baseline: Sequence[MonthlyFigures],
    project: Sequence[MonthlyFigures],
    accuracies: Mapping[str, Decimal],
) -> Iterator[tuple[str, Quantity, Decimal]]:
    """Yield (side, quantity, accuracy) of every instrument that has an error and counted something."""
    sides = [(BASELINE, baseline)] if method.least_baseline_months else []
    for side, months in (*sides, (PROJECT, project)):
        for quantity in method.quantities:
            accuracy = accuracies[quantity.name]
            if accuracy and any(month.amounts.get(quantity.name) for month in months):
                yield side, quantity, accuracy


def _shifted(months: Sequence[MonthlyFigures], quantity: str, percent: Decimal) -> list[MonthlyFigures]:
    """Return the months with one quantity shown higher by so many percent; lower if they are negative."""
    part = divided(WIDE.add(HUNDRED, percent), HUNDRED)
    found = []
    for month in months:
        amounts = dict(month.amounts)
        if quantity in amounts:
            amounts[quantity] = product(amounts[quantity], part)
        found.append(MonthlyFigures(month.month, amounts))
    return found


def _gathered(parts: tuple[Part, ...], measured: Decimal) -> Uncertainty:
    squares = Decimal(0)
    for part in parts:
        squares = WIDE.add(squares, product(part.effect_kg, part.effect_kg))
    kilograms = WIDE.sqrt(squares)
    percent = divided(product(kilograms, HUNDRED), abs(measured)) if measured else None
    return Uncertainty(parts, kilograms, percent)


def _difference(
    method: Method,
    baseline: Sequence[MonthlyFigures],
    project: Sequence[MonthlyFigures],
    factors: Mapping[str, FactorValue],
    parameters: Mapping[str, Stated] | None,
) -> Decimal:
    """Return the reduction before it is rounded, kg CO2eq."""
    return method.reduction(baseline, project, factors, parameters).row("difference_kg").value
