"""Computed figures as rows to print: the support of an application, the reductions it expects."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import CostItem
from core.ui.formats import percent, trimmed
from core.workflow.refusals import Refusal
from measurement.methods import METHODS
from measurement.models import Measure
from measurement.queries import expectation_of, expected, factors_of
from programs.models import CostKind

_LABELS = {
    "eligible": gettext_lazy("Eligible cost"),
    "rate": gettext_lazy("Co-funding rate"),
    "cap_firm": gettext_lazy("Cap per firm"),
    "cap_consortium": gettext_lazy("Cap per consortium"),
    "subsidy": gettext_lazy("Subsidy"),
    "self_burden": gettext_lazy("Self-burden"),
    "anchor": gettext_lazy("Part paid by the anchor"),
    "own": gettext_lazy("Part paid by the firm"),
}
_CAPS = {"cap_firm", "cap_consortium"}


def support_rows(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows for {% arithmetic %} from stored or previewed steps: input, rule, cap, source, result."""
    return [
        {
            "label": _label(row),
            "input": row.input_won,
            "rule": _rule(row),
            "cap": row.factor if row.code in _CAPS else None,
            "source": row.source or cited(row.article),
            "result": row.result_won,
        }
        for row in rows
    ]


def cited(article: str) -> str:
    """Return an article of the law in the reader's language, as `programs.rules` cites it."""
    return _(article) if article else ""


def _label(row: Any) -> str:
    label = str(_LABELS[row.code])
    return f"{label} · {CostKind(row.cost_kind).label}" if row.cost_kind else label


def _rule(row: Any) -> str:
    if row.code == "rate":
        return _("× %(rate)s, rounded down to whole won") % {"rate": percent(row.factor)}
    if row.code in _CAPS:
        return _("at most what the cap leaves")
    return {
        "eligible": _("sum of the cost items"),
        "subsidy": _("sum over the kinds of cost"),
        "self_burden": _("cost − subsidy"),
        "anchor": _("as the application says"),
        "own": _("self-burden − part of the anchor"),
    }.get(row.code, "")


def reduction_sheets(items: Iterable[CostItem]) -> list[dict[str, Any]]:
    """Return, per measure, its expected reduction with every row of the method, or why there is none."""
    return [_reduction_sheet(item, item.measure) for item in items if item.measure]


def _reduction_sheet(item: CostItem, measure: Measure) -> dict[str, Any]:
    method = METHODS.get(measure.technology.method)
    sheet: dict[str, Any] = {"item": item, "measure": measure, "method": method, "rows": [], "problem": ""}
    if method is None:
        return sheet
    try:
        calculation = expected(measure.technology, expectation_of(measure))
        factors = factors_of(measure.technology.program, method.factor_codes)
    except Refusal as refusal:
        return {**sheet, "problem": str(refusal)}
    if calculation:
        sheet["form"] = method.forms.get(calculation.form, "")
        sheet["rows"] = [_reduction_row(method, row, factors) for row in calculation.rows]
    return sheet


def _reduction_row(method: Any, row: Any, factors: dict[str, Any]) -> dict[str, Any]:
    factor = factors.get(row.factor)
    return {
        "label": method.row_labels.get(row.code, row.code),
        # Gauss brackets: the floor signs are in no font of ours
        "expression": row.expression.replace("⌊", "[").replace("⌋", "]"),
        "value": trimmed(row.value if isinstance(row.value, Decimal) else Decimal(row.value)),
        "unit": _set(row.unit),
        "factor": factor,
        "factor_value": trimmed(factor.value) if factor else "",
        "factor_unit": _set(factor.unit) if factor else "",
    }


def _set(unit: str) -> str:
    return unit.replace("Nm3", "Nm³").replace("CO2", "CO₂")


def money_parts(rows: Any) -> list[tuple[str, int, str]]:
    """Return who pays which part of the eligible cost, for {% money_bar %}."""
    found = {row.code: row.result_won for row in rows if not row.cost_kind}
    words = (
        ("subsidy", _("Subsidy"), "primary"),
        ("anchor", _("Anchor firm"), "info"),
        ("own", _("Firm"), "neutral"),
    )
    return [(label, found[code], tone) for code, label, tone in words if found.get(code)]
