"""
Heat-treatment furnaces: less fuel and electricity for a tonne treated.

CDM methodology AMS-II.D (energy efficiency and fuel switching for industrial facilities): emissions per
tonne before, times the tonnes treated after, less what is emitted after.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods import fuels
from measurement.methods.base import Quantity
from measurement.methods.per_output import CAPACITY, EnergyPerOutput, capacity_field, stated_energy


class HeatTreatment(EnergyPerOutput):
    """[(Σ FC·NCV·EF + EC·EF_el) ÷ P]_bl × P_pj − (Σ FC·NCV·EF + EC·EF_el)_pj, in kg CO2eq (AMS-II.D)."""

    code = "heat_treatment"
    label: Any = _("Heat-treatment furnace")
    source = "CDM AMS-II.D"
    electricity, output, output_unit = "furnace_kwh", "treated_t", "t"
    quantities = (
        Quantity(
            "furnace_kwh",
            "kWh",
            _("Electricity of the furnace"),
            "kWh",
            _("Electricity"),
            is_electricity=True,
        ),
        Quantity(
            "treated_t", "t", _("Goods treated"), "t", _("Treated"), is_register=False, capacity=CAPACITY
        ),
        *fuels.QUANTITIES,
    )
    expectation_fields = stated_energy("t")
    parameter_fields = (*fuels.PARAMETERS, capacity_field("t"))
