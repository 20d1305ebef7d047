"""
Boilers and dryers that change their fuel: the same useful heat from a fuel that emits less.

The form of CDM methodology ACM0009: what the old fuel would have emitted for the metered heat, at the old
efficiency from a test, so that there are no baseline months.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods import fuels
from measurement.methods.base import (
    KG,
    WIDE,
    Calculation,
    CalculationRow,
    ExpectationField,
    FactorValue,
    MethodRefusal,
    MonthlyFigures,
    NoProjectMonths,
    Quantity,
    Stated,
    check_inputs,
    choice,
    closed,
    divided,
    number,
    product,
    total,
)
from measurement.methods.per_output import CAPACITY, capacity_field, capped
from measurement.methods.percents import MOST_EFFICIENT, WHOLE, check_percents

HEAT, OLD_FUEL, EFFICIENCY, UPSTREAM = "heat_gj", "old_fuel", "old_efficiency_percent", "upstream_kg_gj"
NEW_FUEL, NEW_EFFICIENCY = "new_fuel", "new_efficiency_percent"
MEASURED, STATED = "metered_heat", "stated_heat"


class HeatWithoutFuel(MethodRefusal):
    message = _("%(month)s: there is useful heat, but no fuel.")


class NoLessPerHeat(MethodRefusal):
    message = _("For the same heat the new fuel must emit less than the old one.")


_OLD = (
    ExpectationField(
        OLD_FUEL, _("Old fuel"), "", _("What was burnt before."), choices=fuels.ALL, is_required=True
    ),
    ExpectationField(
        EFFICIENCY,
        _("Old efficiency"),
        "%",
        _("By a test, on the net calorific value. For instance 85."),
        is_required=True,
    ),
)


class FuelSwitch:
    """HG_pj ÷ η_bl × EF_bl − Σ FC_pj·NCV·EF_pj − LE, in kg CO2eq (ACM0009)."""

    code = "fuel_switch"
    label: Any = _("Fuel switch of a boiler or dryer")
    source = "CDM ACM0009"
    least_baseline_months = 0
    factor_codes: tuple[str, ...] = ()
    quantities = (Quantity(HEAT, "GJ", _("Useful heat"), "GJ", _("Heat")), *fuels.QUANTITIES)
    expectation_fields = (
        *_OLD,
        ExpectationField(NEW_FUEL, _("New fuel"), "", _("As in the quote."), choices=fuels.ALL),
        ExpectationField(
            NEW_EFFICIENCY, _("New efficiency"), "%", _("As in the quote, on the net calorific value.")
        ),
        ExpectationField("annual_gj", _("Useful heat a year"), "GJ", _("In a usual year.")),
    )
    parameter_fields = (
        *_OLD,
        *fuels.PARAMETERS,
        ExpectationField(
            UPSTREAM,
            _("Upstream emissions above those of the old fuel"),
            "kgCO2eq/GJ",
            _("If the new fuel's production and transport emit more. Leave empty if they don't."),
        ),
        capacity_field("GJ"),
    )
    forms: Mapping[str, Any] = {MEASURED: _("metered heat"), STATED: _("stated heat a year")}
    row_labels: Mapping[str, Any] = {
        "project_months": _("Project months"),
        "heat_gj": _("Useful heat"),
        "credited_gj": _("Credited heat, capped at the old capacity"),
        "old_efficiency": _("Old efficiency"),
        "fuel_gj": _("Energy of the new fuel, by its net calorific value"),
        "baseline_kg": _("Baseline emissions (BE)"),
        "project_kg": _("Project emissions (PE)"),
        "leakage_kg": _("Leakage (LE)"),
        "difference_kg": _("Difference, unrounded"),
        "reduction_kg": _("Reduction (ER), whole kilograms, rounded down"),
    }

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the old fuel and of the new ones that were stated."""
        named = (choice(stated, OLD_FUEL), choice(stated, NEW_FUEL), *fuels.named_in(stated))
        return fuels.codes_of(named)

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year: HG ÷ η_bl × EF_bl − HG ÷ η_pj × EF_pj.

        :raises MissingInput, InvalidInput, NoPercentage: naming the input.
        :raises NoLessPerHeat: if it emits as much for the same heat as before.
        """
        check_inputs(self.expectation_fields, inputs)
        check_percents(self.expectation_fields, inputs, MOST_EFFICIENT)
        heat = number(inputs, "annual_gj") or Decimal(0)
        before = _burnt_for(heat, choice(inputs, OLD_FUEL), number(inputs, EFFICIENCY) or WHOLE, factors)
        after = _burnt_for(heat, choice(inputs, NEW_FUEL), number(inputs, NEW_EFFICIENCY) or WHOLE, factors)
        if after >= before:
            raise NoLessPerHeat(field=NEW_FUEL)
        return closed(
            STATED,
            [CalculationRow("heat_gj", "HG", heat, "GJ"), _efficiency(inputs)],
            CalculationRow("baseline_kg", "HG ÷ η_bl × EF_bl", before, KG),
            CalculationRow("project_kg", "HG ÷ η_pj × EF_pj", after, KG),
        )

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER over the project months; leakage is what was stated per GJ of the new fuel, else zero.

        Heat of a month above the old capacity, where it is stated, is not credited, while its fuel counts in
        full. `baseline` is not looked at.

        :raises NoProjectMonths, MissingInput, InvalidInput, NoPercentage: if there is nothing to compare.
        :raises HeatWithoutFuel, FuelNotNamed: naming the month.
        """
        if not project:
            raise NoProjectMonths
        stated = parameters or {}
        check_inputs(_OLD, stated)
        check_percents(_OLD, stated, MOST_EFFICIENT)
        burnt = fuels.burnt(project, stated)
        _check_fuel(project)
        energy = Decimal(0)
        for fuel, amount in sorted(burnt.items()):
            energy = WIDE.add(energy, product(amount, fuels.gj_per_unit(factors, fuel)))
        heat_rows = [CalculationRow("heat_gj", "Σ HG_pj", total(project, HEAT), "GJ")]
        if (capacity := number(stated, CAPACITY)) is not None:
            words = f"Σ min(HG_pj, {capacity.normalize():f})"
            heat_rows.append(CalculationRow("credited_gj", words, capped(project, HEAT, capacity), "GJ"))
        before = _burnt_for(
            heat_rows[-1].value, choice(stated, OLD_FUEL), number(stated, EFFICIENCY) or WHOLE, factors
        )
        lost = product(energy, number(stated, UPSTREAM) or Decimal(0))
        return closed(
            MEASURED,
            [
                CalculationRow("project_months", "n_pj", Decimal(len(project)), "months"),
                *heat_rows,
                _efficiency(stated),
                CalculationRow("fuel_gj", "Σ FC_pj × NCV", energy, "GJ"),
            ],
            CalculationRow("baseline_kg", "HG_pj ÷ η_bl × EF_bl", before, KG),
            CalculationRow("project_kg", "Σ FC_pj × NCV × EF", fuels.emitted(burnt, factors), KG),
            CalculationRow("leakage_kg", "Σ FC_pj × NCV × EF_up", lost, KG),
        )


def _burnt_for(heat: Decimal, fuel: str, efficiency: Decimal, factors: Mapping[str, FactorValue]) -> Decimal:
    """Return what burning a fuel at an efficiency in percent emits for useful heat in GJ, in kg CO2eq."""
    return divided(product(heat, WHOLE, fuels.kg_per_gj(factors, fuel)), efficiency)


def _check_fuel(project: Sequence[MonthlyFigures]) -> None:
    for month in project:
        burns = any(month.amounts.get(slot) for slot in fuels.SLOTS)
        if month.amounts[HEAT] and not burns:
            raise HeatWithoutFuel(month=f"{month.month:%Y-%m}")


def _efficiency(stated: Mapping[str, Stated]) -> CalculationRow:
    return CalculationRow("old_efficiency", "η_bl", number(stated, EFFICIENCY) or WHOLE, "%")
