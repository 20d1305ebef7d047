"""
Fluorinated gases in semiconductor processes: what is stated of each, and what of it leaves the stack.

IPCC 2006 Guidelines, volume 3, chapter 6: a container keeps its heel h, a process uses up the part U of a gas
and makes B kg of CF4 from a kg of it; abatement takes in the part a of the flow and destroys the part d.
Calculated with fractions, so that months of different uptime add up exactly.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from measurement.methods.base import (
    ExpectationField,
    FactorValue,
    MethodRefusal,
    MissingInput,
    Stated,
    divided,
    kilograms,
    number,
)
from measurement.methods.percents import check_percents

#: {code: formula}
GASES: Mapping[str, str] = {"sf6": "SF6", "nf3": "NF3", "cf4": "CF4"}
BY_PRODUCT = "cf4"
HEEL, USUAL_HEEL = "heel_percent", Decimal(10)
BEFORE, AFTER = "before", "after"


class NoRatio(MethodRefusal):
    message = _("“%(label)s” is a ratio below 1.")


def of_gas(gas: str, words: Any) -> Any:
    """Return words that begin with the gas, such as “NF3: used up in the process”."""
    return format_lazy("{gas}: {words}", gas=GASES[gas], words=words)


def _fields_of(gas: str) -> Iterable[ExpectationField]:
    def field(name: str, words: Any, unit: str, hint: Any) -> ExpectationField:
        return ExpectationField(f"{gas}_{name}", of_gas(gas, words), unit, hint, is_optional=True)

    destroyed = _("By a test of the abatement. Leave empty if it destroys none.")
    yield field("use_percent", _("Used up in the process (U)"), "%", _("Needed if this gas is used."))
    if gas != BY_PRODUCT:
        yield field("cf4_ratio", _("CF4 that arises (B)"), "kg/kg", _("For 1 kg of the gas. Empty if none."))
    yield field(
        "fed_before",
        _("Fed into the old abatement (a)"),
        "%",
        _("Of the gas used. Leave empty if there was none."),
    )
    yield field("destroyed_before", _("Destroyed by the old abatement (d)"), "%", destroyed)
    yield field("fed_after", _("Fed into the new abatement (a)"), "%", _("Of the gas used."))
    yield field("destroyed_after", _("Destroyed by the new abatement (d)"), "%", destroyed)


FIELDS = (
    ExpectationField(
        HEEL,
        _("Heel left in the containers (h)"),
        "%",
        _("Leave empty for the usual 10 %."),
        is_optional=True,
    ),
    *(field for gas in GASES for field in _fields_of(gas)),
)
_BY_NAME = {field.name: field for field in FIELDS}


def used(stated: Mapping[str, Stated] | None) -> tuple[str, ...]:
    """Return the gases of which it was stated how much a process uses up."""
    return tuple(gas for gas in GASES if number(stated, f"{gas}_use_percent"))


def codes_of(stated: Mapping[str, Stated] | None) -> tuple[str, ...]:
    """Return the codes of the warming potentials of these gases, and of CF4 where it arises from one."""
    gases = used(stated)
    arises = any(number(stated, f"{gas}_cf4_ratio") for gas in gases)
    return tuple(f"gwp_{gas}" for gas in GASES if gas in gases or (arises and gas == BY_PRODUCT))


def check_gases(gases: Iterable[str], stated: Mapping[str, Stated]) -> None:
    """
    Refuse unless it is stated how these gases are used, and of each abatement both what is fed and destroyed.

    :raises MissingInput, NoPercentage, NoRatio: naming the input.
    """
    check_percents(FIELDS, stated)
    for gas in gases:
        _need(stated, f"{gas}_use_percent")
        for side in (BEFORE, AFTER):
            fed, destroyed = f"{gas}_fed_{side}", f"{gas}_destroyed_{side}"
            if number(stated, fed):
                _need(stated, destroyed)
            elif number(stated, destroyed) and gas != BY_PRODUCT:
                _need(stated, fed)
        ratio = f"{gas}_cf4_ratio"
        if (number(stated, ratio) or 0) >= 1:
            raise NoRatio(label=_BY_NAME[ratio].label, field=ratio)


def _need(stated: Mapping[str, Stated], name: str) -> None:
    if not number(stated, name):
        raise MissingInput(label=_BY_NAME[name].label, field=name)


def heel(stated: Mapping[str, Stated]) -> Decimal:
    """Return the heel in percent."""
    return number(stated, HEEL) or USUAL_HEEL


def escaped(
    gas: str, side: str, amounts: tuple[Fraction, Fraction], stated: Mapping[str, Stated]
) -> tuple[Fraction, Fraction]:
    """
    Return kg of the gas that escape, (1−h)(1−U)(FC − a·d·FC_t), and of CF4, (1−h)·B·(FC − a·d_CF4·FC_t).

    `amounts` are kg of the gas (FC) and of that the kg used while the abatement ran (FC_t).
    """
    weight, treated = amounts
    out = 1 - _part(stated, HEEL, heel(stated))
    fed = _part(stated, f"{gas}_fed_{side}")
    itself = out * (1 - _part(stated, f"{gas}_use_percent"))
    arising = out * Fraction(number(stated, f"{gas}_cf4_ratio") or 0)
    left = weight - fed * _part(stated, f"{gas}_destroyed_{side}") * treated
    return itself * left, arising * (weight - fed * _cf4_destroyed(stated, side) * treated)


def _cf4_destroyed(stated: Mapping[str, Stated], side: str) -> Fraction:
    """Return d of CF4 that arises; where the old one was not stated that of the new one, which is careful."""
    after = _part(stated, f"{BY_PRODUCT}_destroyed_{AFTER}")
    before = number(stated, f"{BY_PRODUCT}_destroyed_{BEFORE}")
    return after if side == AFTER or before is None else Fraction(before) / 100


def _part(stated: Mapping[str, Stated], name: str, otherwise: Decimal = Decimal(0)) -> Fraction:
    return Fraction(number(stated, name) or otherwise) / 100


def warming(factors: Mapping[str, FactorValue], gas: str) -> Fraction:
    """
    Return kg CO2eq for a kg of the gas.

    :raises FactorMissing, UnknownFactorUnit: naming the factor.
    """
    return Fraction(kilograms(factors, (f"gwp_{gas}",), ("kg",)))


def as_decimal(exact: Fraction) -> Decimal:
    """Return a fraction as a decimal, to 120 digits."""
    return divided(Decimal(exact.numerator), Decimal(exact.denominator))
