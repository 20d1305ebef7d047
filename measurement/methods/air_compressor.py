"""
High-efficiency air compressors: less electricity for the same compressed air.

CDM methodology AMS-II.C (demand-side energy efficiency for specific technologies), in the form that compares
the specific energy consumption (SEC) of the old and the new compressor; vocabulary of ISO 14064-2.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods.base import (
    GRID,
    KG,
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
    closed,
    divided,
    kg_per_kwh,
    number,
    numbers,
    product,
    total,
)
from measurement.methods.per_output import capped

KWH, AIR = "electricity_kwh", "air_nm3"
CAPACITY = "capacity_nm3_month"
MEASURED, STATED = "measured_sec", "stated_sec"


class NoSaving(MethodRefusal):
    message = _("The new compressor must need less electricity per Nm³ than the old one.")


class AirCompressor:
    """SEC_bl × V_pj × EF_el − kWh_pj × EF_el, in kg CO2eq (AMS-II.C type)."""

    code = "air_compressor"
    label: Any = _("High-efficiency air compressor")
    source = "CDM AMS-II.C; ISO 14064-2"
    least_baseline_months = 12
    factor_codes = (GRID,)
    quantities = (
        Quantity(
            KWH, "kWh", _("Electricity of the compressor"), "kWh", _("Electricity"), is_electricity=True
        ),
        Quantity(
            AIR,
            "Nm3",
            _("Compressed air at reference conditions"),
            "Nm³",
            _("Compressed air"),
            capacity=CAPACITY,
        ),
    )
    expectation_fields = (
        ExpectationField(
            "baseline_sec",
            _("Specific energy consumption today"),
            "kWh/Nm³",
            _("Electricity the present compressor needs for one Nm³, for instance 0.135."),
        ),
        ExpectationField(
            "project_sec",
            _("Specific energy consumption afterwards"),
            "kWh/Nm³",
            _("What the quote promises for the new compressor, for instance 0.105."),
        ),
        ExpectationField(
            "annual_nm3",
            _("Compressed air a year"),
            "Nm³",
            _("Air delivered in a usual year, at reference conditions (0 °C, 1 atm)."),
        ),
    )
    parameter_fields = (
        ExpectationField(
            CAPACITY,
            _("Capacity of the old compressor a month"),
            "Nm³",
            _("If it is known: output above it is not credited. Leave empty if it is not."),
        ),
    )
    forms: Mapping[str, Any] = {
        MEASURED: _("measured specific energy consumption"),
        STATED: _("stated specific energy consumption"),
    }
    row_labels: Mapping[str, Any] = {
        "baseline_months": _("Baseline months"),
        "baseline_kwh": _("Electricity in the baseline (kWh_bl)"),
        "baseline_nm3": _("Compressed air in the baseline (V_bl)"),
        "baseline_sec": _("Baseline consumption per unit (SEC_bl)"),
        "project_months": _("Project months"),
        "project_kwh": _("Electricity in the project (kWh_pj)"),
        "project_nm3": _("Compressed air in the project (V_pj)"),
        "project_sec": _("Project consumption per unit (SEC_pj)"),
        "credited_nm3": _("Credited output, capped at the old capacity (V_cr)"),
        "baseline_kg": _("Baseline emissions (BE)"),
        "project_kg": _("Project emissions (PE)"),
        "leakage_kg": _("Leakage (LE)"),
        "difference_kg": _("Difference, unrounded"),
        "reduction_kg": _("Reduction (ER), whole kilograms, rounded down"),
    }

    def factors_needed(self, stated: Mapping[str, Stated] | None = None) -> tuple[str, ...]:
        """Return the codes of the factors it needs: the grid's, whatever was stated."""
        return self.factor_codes

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year from the firm's own statement (AMS-II.C type; ISO 14064-2).

        Inputs: baseline_sec and project_sec in kWh/Nm³, annual_nm3 in Nm³.

        :raises MissingInput, InvalidInput: naming the input.
        :raises NoSaving: if the new compressor needs as much per Nm³ as the old one.
        """
        check_inputs(self.expectation_fields, inputs)
        before, after, air = numbers(self.expectation_fields, inputs)
        if after >= before:
            raise NoSaving(field="project_sec")
        factor = kg_per_kwh(factors, GRID)
        stated = [
            CalculationRow("baseline_sec", "SEC_bl", before, "kWh/Nm3"),
            CalculationRow("project_sec", "SEC_pj", after, "kWh/Nm3"),
            CalculationRow("project_nm3", "V", air, "Nm3"),
        ]
        baseline = CalculationRow("baseline_kg", "SEC_bl × V × EF_el", product(before, air, factor), KG, GRID)
        project = CalculationRow("project_kg", "SEC_pj × V × EF_el", product(after, air, factor), KG, GRID)
        return closed(STATED, stated, baseline, project)

    def reduction(
        self,
        baseline: Sequence[MonthlyFigures],
        project: Sequence[MonthlyFigures],
        factors: Mapping[str, FactorValue],
        parameters: Mapping[str, Stated] | None = None,
    ) -> Calculation:
        """
        Return ER = SEC_bl × V_pj × EF_el − kWh_pj × EF_el − 0 over the project months (AMS-II.C type).

        Amounts are kWh and Nm³ by month. Leakage is zero as long as the old compressor leaves service and
        displaces nothing. Output above the old capacity, where it is stated, is not credited,
        while its electricity counts in full: conservativeness of ISO 14064-2.

        :raises TooFewBaselineMonths: if the baseline has fewer than twelve months.
        :raises NoBaselineOutput: if no air was delivered in the baseline.
        :raises NoProjectMonths: if there is nothing to compare.
        """
        if len(baseline) < self.least_baseline_months:
            raise TooFewBaselineMonths(months=len(baseline), least=self.least_baseline_months)
        if not project:
            raise NoProjectMonths
        kwh_bl, air_bl = total(baseline, KWH), total(baseline, AIR)
        if air_bl <= 0:
            raise NoBaselineOutput
        kwh_pj = total(project, KWH)
        credited, output_rows = _output(project, number(parameters, CAPACITY))
        factor = kg_per_kwh(factors, GRID)
        measured = [
            CalculationRow("baseline_months", "n_bl", Decimal(len(baseline)), "months"),
            CalculationRow("baseline_kwh", "Σ kWh_bl", kwh_bl, "kWh"),
            CalculationRow("baseline_nm3", "Σ V_bl", air_bl, "Nm3"),
            CalculationRow("baseline_sec", "kWh_bl ÷ V_bl", divided(kwh_bl, air_bl), "kWh/Nm3"),
            CalculationRow("project_months", "n_pj", Decimal(len(project)), "months"),
            CalculationRow("project_kwh", "Σ kWh_pj", kwh_pj, "kWh"),
            *output_rows,
        ]
        before = CalculationRow(
            "baseline_kg",
            f"SEC_bl × {'V_pj' if len(output_rows) == 1 else 'V_cr'} × EF_el",
            divided(product(kwh_bl, credited, factor), air_bl),
            KG,
            GRID,
        )
        after = CalculationRow("project_kg", "kWh_pj × EF_el", product(kwh_pj, factor), KG, GRID)
        return closed(MEASURED, measured, before, after)


def _output(
    project: Sequence[MonthlyFigures], capacity: Decimal | None
) -> tuple[Decimal, list[CalculationRow]]:
    """Return the credited output in Nm³ and its rows; each month is capped at the old capacity, if stated."""
    measured = total(project, AIR)
    rows = [CalculationRow("project_nm3", "Σ V_pj", measured, "Nm3")]
    if capacity is None:
        return measured, rows
    credited = capped(project, AIR, capacity)
    rows.append(CalculationRow("credited_nm3", f"Σ min(V_pj, {capacity.normalize():f})", credited, "Nm3"))
    return credited, rows
