"""Computed figures as rows to print: the support of an application, the reductions it expects."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import CostItem
from core.ui.formats import percent, trimmed
from core.ui.templatetags.ui import won
from core.workflow.refusals import Refusal
from measurement.methods import METHODS
from measurement.models import Measure
from measurement.queries import expectation_of, expected, factors_of
from programs.models import CostKind, Grade

#: what each step of the arithmetic is called
LABELS = {
    "eligible": gettext_lazy("Eligible cost"),
    "rate": gettext_lazy("Co-funding rate"),
    "rates": gettext_lazy("Support at these rates"),
    "cap_firm": gettext_lazy("Cap per firm"),
    "pool": gettext_lazy("Pool of the partners"),
    "cap_pooled": gettext_lazy("Cap by the pool"),
    "with_regrant": gettext_lazy("With what is handed on"),
    "cap_consortium": gettext_lazy("Cap per consortium"),
    "cap_proposed": gettext_lazy("Amount proposed by the firm above"),
    "own_of_whole": gettext_lazy("Own part of it"),
    "rounding": gettext_lazy("Rounding"),
    "subsidy": gettext_lazy("Subsidy"),
    "regrant": gettext_lazy("To hand on"),
    "self_burden": gettext_lazy("Self-burden"),
    "in_kind_limit": gettext_lazy("May be in kind"),
    "anchor": gettext_lazy("Part paid by the anchor"),
    "anchor_in_kind": gettext_lazy("Of it in kind by the anchor"),
    "anchor_cash": gettext_lazy("Of it in cash by the anchor"),
    "own": gettext_lazy("Part paid by the firm"),
    "own_in_kind": gettext_lazy("Of it in kind by the firm"),
    "own_cash": gettext_lazy("Of it in cash by the firm"),
    "before_change": gettext_lazy("By the rules for the costs before"),
    "paid_in_proportion": gettext_lazy("Invoices are paid in proportion to"),
}
_CAPS = {"cap_firm", "cap_pooled", "cap_consortium", "cap_proposed"}
#: rows whose factor is a part in basis points
_PARTS = {"rate", "with_regrant", "own_of_whole", "regrant", "in_kind_limit"}
_WITH_FACTOR = {
    "rate": gettext_lazy("× %(rate)s, rounded down to whole won"),
    "pool": gettext_lazy("× %(factor)s"),
    "with_regrant": gettext_lazy("own part + at least %(factor)s of it to hand on"),
    "own_of_whole": gettext_lazy("what leaves %(factor)s of it to hand on"),
    "rounding": gettext_lazy("down to whole %(factor)s"),
    "in_kind_limit": gettext_lazy("at most %(rate)s of the self-burden, rounded down to whole won"),
    "regrant": gettext_lazy("as asked, at least %(factor)s of the own part"),
}
_WITHOUT_FACTOR = {
    "eligible": gettext_lazy("sum of the cost items"),
    "rates": gettext_lazy("sum over the grades of technology"),
    "with_regrant": gettext_lazy("own part + what is asked for handing on"),
    "own_of_whole": gettext_lazy("without what is asked for handing on"),
    "subsidy": gettext_lazy("sum over the kinds of cost"),
    "regrant": gettext_lazy("as asked"),
    "self_burden": gettext_lazy("cost − subsidy"),
    "anchor": gettext_lazy("as the application says"),
    "anchor_in_kind": gettext_lazy("as the application says"),
    "anchor_cash": gettext_lazy("part − what of it is in kind"),
    "own": gettext_lazy("self-burden − part of the anchor"),
    "own_in_kind": gettext_lazy("as the application says"),
    "own_cash": gettext_lazy("part − what of it is in kind"),
    "before_change": gettext_lazy("the change is compared with it"),
    "paid_in_proportion": gettext_lazy("becomes less as the subsidy by the rules does, rounded down once"),
}


def support_rows(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows for {% arithmetic %} from stored or previewed steps: input, rule, cap, source, result."""
    return [
        {
            "label": label_of(row.code, row.cost_kind, row.grade),
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


def label_of(code: str, cost_kind: str, grade: str) -> str:
    """Return what a row is called: the step, the kind of cost, the grade of technology."""
    about = [CostKind(cost_kind).label] if cost_kind else []
    about += [Grade(grade).label] if grade else []
    return " · ".join(map(str, [LABELS[code], *about]))


def factor_in_words(code: str, factor: int | None) -> str:
    """Return what an amount was multiplied with or held against: a part, a number of firms, won."""
    if factor is None:
        return ""
    if code in _PARTS:
        return percent(factor)
    if code == "pool":
        return _("%(count)s partners") % {"count": factor}
    return won(factor)


def _rule(row: Any) -> str:
    factor = factor_in_words(row.code, row.factor)
    if row.code in _CAPS:
        return _("at most what the cap leaves")
    if factor and row.code in _WITH_FACTOR:
        return str(_WITH_FACTOR[row.code]) % {"factor": factor, "rate": factor}
    return str(_WITHOUT_FACTOR.get(row.code, ""))


def reduction_sheets(items: Iterable[CostItem]) -> list[dict[str, Any]]:
    """Return, per measure, its expected reduction with every row of the method, or why there is none."""
    return [_reduction_sheet(item, item.measure) for item in items if item.measure]


def _reduction_sheet(item: CostItem, measure: Measure) -> dict[str, Any]:
    method = METHODS.get(measure.technology.method)
    sheet: dict[str, Any] = {"item": item, "measure": measure, "method": method, "rows": [], "problem": ""}
    if method is None:
        return sheet
    try:
        stated = expectation_of(measure)
        calculation = expected(measure.technology, stated)
        factors = factors_of(measure.technology.program, method.factors_needed(stated))
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
