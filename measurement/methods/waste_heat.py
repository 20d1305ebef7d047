"""
Waste-heat recovery: power and useful heat from what went up the chimney, in place of the grid and a boiler.

The form of CDM methodology ACM0012: the baseline is the grid's power and the heat of the boiler that is
spared, so that there are no baseline months. Heat that was recovered before already is not metered here.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods import fuels
from measurement.methods.base import (
    GRID,
    KG,
    WIDE,
    Calculation,
    CalculationRow,
    ExpectationField,
    FactorValue,
    MethodRefusal,
    MissingInput,
    MonthlyFigures,
    NoProjectMonths,
    Quantity,
    Stated,
    check_inputs,
    choice,
    closed,
    divided,
    kg_per_kwh,
    number,
    product,
    total,
)
from measurement.methods.percents import MOST_EFFICIENT, WHOLE, check_percents

POWER, HEAT, AUXILIARY = "recovered_kwh", "recovered_gj", "recovery_auxiliary_kwh"
SPARED_FUEL, EFFICIENCY = "spared_fuel", "spared_efficiency_percent"
ANNUAL = {POWER: "annual_recovered_kwh", HEAT: "annual_recovered_gj", AUXILIARY: "annual_auxiliary_kwh"}
MEASURED, STATED = "metered_recovery", "stated_recovery"


class NothingRecovered(MethodRefusal):
    message = _("%(month)s: neither recovered power nor recovered heat was metered.")


class NeitherPowerNorHeat(MethodRefusal):
    message = _("State the power or the heat that will be recovered in a year, or both.")


class NothingGained(MethodRefusal):
    message = _("What is recovered must spare more than the auxiliary electricity emits.")


_SPARED = (
    ExpectationField(
        SPARED_FUEL,
        _("Fuel of the boiler that is spared"),
        "",
        _("Needed if heat is recovered."),
        is_optional=True,
        choices=fuels.ALL,
    ),
    ExpectationField(
        EFFICIENCY,
        _("Efficiency of the boiler that is spared"),
        "%",
        _("Needed if heat is recovered. By a test, on the net calorific value. For instance 85."),
        is_optional=True,
    ),
)


class WasteHeat:
    """EG·EF_el + HG ÷ η_bl·EF_bl − (EC_aux·EF_el + Σ FC_aux·NCV·EF), in kg CO2eq (ACM0012)."""

    code = "waste_heat"
    label: Any = _("Waste-heat recovery")
    source = "CDM ACM0012"
    least_baseline_months = 0
    factor_codes: tuple[str, ...] = (GRID,)
    quantities = (
        Quantity(AUXILIARY, "kWh", _("Auxiliary electricity"), "kWh", _("Auxiliary"), is_electricity=True),
        Quantity(POWER, "kWh", _("Recovered power"), "kWh", _("Power"), is_optional=True),
        Quantity(HEAT, "GJ", _("Recovered heat that was used"), "GJ", _("Heat"), is_optional=True),
        *fuels.QUANTITIES,
    )
    expectation_fields = (
        ExpectationField(
            ANNUAL[POWER],
            _("Recovered power a year"),
            "kWh",
            _("Leave empty if there is none."),
            is_optional=True,
        ),
        ExpectationField(
            ANNUAL[HEAT],
            _("Recovered heat a year"),
            "GJ",
            _("What is used of it. Leave empty if there is none."),
            is_optional=True,
        ),
        *_SPARED,
        ExpectationField(
            ANNUAL[AUXILIARY], _("Auxiliary electricity a year"), "kWh", _("Of fans and pumps.")
        ),
    )
    parameter_fields = (*_SPARED, *fuels.PARAMETERS)
    forms: Mapping[str, Any] = {
        MEASURED: _("metered recovery"),
        STATED: _("stated recovery a year"),
    }
    row_labels: Mapping[str, Any] = {
        "project_months": _("Project months"),
        POWER: _("Recovered power"),
        HEAT: _("Recovered heat that was used"),
        "spared_efficiency": _("Efficiency of the boiler that is spared"),
        "power_kg": _("Emissions of the grid's power that was spared"),
        "heat_kg": _("Emissions of the boiler's heat that was spared"),
        AUXILIARY: _("Auxiliary electricity"),
        "auxiliary_fuel_kg": _("Emissions of auxiliary fuel"),
        "baseline_kg": _("Baseline emissions (BE)"),
        "project_kg": _("Project emissions (PE)"),
        "leakage_kg": _("Leakage (LE)"),
        "difference_kg": _("Difference, unrounded"),
        "reduction_kg": _("Reduction (ER), whole kilograms, rounded down"),
    }

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the grid, the fuel that is spared, and auxiliary ones that were stated."""
        named = (choice(stated, SPARED_FUEL), *fuels.named_in(stated))
        return (*self.factor_codes, *fuels.codes_of(named))

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year from stated power, heat and auxiliary electricity.

        :raises MissingInput, InvalidInput, NoPercentage: naming the input.
        :raises NeitherPowerNorHeat: if nothing is recovered.
        :raises NothingGained: if the auxiliaries emit as much as is spared.
        """
        check_inputs(self.expectation_fields, inputs)
        kwh, heat, auxiliary = (
            number(inputs, ANNUAL[name]) or Decimal(0) for name in (POWER, HEAT, AUXILIARY)
        )
        if not kwh and not heat:
            raise NeitherPowerNorHeat(field=ANNUAL[POWER])
        found = _closed(STATED, [], (kwh, heat, auxiliary), Decimal(0), factors, inputs)
        if found.project_kg >= found.baseline_kg:
            raise NothingGained(field=ANNUAL[AUXILIARY])
        return found

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER over the project months; leakage is zero. `baseline` is not looked at.

        :raises NoProjectMonths: if there is no month.
        :raises NothingRecovered, FuelNotNamed: naming the month.
        :raises MissingInput, InvalidInput, NoPercentage: naming what was not stated of the spared boiler.
        """
        if not project:
            raise NoProjectMonths
        for month in project:
            if POWER not in month.amounts and HEAT not in month.amounts:
                raise NothingRecovered(month=f"{month.month:%Y-%m}")
        stated = parameters or {}
        check_inputs(_SPARED, stated)
        burning = fuels.emitted(fuels.burnt(project, stated), factors)
        amounts = (_sum(project, POWER), _sum(project, HEAT), total(project, AUXILIARY))
        months = [CalculationRow("project_months", "n_pj", Decimal(len(project)), "months")]
        return _closed(MEASURED, months, amounts, burning, factors, stated)


