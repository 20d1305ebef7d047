"""
Units of quantities and factors, checked: what does not come out as kg CO2eq is refused, not multiplied.

One registry with the few units that methods know, on decimals. CO2eq is a dimension of its own, so that the
mass of a gas becomes an emission only through its global warming potential.
"""

import re
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any

#: wide enough that no scale between two units is rounded
_EXACT = Context(prec=60)

_DEFINITIONS = (
    "kgCO2eq = [emission]",
    "tCO2eq = 1000 kgCO2eq",
    "kgCO2 = kgCO2eq",
    "tCO2 = 1000 kgCO2eq",
    "kg = [mass]",
    "g = 0.001 kg",
    "t = 1000 kg",
    "kgCH4 = kg",
    "kgN2O = kg",
    "MJ = [energy]",
    "kJ = 0.001 MJ",
    "GJ = 1000 MJ",
    "TJ = 1000000 MJ",
    "kWh = 3.6 MJ",
    "MWh = 3600 MJ",
    "Wh = 0.0036 MJ",
    "L = [volume]",
    "kL = 1000 L",
    "m3 = 1000 L",
    "Nm3 = [normal_volume]",
    "unit = [output]",
)
_FORM = re.compile(r"[A-Za-z][A-Za-z0-9]*(/[A-Za-z][A-Za-z0-9]*)?")


class WrongUnit(ValueError):
    """A unit that is not known, or of another dimension than is needed."""


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    registry: Any = UnitRegistry(None, non_int_type=Decimal)
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


@cache
def scale(units: tuple[str, ...], into: str) -> Decimal:
    """
    Return by what the product of numbers in `units` is multiplied to be in `into`, for instance 0.000001.

    :raises WrongUnit: if a unit is not known, or the product has another dimension.
    """
    from pint import PintError

    if any(not _FORM.fullmatch(unit) for unit in (*units, into)):
        raise WrongUnit(units)
    registry = _registry()
    try:
        with localcontext(_EXACT):
            found = registry.Quantity(Decimal(1), "dimensionless")
            for unit in units:
                found = found * registry.Quantity(Decimal(1), unit)
            return Decimal(found.to(into).magnitude).normalize()
    except (PintError, AttributeError) as error:
        raise WrongUnit(units) from error
