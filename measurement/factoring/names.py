"""What a factor's code says, in words. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from measurement.factoring.families import Family, family_of
from measurement.methods.fuels import ALL

_FUELS: Mapping[str, Any] = dict(ALL)
#: what of a fuel a code is about, by its end
_PARTS: Mapping[str, Any] = {
    "ncv": _("Net calorific value"),
    "gcv": _("Gross calorific value"),
    "co2": _("CO₂ by its energy"),
    "ch4": _("CH₄ by its energy"),
    "n2o": _("N₂O by its energy"),
}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def round_of(approval_round: str) -> str:
    """Return an approval round in words; one that is a year or a report's own name stays as it is."""
    return str(_("scheme's table")) if approval_round == "scheme" else approval_round


def name_of(code: str) -> str:
    """Return the words for a code: a fuel and what of it, a gas, electricity; the code itself if unknown."""
    family = family_of(code)
    if family == Family.GWP:
        return gas_of(code.removeprefix("gwp_"))
    if family == Family.ELECTRICITY:
        return str(_("Grid electricity")) if code == "grid_electricity" else code
    fuel, _end, part = code.rpartition("_")
    if fuel not in _FUELS or part not in _PARTS:
        return code
    return f"{_FUELS[fuel]} · {_PARTS[part]}"


def gas_of(code: str) -> str:
    """Return a gas as chemists write it: sf6 is SF₆; a numbered one keeps it: hfc_134a is HFC-134a."""
    kind, _line, number = code.partition("_")
    return f"{kind.upper()}-{number}" if number else kind.upper().translate(_LOWERED)
