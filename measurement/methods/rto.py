"""
Regenerative thermal oxidisers: less gas and electricity for the same volume of exhaust air.

The form of CDM AMS-II.D for an industrial facility, the output being the exhaust air treated, at reference
conditions.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods import fuels
from measurement.methods.base import Quantity
from measurement.methods.per_output import CAPACITY, EnergyPerOutput, capacity_field, stated_energy


class ThermalOxidiser(EnergyPerOutput):
    """[(Σ FC·NCV·EF + EC·EF_el) ÷ V]_bl × V_pj − (Σ FC·NCV·EF + EC·EF_el)_pj, in kg CO2eq (AMS-II.D)."""

    code = "rto"
    label: Any = _("Regenerative thermal oxidiser")
    source = "CDM AMS-II.D"
    electricity, output, output_unit = "oxidiser_kwh", "exhaust_nm3", "Nm3"
    quantities = (
        Quantity(
            "oxidiser_kwh",
            "kWh",
            _("Electricity of oxidiser and fan"),
            "kWh",
            _("Electricity"),
            is_electricity=True,
        ),
        Quantity("exhaust_nm3", "Nm3", _("Exhaust air treated"), "Nm³", _("Exhaust air"), capacity=CAPACITY),
        *fuels.QUANTITIES,
    )
    expectation_fields = stated_energy("Nm³")
    parameter_fields = (*fuels.PARAMETERS, capacity_field("Nm³"))
