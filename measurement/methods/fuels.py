"""
Fuels: what burning them emits, by net calorific value and the factors of CO2, methane, nitrous oxide.

IPCC 2006 Guidelines, volume 2, chapter 2 (tier 1): amount × NCV × EF, each gas by its warming potential.
A bill in gross calorific value is converted by the reader before it comes here.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.methods.base import (
    WIDE,
    ExpectationField,
    FactorValue,
    MethodRefusal,
    MonthlyFigures,
    Quantity,
    Stated,
    choice,
    kilograms,
    product,
)

#: {unit of the amount: codes of the fuels that are counted in it, with their words}
FUELS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "L": (
        ("petrol", _("Petrol")),
        ("diesel", _("Diesel")),
        ("kerosene", _("Kerosene")),
        ("bc_oil", _("B-C oil")),
    ),
    "kg": (
        ("propane", _("Propane")),
        ("butane", _("Butane")),
        ("lng", _("LNG (by weight)")),
        ("anthracite_domestic", _("Domestic anthracite")),
        ("bituminous_imported", _("Imported bituminous coal")),
    ),
    "Nm3": (("city_gas", _("City gas")),),
}
ALL = tuple(fuel for fuels in FUELS.values() for fuel in fuels)
UNITS = {code: unit for unit, fuels in FUELS.items() for code, _words in fuels}
SLOTS = {"fuel_litres": "L", "fuel_kg": "kg", "fuel_nm3": "Nm3"}
WARMING = ("gwp_ch4", "gwp_n2o")

QUANTITIES = (
    Quantity(
        "fuel_litres",
        "L",
        _("Liquid fuel"),
        "L",
        _("Liquid fuel"),
        is_optional=True,
        is_register=False,
        is_delivered=True,
    ),
    Quantity(
        "fuel_kg",
        "kg",
        _("Fuel by weight"),
        "kg",
        _("Fuel by weight"),
        is_optional=True,
        is_register=False,
        is_delivered=True,
    ),
    Quantity("fuel_nm3", "Nm3", _("Gas by volume"), "Nm³", _("Gas"), is_optional=True, is_register=False),
)
PARAMETERS = (
    ExpectationField(
        "fuel_litres", _("Which liquid fuel"), "", _("If one is counted in litres."), choices=FUELS["L"]
    ),
    ExpectationField(
        "fuel_kg", _("Which fuel by weight"), "", _("If one is counted in kg."), choices=FUELS["kg"]
    ),
    ExpectationField("fuel_nm3", _("Which gas"), "", _("If one is counted in Nm³."), choices=FUELS["Nm3"]),
)


class FuelNotNamed(MethodRefusal):
    message = _("%(month)s: there is an amount of “%(label)s”, but it was not said which fuel it is.")


def codes_of(fuels: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the factors that these fuels need, none without a fuel."""
    named = sorted({fuel for fuel in fuels if fuel})
    own = tuple(f"{fuel}_{kind}" for fuel in named for kind in ("ncv", "co2", "ch4", "n2o"))
    return (*own, *WARMING) if own else ()


def named_in(stated: Mapping[str, Stated] | None) -> tuple[str, ...]:
    """Return the fuels that were stated for the slots of quantities."""
    return tuple(fuel for slot in SLOTS if (fuel := choice(stated, slot)))


def kg_per_unit(factors: Mapping[str, FactorValue], fuel: str) -> Decimal:
    """
    Return kg CO2eq for one litre, kg or Nm³ of a fuel: NCV × (EF_CO2 + EF_CH4 × GWP + EF_N2O × GWP).

    :raises FactorMissing, UnknownFactorUnit: naming the factor.
    """
    return _sum(factors, fuel, (f"{fuel}_ncv",), UNITS[fuel])


def kg_per_gj(factors: Mapping[str, FactorValue], fuel: str) -> Decimal:
    """
    Return kg CO2eq for one GJ of a fuel by its net calorific value.

    :raises FactorMissing, UnknownFactorUnit: naming the factor.
    """
    return _sum(factors, fuel, (), "GJ")


def gj_per_unit(factors: Mapping[str, FactorValue], fuel: str) -> Decimal:
    """Return GJ (net) in one litre, kg or Nm³ of a fuel."""
    return kilograms(factors, (f"{fuel}_ncv",), (UNITS[fuel],), "GJ")


def _sum(factors: Mapping[str, FactorValue], fuel: str, first: tuple[str, ...], unit: str) -> Decimal:
    gases = ((f"{fuel}_co2",), (f"{fuel}_ch4", "gwp_ch4"), (f"{fuel}_n2o", "gwp_n2o"))
    found = Decimal(0)
    for gas in gases:
        found = WIDE.add(found, kilograms(factors, (*first, *gas), (unit,)))
    return found


def burnt(months: Iterable[MonthlyFigures], stated: Mapping[str, Stated] | None) -> dict[str, Decimal]:
    """
    Return {fuel: amount in its unit} over the months.

    :raises FuelNotNamed: if there is an amount in a slot for which no fuel was stated.
    """
    found: dict[str, Decimal] = {}
    for month in months:
        for quantity in QUANTITIES:
            amount = month.amounts.get(quantity.name, Decimal(0))
            if not amount:
                continue
            fuel = choice(stated, quantity.name)
            if not fuel:
                raise FuelNotNamed(month=f"{month.month:%Y-%m}", label=quantity.label, field=quantity.name)
            found[fuel] = WIDE.add(found.get(fuel, Decimal(0)), amount)
    return found


def emitted(amounts: Mapping[str, Decimal], factors: Mapping[str, FactorValue]) -> Decimal:
    """Return what burning {fuel: amount} emits, in kg CO2eq."""
    found = Decimal(0)
    for fuel, amount in sorted(amounts.items()):
        found = WIDE.add(found, product(amount, kg_per_unit(factors, fuel)))
    return found