def _sum(months: Sequence[MonthlyFigures], quantity: str) -> Decimal:
    """Return the sum of an optional quantity over the months that have it."""
    return total((month for month in months if quantity in month.amounts), quantity)


def _closed(
    form: str,
    first: list[CalculationRow],
    amounts: tuple[Decimal, Decimal, Decimal],
    burning: Decimal,
    factors: Mapping[str, FactorValue],
    stated: Mapping[str, Stated],
) -> Calculation:
    """Return the calculation for recovered kWh and GJ, auxiliary kWh, and kg CO2eq of auxiliary fuel."""
    kwh, heat, auxiliary = amounts
    electric = kg_per_kwh(factors, GRID)
    power_kg = product(kwh, electric)
    heat_kg, heat_rows = _spared(heat, factors, stated)
    rows = [
        *first,
        CalculationRow(POWER, "Σ EG", kwh, "kWh"),
        CalculationRow("power_kg", "EG × EF_el", power_kg, KG, GRID),
        *heat_rows,
        CalculationRow(AUXILIARY, "Σ EC_aux", auxiliary, "kWh"),
        CalculationRow("auxiliary_fuel_kg", "Σ FC_aux × NCV × EF", burning, KG),
    ]
    after = WIDE.add(product(auxiliary, electric), burning)
    return closed(
        form,
        rows,
        CalculationRow(
            "baseline_kg", "EG × EF_el + HG ÷ η_bl × EF_bl", WIDE.add(power_kg, heat_kg), KG, GRID
        ),
        CalculationRow("project_kg", "EC_aux × EF_el + Σ FC_aux × NCV × EF", after, KG, GRID),
    )


def _spared(
    heat: Decimal, factors: Mapping[str, FactorValue], stated: Mapping[str, Stated]
) -> tuple[Decimal, list[CalculationRow]]:
    """Return what the spared boiler would have emitted for the heat in kg CO2eq, and its rows."""
    if not heat:
        return Decimal(0), []
    for field in _SPARED:
        if not stated.get(field.name):
            raise MissingInput(label=field.label, field=field.name)
    check_percents(_SPARED, stated, MOST_EFFICIENT)
    efficiency = number(stated, EFFICIENCY) or WHOLE
    emitted = divided(product(heat, WHOLE, fuels.kg_per_gj(factors, choice(stated, SPARED_FUEL))), efficiency)
    return emitted, [
        CalculationRow(HEAT, "Σ HG", heat, "GJ"),
        CalculationRow("spared_efficiency", "η_bl", efficiency, "%"),
        CalculationRow("heat_kg", "HG ÷ η_bl × EF_bl", emitted, KG),
    ]
