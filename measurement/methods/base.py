"""What every method of computing a reduction is made of. Pure: dataclasses and decimals, no database."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal
from measurement.methods.quantities import ExpectationField as ExpectationField
from measurement.methods.quantities import Quantity as Quantity
from measurement.methods.quantities import Stated as Stated
from measurement.methods.units import WrongUnit, scale

#: Wide enough that no product of readings and factors is ever rounded. Divisions come last, see `divided`.
WIDE = Context(prec=120, traps=[InvalidOperation, DivisionByZero, Overflow])

#: a thousand million tonnes; Korea emits less in a year
MOST_KILOGRAMS = 10**12

#: code of the factor of grid electricity, and the unit of emissions
GRID = "grid_electricity"
KG = "kgCO2eq"

#: of a leap year
HOURS_A_YEAR = Decimal(8784)


class MethodRefusal(Refusal):
    """The figures do not suffice for, or do not fit, the method."""


class MissingInput(MethodRefusal):
    message = _("Fill in “%(label)s”.")


class InvalidInput(MethodRefusal):
    message = _("“%(label)s” must be a number above zero.")


class TooFewBaselineMonths(MethodRefusal):
    message = _("The baseline has %(months)s months; at least %(least)s months in a row are needed.")


class NoBaselineOutput(MethodRefusal):
    message = _("The baseline shows no output, so that no consumption per unit of output can be computed.")


class NoProjectMonths(MethodRefusal):
    message = _("There are no project months in this period.")


class FactorMissing(MethodRefusal):
    message = _("The emission factor “%(code)s” is missing.")


class BeyondBelief(MethodRefusal):
    message = _(
        "This comes to a million million kilograms of CO2e or more, which no equipment emits. "
        "Look at the numbers and their units again."
    )


class UnknownFactorUnit(MethodRefusal):
    message = _("The factor “%(code)s” is given in %(unit)s, which this method can't use.")


@dataclass(frozen=True)
class FactorValue:
    """An emission factor as a method sees it: code, value, unit, and the approval round it belongs to."""

    code: str
    value: Decimal
    unit: str
    approval_round: str = ""


@dataclass(frozen=True)
class MonthlyFigures:
    """What the meters counted in one month: {quantity name: amount in the quantity's unit}."""

    month: dt.date
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True)
class CalculationRow:
    """One line of a calculation: name, how it came about, value, unit, code of the factor if one was used."""

    code: str
    expression: str
    value: Decimal
    unit: str
    factor: str | None = None


@dataclass(frozen=True)
class Calculation:
    """A computed reduction: rows to print, emissions in kg unrounded, the reduction in kg rounded once."""

    form: str
    rows: tuple[CalculationRow, ...]
    baseline_kg: Decimal
    project_kg: Decimal
    leakage_kg: Decimal
    reduction_kg: int

    def row(self, code: str) -> CalculationRow:
        """Return the row of that code."""
        return next(row for row in self.rows if row.code == code)


