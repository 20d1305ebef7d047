"""Families of factors: which codes belong together in one table, and in what units. Pure."""

import re
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from measurement.methods.units import WrongUnit, scale


class Family(models.TextChoices):
    ELECTRICITY = "ELECTRICITY", _("Electricity")
    FUELS = "FUELS", _("Fuels")
    GWP = "GWP", _("Global warming potentials")


class Basis(models.TextChoices):
    NONE = "", _("Not a calorific value")
    NCV = "NCV", _("Net calorific value")
    GCV = "GCV", _("Gross calorific value")


#: how codes of each family are written: grid_electricity; a fuel and what of it; a gas
PATTERNS = {
    Family.ELECTRICITY: re.compile(r"[a-z0-9_]*electricity"),
    Family.FUELS: re.compile(r"[a-z][a-z0-9_]*_(ncv|gcv|co2|ch4|n2o)"),
    Family.GWP: re.compile(r"gwp_[a-z0-9_]+"),
}


def family_of(code: str) -> Family:
    """Return the family to which a code belongs; what is neither electricity nor a gas is about a fuel."""
    for family in (Family.ELECTRICITY, Family.GWP):
        if PATTERNS[family].fullmatch(code):
            return family
    return Family.FUELS


def fits(code: str, family: str) -> bool:
    """Say whether a code is written as those of the family are."""
    return family_of(code) == family and PATTERNS[Family(family)].fullmatch(code) is not None


def basis_of(code: str) -> Basis:
    """Return the basis that a code names: a fuel's `_ncv` is net, its `_gcv` is gross, others have none."""
    return {"ncv": Basis.NCV, "gcv": Basis.GCV}.get(code.rpartition("_")[2], Basis.NONE)


class Kind(NamedTuple):
    """What a kind of factor is multiplied by, what must come out, and an example of its unit."""

    of: tuple[str, ...]
    into: str
    example: str


_ENERGY_OF_FUEL = Kind(("L", "Nm3", "kg"), "MJ", "MJ/Nm3")
_GRID = Kind(("kWh",), "kgCO2eq", "tCO2eq/MWh")
_GAS = Kind(("kg",), "kgCO2eq", "kgCO2eq/kg")
#: what is stated of a fuel, by the end of its code
_OF_FUEL = {
    "ncv": _ENERGY_OF_FUEL, "gcv": _ENERGY_OF_FUEL, "co2": Kind(("MJ",), "kgCO2eq", "kgCO2/TJ"),
    "ch4": Kind(("MJ",), "kg", "kgCH4/TJ"), "n2o": Kind(("MJ",), "kg", "kgN2O/TJ"),
}  # fmt: skip


def kind_of(code: str) -> Kind:
    """Return the kind of a code that is written as those of its family are."""
    family = family_of(code)
    if family == Family.FUELS:
        return _OF_FUEL[code.rpartition("_")[2]]
    return _GRID if family == Family.ELECTRICITY else _GAS


def unit_fits(code: str, unit: str) -> bool:
    """Say whether a factor of this code can be in that unit: whether what it converts comes out."""
    kind = kind_of(code)
    return any(_comes_out(amount, unit, kind.into) for amount in kind.of)


def _comes_out(amount: str, unit: str, into: str) -> bool:
    try:
        scale((amount, unit), into)
    except WrongUnit:
        return False
    return True
