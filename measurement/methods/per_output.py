"""Energy per unit of output before and after: what inverters, furnaces and oxidisers have in common."""

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
    MonthlyFigures,
    NoBaselineOutput,
    NoProjectMonths,
    Quantity,
    Stated,
    TooFewBaselineMonths,
    check_inputs,
    choice,
    closed,
    divided,
    kg_per_kwh,
    number,
    product,
    total,
)

CAPACITY = "output_capacity_month"
MEASURED, STATED = "measured_ratio", "stated_ratio"


class NothingSaved(MethodRefusal):
    message = _("Afterwards it must emit less per unit of output than today.")


class FuelNotChosen(MethodRefusal):
    message = _("Choose the fuel that these amounts are of, or leave them empty.")


class EnergyPerOutput:
    """[(Σ FC·NCV·EF + EC·EF_el) ÷ P]_bl × P_pj − (Σ FC·NCV·EF + EC·EF_el)_pj in kg CO2eq (AMS-II.C, II.D)."""

    code = ""
    label: Any = ""
    source = ""
    least_baseline_months = 12
    factor_codes: tuple[str, ...] = (GRID,)
    electricity = ""
    output = ""
    output_unit = ""
    burns = True
    quantities: tuple[Quantity, ...] = ()
    expectation_fields: tuple[ExpectationField, ...] = ()
    parameter_fields: tuple[ExpectationField, ...] = ()
    forms: Mapping[str, Any] = {
        MEASURED: _("measured energy per unit of output"),
        STATED: _("stated energy per unit of output"),
    }
    row_labels: Mapping[str, Any] = {
        "baseline_months": _("Baseline months"),
        "baseline_kwh": _("Electricity in the baseline (EC_bl)"),
        "baseline_fuel_kg": _("Emissions of fuels in the baseline"),
        "baseline_output": _("Output in the baseline (P_bl)"),
        "baseline_ratio": _("Baseline emissions per unit of output"),
        "project_months": _("Project months"),
        "project_kwh": _("Electricity in the project (EC_pj)"),
        "project_fuel_kg": _("Emissions of fuels in the project"),
        "project_output": _("Output in the project (P_pj)"),
        "credited_output": _("Credited output, capped at the old capacity (P_cr)"),
        "baseline_kg": _("Baseline emissions (BE)"),
        "project_kg": _("Project emissions (PE)"),
        "leakage_kg": _("Leakage (LE)"),
        "difference_kg": _("Difference, unrounded"),
        "reduction_kg": _("Reduction (ER), whole kilograms, rounded down"),
    }

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the grid and of the fuels that were stated."""
        return (*self.factor_codes, *fuels.codes_of((choice(stated, "fuel"), *fuels.named_in(stated))))

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year from what was stated per unit of output.

        Inputs: baseline_kwh and project_kwh in kWh, baseline_fuel and project_fuel in the fuel's unit, each
        per unit of output, and annual_output.

        :raises MissingInput, InvalidInput: naming the input.
        :raises FuelNotChosen: if amounts of a fuel are stated without saying of which.
        :raises NothingSaved: if it emits as much per unit as before.
        """
        check_inputs(self.expectation_fields, inputs)
        fuel = choice(inputs, "fuel")
        if not fuel and any(number(inputs, f"{side}_fuel") for side in ("baseline", "project")):
            raise FuelNotChosen(field="fuel")
        electric = kg_per_kwh(factors, GRID)
        burning = fuels.kg_per_unit(factors, fuel) if fuel else Decimal(0)
        output = number(inputs, "annual_output") or Decimal(0)
        sides = []
        for side in ("baseline", "project"):
            kwh, burnt = (number(inputs, f"{side}_{kind}") or Decimal(0) for kind in ("kwh", "fuel"))
            sides.append(WIDE.add(product(kwh, electric), product(burnt, burning)))
        if sides[1] >= sides[0]:
            raise NothingSaved(field="project_kwh")
        rows = [CalculationRow("project_output", "P", output, self.output_unit)]
        before = CalculationRow(
            "baseline_kg", "(EC·EF_el + FC·NCV·EF)_bl × P", product(sides[0], output), KG, GRID
        )
        after = CalculationRow(
            "project_kg", "(EC·EF_el + FC·NCV·EF)_pj × P", product(sides[1], output), KG, GRID
        )
        return closed(STATED, rows, before, after)

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER over the project months: the baseline's emissions per unit of output × output, less PE.

        Output of a month above the old capacity, where it is stated, is not credited, while its energy counts
        in full. Leakage is zero as long as the old equipment leaves service.

        :raises TooFewBaselineMonths, NoBaselineOutput, NoProjectMonths: if there is nothing to compare.
        :raises FuelNotNamed: naming the month whose fuel is not known.
        """
        if len(baseline) < self.least_baseline_months:
            raise TooFewBaselineMonths(months=len(baseline), least=self.least_baseline_months)
        if not project:
            raise NoProjectMonths
        output_bl = total(baseline, self.output)
        if output_bl <= 0:
            raise NoBaselineOutput
        before, before_rows = self._energy("baseline", "bl", baseline, factors, parameters)
        after, after_rows = self._energy("project", "pj", project, factors, parameters)
        credited, output_rows = self._output(project, number(parameters, CAPACITY))
        rows = [
            *before_rows,
            CalculationRow("baseline_output", "Σ P_bl", output_bl, self.output_unit),
            CalculationRow(
                "baseline_ratio", "E_bl ÷ P_bl", divided(before, output_bl), f"{KG}/{self.output_unit}"
            ),
            *after_rows,
            *output_rows,
        ]
        used = "P_pj" if len(output_rows) == 1 else "P_cr"
        baseline_kg = divided(product(before, credited), output_bl)
        return closed(
            MEASURED,
            rows,
            CalculationRow("baseline_kg", f"E_bl ÷ P_bl × {used}", baseline_kg, KG, GRID),
            CalculationRow("project_kg", "E_pj", after, KG, GRID),
        )

    def _energy(
        self,
        side: str,
        sign: str,
        months: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None,
    ) -> tuple[Decimal, list[CalculationRow]]:
        """Return what the energy of the months emits in kg CO2eq, and its rows."""
        kwh = total(months, self.electricity)
        rows = [
            CalculationRow(f"{side}_months", f"n_{sign}", Decimal(len(months)), "months"),
            CalculationRow(f"{side}_kwh", f"Σ EC_{sign}", kwh, "kWh"),
        ]
        emitted = product(kwh, kg_per_kwh(factors, GRID))
        if not self.burns:
            return emitted, rows
        burning = fuels.emitted(fuels.burnt(months, parameters), factors)
        rows.append(CalculationRow(f"{side}_fuel_kg", f"Σ FC_{sign} × NCV × EF", burning, KG))
        return WIDE.add(emitted, burning), rows

    def _output(
        self, project: Sequence[MonthlyFigures], capacity: Decimal | None
    ) -> tuple[Decimal, list[CalculationRow]]:
        """Return the credited output and its rows; each month is capped at the old capacity, if stated."""
        measured = total(project, self.output)
        rows = [CalculationRow("project_output", "Σ P_pj", measured, self.output_unit)]
        if capacity is None:
            return measured, rows
        credited = capped(project, self.output, capacity)
        words = f"Σ min(P_pj, {capacity.normalize():f})"
        rows.append(CalculationRow("credited_output", words, credited, self.output_unit))
        return credited, rows


def capped(months: Sequence[MonthlyFigures], quantity: str, capacity: Decimal) -> Decimal:
    """Return the sum of a quantity over months, no month above the capacity."""
    amounts = [MonthlyFigures(m.month, {quantity: min(m.amounts[quantity], capacity)}) for m in months]
    return total(amounts, quantity)


def capacity_field(unit: str) -> ExpectationField:
    """Return the field for the capacity of the old equipment a month."""
    return ExpectationField(
        CAPACITY,
        _("Capacity of the old equipment a month"),
        unit,
        _("If it is known: output above it is not credited. Leave empty if it is not."),
    )


def stated_energy(unit: str) -> tuple[ExpectationField, ...]:
    """Return the fields for fuel and electricity per unit before and after, and the output a year."""
    per = _("Per unit of output, from the last year or the quote. Leave empty if there is none.")
    field = ExpectationField
    return (
        field(
            "fuel", _("Fuel"), "", _("Leave empty if it is electric."), is_optional=True, choices=fuels.ALL
        ),
        field("baseline_fuel", _("Fuel per unit today"), "", per, is_optional=True),
        field("project_fuel", _("Fuel per unit afterwards"), "", per, is_optional=True),
        field("baseline_kwh", _("Electricity per unit today"), f"kWh/{unit}", per, is_optional=True),
        field("project_kwh", _("Electricity per unit afterwards"), f"kWh/{unit}", per, is_optional=True),
        field("annual_output", _("Output a year"), unit, _("In a usual year.")),
    )
