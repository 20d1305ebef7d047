"""What every method of computing a reduction is made of. Pure: dataclasses and decimals, no database."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal

#: Wide enough that no product of readings and factors is ever rounded. Divisions come last, see `divided`.
WIDE = Context(prec=120, traps=[InvalidOperation, DivisionByZero, Overflow])

#: kg CO2eq per kWh in one unit of the factor: a tonne per MWh is a kilogram per kWh
KG_PER_KWH: Mapping[str, Decimal] = {"tCO2eq/MWh": Decimal(1), "kgCO2eq/kWh": Decimal(1)}


#: a thousand million tonnes; Korea emits less in a year
MOST_KILOGRAMS = 10**12

#: code of the factor of grid electricity, and the unit of emissions
GRID = "grid_electricity"
KG = "kgCO2eq"

#: what was stated about a measure: a number, or the first day of a month
Stated = Decimal | dt.date


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
class Quantity:
    """
    Something a meter counts: the method's name of it, unit as stored and as shown, labels.

    An optional one may go without a meter; where it has one, its months count from the first that was read.
    """

    name: str
    unit: str
    label: Any
    shown_unit: str
    short_label: Any
    is_optional: bool = False
    is_register: bool = True


@dataclass(frozen=True)
class ExpectationField:
    """
    Something a firm states: name, label, unit as shown, a hint; a number above zero or a month.

    Of an expectation every field is needed; of the parameters at commissioning those marked so.
    """

    name: str
    label: Any
    unit: str
    help: Any
    is_month: bool = False
    is_required: bool = False


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
        """Codes of the factors it needs."""

    @property
    def least_baseline_months(self) -> int:
        """How many months before the start of operation it needs; 0 where the baseline is the grid."""

    def expected(self, inputs: Mapping[str, Decimal], factors: Mapping[str, FactorValue]) -> Calculation:
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


def kg_per_kwh(factors: Mapping[str, FactorValue], code: str) -> Decimal:
    """
    Return a grid factor in kg CO2eq/kWh.

    :raises FactorMissing: if there is no factor of that code.
    :raises UnknownFactorUnit: if its unit is not one of electricity.
    """
    if code not in factors:
        raise FactorMissing(code=code)
    found = factors[code]
    if found.unit not in KG_PER_KWH:
        raise UnknownFactorUnit(code=code, unit=found.unit)
    return product(found.value, KG_PER_KWH[found.unit])


def check_inputs(fields: Iterable[ExpectationField], inputs: Mapping[str, Decimal]) -> None:
    """
    Refuse unless every field has a number above zero.

    :raises MissingInput, InvalidInput: naming the field.
    """
    for field in fields:
        if inputs.get(field.name) is None:
            raise MissingInput(label=field.label, field=field.name)
        value = inputs[field.name]
        if not value.is_finite() or value <= 0:
            raise InvalidInput(label=field.label, field=field.name)


def number(parameters: Mapping[str, Stated] | None, name: str) -> Decimal | None:
    """Return the number that was stated under a name, if one was."""
    found = (parameters or {}).get(name)
    return found if isinstance(found, Decimal) else None


def month(parameters: Mapping[str, Stated] | None, name: str) -> dt.date | None:
    """Return the month that was stated under a name, by its first day, if one was."""
    found = (parameters or {}).get(name)
    return found if isinstance(found, dt.date) else None


def closed(
    form: str, rows: Iterable[CalculationRow], baseline: CalculationRow, project: CalculationRow
) -> Calculation:
    """
    Return a calculation without leakage with its end: leakage, difference, and the one rounding step.

    :raises BeyondBelief: if the emissions are those of a whole country.
    """
    check_size(baseline.value, project.value)
    leakage = Decimal(0)
    difference = WIDE.subtract(WIDE.subtract(baseline.value, project.value), leakage)
    whole = floor_to_kilogram(difference)
    end = (
        CalculationRow("leakage_kg", "LE = 0", leakage, KG),
        CalculationRow("difference_kg", "BE − PE − LE", difference, KG),
        CalculationRow("reduction_kg", "floor(BE − PE − LE)", Decimal(whole), KG),
    )
    return Calculation(
        form=form,
        rows=(*rows, baseline, project, *end),
        baseline_kg=baseline.value,
        project_kg=project.value,
        leakage_kg=leakage,
        reduction_kg=whole,
    )
