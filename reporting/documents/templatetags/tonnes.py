"""Words for the codes in documents about tonnes, selection and programmes."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from applications import ranking
from reporting.claims.kinds import Category, CreditingPeriod, Purpose, Scale
from reporting.claims.workflow import Status as ClaimStatus
from reporting.dashboards.queries.programs import state_label
from reporting.documents.templatetags.calculation import quantity_words, row_words
from reporting.documents.templatetags.dossier import size_words, words
from reporting.statements.models import FindingKind
from reporting.statements.workflow import FindingStatus
from reporting.tallies.frozen import NONE

register = template.Library()

TERMS: dict[str, Any] = {
    "category": Category,
    "claim": ClaimStatus,
    "crediting_period": CreditingPeriod,
    "finding": FindingStatus,
    "finding_kind": FindingKind,
    "purpose": Purpose,
    "scale": Scale,
}
FLOWS: dict[str, Any] = {
    "received": _("Received (gross)"),
    "net": _("Net: received less what was granted on"),
    "passed_on": _("Passed on and confirmed"),
    "in_transit": _("Passed on, not confirmed yet"),
    "duty_open": _("Still to pass on"),
    "interest": _("Interest received"),
    "surcharge": _("Surcharges received"),
    "late_fee": _("Late fees received"),
}
CASES: dict[str, Any] = {
    "plan": _("Plan"),
    "settlement": _("Settlement"),
    "debt": _("Debt"),
}


@register.filter
def term(code: Any, table: str) -> Any:
    """Return what a code is called: {{ finding.status|term:"finding" }}."""
    return TERMS[table](code).label


@register.filter
def concerned(line: dict[str, Any], method: str) -> Any:
    """Return what a line of a finding is: a meter's quantity, or a row of the calculation by its method."""
    return row_words(line["row"], method) if line["row"] else quantity_words(line["quantity"])


@register.filter
def budget_state(code: str) -> str:
    """Return what a state of a programme's budget is called."""
    return state_label(code)


@register.filter
def flow_words(code: str) -> Any:
    """Return what became of money, as the report of a programme calls it."""
    return FLOWS.get(code) or words(code, "part")


@register.filter
def case_words(kind: str) -> Any:
    """Return what a kind of case is called."""
    return CASES.get(kind) or words(kind, "case_kind")


@register.filter
def status_of(status: str, kind: str) -> Any:
    """Return what a status of a kind of case is called; a plan is an application."""
    return words(status, "application" if kind == "plan" else kind)


@register.filter
def size_part(code: str) -> Any:
    """Return a size class, or that none was stated."""
    return _("Not stated") if code == NONE else size_words(code)


@register.filter
def in_points(hundredths: int | None) -> str:
    """Return hundredths of a point as points with two decimals; a dash for none."""
    return "–" if hundredths is None else ranking.in_points(hundredths)


@register.filter
def of_case(scores: list[dict[str, Any]], application: str) -> list[dict[str, Any]]:
    """Return the scores of one application."""
    return [score for score in scores if score["application"] == application]