class Method(Protocol):
    """One technology's way of computing a reduction."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Any: ...
    @property
    def source(self) -> str: ...

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What must be metered, each month."""

    @property
    def expectation_fields(self) -> tuple[ExpectationField, ...]:
        """What the firm states in its application, all required."""

    @property
    def parameter_fields(self) -> tuple[ExpectationField, ...]:
        """What may be stated at commissioning about the old or the new equipment."""

    @property
    def forms(self) -> Mapping[str, Any]:
        """{form of the formula: its words}."""

    @property
    def row_labels(self) -> Mapping[str, Any]:
        """{code of a row: its words}."""

    @property
    def factor_codes(self) -> tuple[str, ...]:
        """Codes of the factors it needs whatever was stated."""

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the factors it needs for what was stated, for instance those of a fuel."""

    @property
    def least_baseline_months(self) -> int:
        """How many months before the start of operation it needs; 0 where it compares with none."""

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """Return what the firm may expect in a year."""

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """Return what the project months reduced against the baseline months."""


def check_size(*kilograms: Decimal) -> None:
    """
    Refuse emissions above those of a whole country: a mistyped unit, and more than the ledger holds.

    :raises BeyondBelief: if one of them is a million million kilograms or more.
    """
    if any(abs(amount) >= MOST_KILOGRAMS for amount in kilograms):
        raise BeyondBelief


def floor_to_kilogram(kilograms: Decimal) -> int:
    """
    Return whole kilograms, rounded down: the one rounding step of every method.

    Down, because ISO 14064-2:2019, 4.6 (conservativeness) wants a reduction never overstated.
    """
    return int(kilograms.to_integral_value(rounding=ROUND_FLOOR, context=WIDE))


def total(figures: Iterable[MonthlyFigures], quantity: str) -> Decimal:
    """Return the sum of one quantity over months."""
    gathered = Decimal(0)
    for month in figures:
        gathered = WIDE.add(gathered, month.amounts[quantity])
    return gathered


def product(*factors: Decimal) -> Decimal:
    """Return the exact product."""
    gathered = Decimal(1)
    for factor in factors:
        gathered = WIDE.multiply(gathered, factor)
    return gathered


def divided(numerator: Decimal, denominator: Decimal) -> Decimal:
    """
    Return the quotient to 120 digits.

    Products are formed before their quotient: whenever the true result is a terminating decimal it is met
    exactly, so that the final rounding down never loses a kilogram to a division (1 ÷ 3 × 3 stays 1).
    """
    return WIDE.divide(numerator, denominator)


def kilograms(
    factors: Mapping[str, FactorValue], codes: Iterable[str], units: tuple[str, ...], into: str = KG
) -> Decimal:
    """
    Return the product of the factors, converted so that an amount in `units` times it is in `into`.

    :raises FactorMissing: naming the first code without a factor.
    :raises UnknownFactorUnit: if the units don't come out as that, as kg/TJ for kg CO2eq.
    """
    found = []
    for code in codes:
        if code not in factors:
            raise FactorMissing(code=code)
        found.append(factors[code])
    try:
        converted = scale((*units, *(factor.unit for factor in found)), into)
    except WrongUnit:
        named = {"code": ", ".join(f.code for f in found), "unit": ", ".join(f.unit for f in found)}
        raise UnknownFactorUnit(**named) from None
    return product(*(factor.value for factor in found), converted)


def kg_per_kwh(factors: Mapping[str, FactorValue], code: str) -> Decimal:
    """
    Return a grid factor in kg CO2eq/kWh.

    :raises FactorMissing, UnknownFactorUnit: if there is none, or none of electricity.
    """
    return kilograms(factors, (code,), ("kWh",))


def check_inputs(fields: Iterable[ExpectationField], inputs: Mapping[str, Stated]) -> None:
    """
    Refuse unless every field that is not optional has a number above zero, or one of its choices.

    :raises MissingInput, InvalidInput: naming the field.
    """
    for field in fields:
        value = inputs.get(field.name)
        if value is None:
            if field.is_optional:
                continue
            raise MissingInput(label=field.label, field=field.name)
        if field.choices:
            is_good = value in {code for code, _words in field.choices}
        else:
            is_good = isinstance(value, Decimal) and value.is_finite() and value > 0
        if not is_good:
            raise InvalidInput(label=field.label, field=field.name)


def numbers(fields: Iterable[ExpectationField], inputs: Mapping[str, Stated]) -> list[Decimal]:
    """Return the checked numbers of the fields in their order, zero for what was left empty."""
    return [number(inputs, field.name) or Decimal(0) for field in fields if not field.choices]


def number(parameters: Mapping[str, Stated] | None, name: str) -> Decimal | None:
    """Return the number that was stated under a name, if one was."""
    found = (parameters or {}).get(name)
    return found if isinstance(found, Decimal) else None


def month(parameters: Mapping[str, Stated] | None, name: str) -> dt.date | None:
    """Return the month that was stated under a name, by its first day, if one was."""
    found = (parameters or {}).get(name)
    return found if isinstance(found, dt.date) else None


def choice(stated: Mapping[str, Stated] | None, name: str) -> str:
    """Return the code that was chosen under a name, empty if none was."""
    found = (stated or {}).get(name)
    return found if isinstance(found, str) else ""


def closed(
    form: str,
    rows: Iterable[CalculationRow],
    baseline: CalculationRow,
    project: CalculationRow,
    leakage: CalculationRow | None = None,
) -> Calculation:
    """
    Return a calculation with its end: leakage (zero if none is given), difference, the one rounding step.

    :raises BeyondBelief: if the emissions are those of a whole country.
    """
    lost = leakage or CalculationRow("leakage_kg", "LE = 0", Decimal(0), KG)
    check_size(baseline.value, project.value, lost.value)
    difference = WIDE.subtract(WIDE.subtract(baseline.value, project.value), lost.value)
    whole = floor_to_kilogram(difference)
    end = (
        lost,
        CalculationRow("difference_kg", "BE − PE − LE", difference, KG),
        CalculationRow("reduction_kg", "floor(BE − PE − LE)", Decimal(whole), KG),
    )
    return Calculation(
        form=form,
        rows=(*rows, baseline, project, *end),
        baseline_kg=baseline.value,
        project_kg=project.value,
        leakage_kg=lost.value,
        reduction_kg=whole,
    )
