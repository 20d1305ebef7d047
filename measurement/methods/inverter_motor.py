"""
Inverters and motors: less electricity for the same output.

CDM methodology AMS-II.C by the measured electricity per unit of output. What may be expected is stated by the
affinity law of fans and pumps, power as a power of speed; its exponent, 2.5 or 3, is stated too.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods.base import (
    GRID,
    HOURS_A_YEAR,
    KG,
    WIDE,
    Calculation,
    CalculationRow,
    ExpectationField,
    FactorValue,
    MethodRefusal,
    Quantity,
    Stated,
    check_inputs,
    choice,
    closed,
    divided,
    kg_per_kwh,
    numbers,
    product,
)
from measurement.methods.per_output import CAPACITY, MEASURED, EnergyPerOutput, capacity_field

AFFINITY = "affinity_law"


class NotSlower(MethodRefusal):
    message = _("The mean speed must be below 100 %.")


class MoreThanAYear(MethodRefusal):
    message = _("A year has at most %(most)s hours.")


class InverterMotor(EnergyPerOutput):
    """(kWh_bl ÷ output_bl) × output_pj × EF_el − kWh_pj × EF_el, in kg CO2eq (AMS-II.C)."""

    code = "inverter_motor"
    label: Any = _("Inverter or motor")
    source = "CDM AMS-II.C"
    electricity, output, output_unit = "motor_kwh", "motor_output", "unit"
    burns = False
    quantities = (
        Quantity(
            "motor_kwh", "kWh", _("Electricity of the motor"), "kWh", _("Electricity"), is_electricity=True
        ),
        Quantity(
            "motor_output",
            "unit",
            _("Output of the driven machine"),
            "",
            _("Output"),
            is_register=False,
            capacity=CAPACITY,
        ),
    )
    expectation_fields = (
        ExpectationField("full_speed_kw", _("Power at full speed"), "kW", _("Measured, for instance 45.")),
        ExpectationField("annual_hours", _("Hours of operation a year"), "h", _("For instance 6,000.")),
        ExpectationField("speed_percent", _("Mean speed with the inverter"), "%", _("For instance 80.")),
        ExpectationField(
            "exponent",
            _("Exponent of the affinity law"),
            "",
            _("2.5 is the careful one; 3 only where there is no static head."),
            choices=(("2.5", "2.5"), ("3", "3")),
        ),
    )
    parameter_fields = (capacity_field(""),)
    forms: Mapping[str, Any] = {
        MEASURED: _("measured energy per unit of output"),
        AFFINITY: _("affinity law with the stated exponent"),
    }
    row_labels: Mapping[str, Any] = {
        **EnergyPerOutput.row_labels,
        "full_speed_kw": _("Power at full speed"),
        "annual_hours": _("Hours of operation a year"),
        "speed_ratio": _("Mean speed, as a part of full speed (s)"),
        "power_ratio": _("Power, as a part of full power"),
    }

    def expected(self, inputs: Mapping[str, Stated], factors: Mapping[str, FactorValue]) -> Calculation:
        """
        Return the reduction expected in a year: P × h × (1 − s^n) × EF_el, n being 2.5 or 3.

        Inputs: full_speed_kw in kW, annual_hours in hours, speed_percent below 100, exponent as a choice.

        :raises MissingInput, InvalidInput: naming the input.
        :raises NotSlower, MoreThanAYear: if nothing is saved, or a year is not so long.
        """
        check_inputs(self.expectation_fields, inputs)
        power, hours, percent = numbers(self.expectation_fields, inputs)
        if percent >= 100:
            raise NotSlower(field="speed_percent")
        if hours > HOURS_A_YEAR:
            raise MoreThanAYear(most=HOURS_A_YEAR, field="annual_hours")
        exponent, speed = choice(inputs, "exponent"), divided(percent, Decimal(100))
        ratio = product(speed, speed, speed if exponent == "3" else WIDE.sqrt(speed))
        full = product(power, hours, kg_per_kwh(factors, GRID))
        rows = [
            CalculationRow("full_speed_kw", "P", power, "kW"),
            CalculationRow("annual_hours", "h", hours, "h"),
            CalculationRow("speed_ratio", "s", speed, ""),
            CalculationRow("power_ratio", f"s^{exponent}", ratio, ""),
        ]
        before = CalculationRow("baseline_kg", "P × h × EF_el", full, KG, GRID)
        words = f"P × h × s^{exponent} × EF_el"
        return closed(
            AFFINITY, rows, before, CalculationRow("project_kg", words, product(full, ratio), KG, GRID)
        )
