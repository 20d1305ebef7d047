"""The methods by which a reduction is computed, one module each, by the code that a technology names."""

from measurement.methods.air_compressor import AirCompressor
from measurement.methods.base import (
    Calculation,
    CalculationRow,
    ExpectationField,
    FactorValue,
    Method,
    MethodRefusal,
    MonthlyFigures,
    Quantity,
    Stated,
)
from measurement.methods.f_gas import FGas
from measurement.methods.fuel_switch import FuelSwitch
from measurement.methods.heat_treatment import HeatTreatment
from measurement.methods.inverter_motor import InverterMotor
from measurement.methods.led import Led
from measurement.methods.photovoltaics import Photovoltaics
from measurement.methods.rto import ThermalOxidiser
from measurement.methods.waste_heat import WasteHeat

__all__ = [
    "ELECTRICITY",
    "METHODS",
    "Calculation",
    "CalculationRow",
    "ExpectationField",
    "FactorValue",
    "Method",
    "MethodRefusal",
    "MonthlyFigures",
    "Quantity",
    "Stated",
    "method",
]

METHODS: dict[str, Method] = {
    found.code: found
    for found in (
        AirCompressor(),
        Photovoltaics(),
        InverterMotor(),
        Led(),
        HeatTreatment(),
        ThermalOxidiser(),
        FuelSwitch(),
        WasteHeat(),
        FGas(),
    )
}
#: names of the quantities that are electricity taken by equipment
ELECTRICITY = tuple(sorted({q.name for m in METHODS.values() for q in m.quantities if q.is_electricity}))


def method(code: str) -> Method | None:
    """Return the method of that code, or None where a technology has none yet."""
    return METHODS.get(code)
