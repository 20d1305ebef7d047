"""Families of factors: which codes belong together in one table. Pure."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


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
