"""Words and figures of what meters read and of what was calculated from it."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

from django import template

from core.ui.formats import trimmed
from measurement.factoring.names import name_of, round_of
from measurement.methods import METHODS
from reporting.statements.models import FACTOR_ROW, FACTOR_WORDS
from reporting.statements.pages import shown_unit

register = template.Library()

#: to so many decimals a value of a calculation is printed
SHOWN = Decimal("0.000001")


@register.filter
def by_month(measure: dict[str, Any]) -> list[tuple[Any, bool, list[dict[str, Any]]]]:
    """Return (month, whether a verified statement rests on it, the reading of each meter)."""
    read = [{reading["month"]: reading for reading in meter["readings"]} for meter in measure["meters"]]
    months = sorted({month for readings in read for month in readings})
    return [
        (
            month,
            any(readings[month]["locked_at"] for readings in read if month in readings),
            [readings.get(month, {"opening": None, "closing": None, "quantity": None}) for readings in read],
        )
        for month in months
    ]


@register.filter
def plainly(number: Any) -> str:
    """Return a decimal without trailing zeros."""
    return "–" if number is None else trimmed(number)


@register.filter
def measured(number: Any) -> str:
    """Return a value of a calculation to at most six decimals; one that was cut there ends in an ellipsis."""
    cut = number.quantize(SHOWN, rounding=ROUND_DOWN)
    return plainly(cut) if cut == number else f"{cut:,f}…"


@register.filter
def how_words(row: dict[str, Any]) -> str:
    """Return how a value came about: its formula, or the name of the factor that it is."""
    return name_of(row["expression"]) if row["code"] == FACTOR_ROW else str(row["expression"])


@register.filter
def round_words(approval_round: str) -> str:
    """Return the approval round of a factor as people read it."""
    return round_of(approval_round)


@register.filter
def quantity_words(code: str) -> Any:
    """Return what a meter counts."""
    for method in METHODS.values():
        for quantity in method.quantities:
            if quantity.name == code:
                return quantity.label
    return code


@register.filter
def unit_words(unit: str) -> str:
    """Return a unit as people write it."""
    return shown_unit(unit)


@register.filter
def row_words(code: str, method: str) -> Any:
    """Return what a row of a calculation is called by its method."""
    if code == FACTOR_ROW:
        return FACTOR_WORDS
    return METHODS[method].row_labels.get(code, code) if method in METHODS else code


@register.filter
def method_words(statement: dict[str, Any]) -> str:
    """Return the method and the form of its formula in words."""
    method = METHODS.get(statement["method"])
    if method is None:
        return str(statement["method"])
    return f"{method.label} · {method.forms.get(statement['method_form'], statement['method_form'])}"
