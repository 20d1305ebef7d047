"""Words for the codes that the facts hold."""

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from applications.models import Recommendation
from applications.pages.sheets import cited, factor_in_words, label_of
from applications.workflow import Status as ApplicationStatus
from applications.workflow.decisions import Against, ConditionStatus, Language, LetterKind, ObjectionStatus
from core.ui.formats import day, trimmed
from core.ui.templatetags.ui import won
from disbursements.bank.codes import BANKS
from disbursements.cards import proof_words
from disbursements.models import (
    AssetStatus,
    ChangeKind,
    DiscrepancyKind,
    DisposalKind,
    EntryKind,
    InspectionStatus,
    LineStatus,
    LineVerdict,
    Mode,
    Outcome,
    PointAnswer,
    RequestStatus,
    SettlementBasis,
    Term,
)
from disbursements.models.changes import WON_TERMS
from disbursements.models.evidence import EvidenceKind
from disbursements.models.inspections import FindingStatus
from disbursements.models.pledges import CashKind
from disbursements.workflow import (
    BatchStatus,
    ChangeStatus,
    DebtGround,
    DebtKind,
    DebtStatus,
    GrantStatus,
    InKindStatus,
    PassThroughStatus,
    PaymentStatus,
    PledgeGiftStatus,
    SettlementStatus,
)
from firms.models import SizeClass
from measurement.methods import METHODS
from programs.models import CostKind, GrantKind, MemberStatus, RuleKind
from reporting.dashboards.words import account_words, move_words
from reporting.statements.models import FACTOR_ROW, FACTOR_WORDS
from reporting.statements.pages import shown_unit
from reporting.statements.workflow import Status as StatementStatus

register = template.Library()

CHOICES: dict[str, Any] = {
    "application": ApplicationStatus,
    "grant": GrantStatus,
    "payment": PaymentStatus,
    "line": LineStatus,
    "pass_through": PassThroughStatus,
    "statement": StatementStatus,
    "member": MemberStatus,
    "grant_kind": GrantKind,
    "cost_kind": CostKind,
    "size_class": SizeClass,
    "rule_kind": RuleKind,
    "recommendation": Recommendation,
    "change": ChangeStatus,
    "change_kind": ChangeKind,
    "term": Term,
    "condition": ConditionStatus,
    "objection": ObjectionStatus,
    "against": Against,
    "letter": LetterKind,
    "language": Language,
    "settlement": SettlementStatus,
    "basis": SettlementBasis,
    "verdict": LineVerdict,
    "debt": DebtStatus,
    "debt_kind": DebtKind,
    "ground": DebtGround,
    "debt_entry": EntryKind,
    "batch": BatchStatus,
    "outcome": Outcome,
    "asset": AssetStatus,
    "disposal": DisposalKind,
    "asset_request": RequestStatus,
    "inspection": InspectionStatus,
    "mode": Mode,
    "answer": PointAnswer,
    "finding": FindingStatus,
    "discrepancy": DiscrepancyKind,
    "cash": CashKind,
    "pledge_gift": PledgeGiftStatus,
    "in_kind": InKindStatus,
    "evidence_kind": EvidenceKind,
}
WORDS: dict[str, dict[str, Any]] = {
    "case_kind": {
        "application": _("Application"),
        "grant": _("Grant"),
        "payment": _("Payment request"),
        "pass_through": _("Money passed on"),
        "statement": _("Statement"),
        "cost_item": _("Cost item"),
        "handed_in": _("Document handed in"),
        "payment_line": _("Invoice"),
        "gift_use": _("Contribution spent"),
        "measure": _("Measure"),
        "firm": _("Firm"),
    },
    "purpose": {
        "quote": _("Quote"),
        "document": _("Required document"),
        "invoice": _("e-tax invoice"),
        "certificate": _("Certificate"),
        "receipt": _("Transfer receipt"),
        "reading": _("Evidence of a reading"),
    },
    "bank": dict(BANKS),
    "step": {
        "submitted": _("Asked for"),
        "checked": _("Checked"),
        "released": _("Released"),
        "confirmed": _("Confirmed by the bank"),
    },
    "part": {
        "received": _("Received"),
        "held": _("Not spent yet"),
        "conduit": _("On its way through"),
        "spent": _("Spent"),
        "regranted": _("Granted on"),
        "regrant_in_transit": _("Being granted on"),
        "returned": _("Returned"),
        "under_recovery": _("Under recovery"),
        "written_off": _("Written off"),
        "gift_received": _("Received"),
        "gift_held": _("Not spent yet"),
        "gift_spent": _("Spent"),
        "gift_handed_on": _("Handed on"),
        "gift_handing_on": _("Being handed on"),
        "gift_returned": _("Returned"),
    },
}


@register.filter
def proof(number: str) -> str:
    """Return the number of a proof as people know it: of a card its company and approval."""
    return proof_words(number)


@register.filter
def words(code: str, table: str) -> Any:
    """Return what a code is called: {{ case.status|words:"application" }}; a dash for none."""
    if not code:
        return "–"
    if table in CHOICES:
        return CHOICES[table](code).label if code in CHOICES[table].values else code
    return WORDS[table].get(code, code)


@register.filter
def cost_words(code: str) -> Any:
    """Return a kind of cost, or all costs."""
    return CostKind(code).label if code else _("All costs")


@register.filter
def size_words(code: str) -> Any:
    """Return a size class, or all firms."""
    return SizeClass(code).label if code else _("All firms")


@register.filter
def side_words(side: list[str]) -> Any:
    """Return what a side of a transfer is called, without its owner."""
    return account_words(side[0], side[1])


@register.filter
def move_words_of(transfer: dict[str, Any]) -> Any:
    """Return what a transfer did."""
    return move_words(transfer["source"][1], transfer["target"][1])


@register.filter
def tier_words(tier: int) -> str:
    """Return what a tier is called."""
    return str(_("Tier %(tier)d")) % {"tier": tier} if tier else str(_("Anchor firm"))


@register.filter
def side_of(line: dict[str, Any], side: str) -> Any:
    """Return the old or new value of a line of a change as people read it."""
    if line["term"] == Term.TECHNOLOGY:
        return named(line, side) or "–"
    value = line[side]
    if line["term"] in WON_TERMS:
        return won(value)
    is_day = value and line["term"] in (Term.ENDS_ON, Term.SUSPENDED_UNTIL, Term.HANDED_ON)
    return day(dt.date.fromisoformat(value)) if is_day else value or "–"


@register.filter
def in_unit(transfer: dict[str, Any]) -> str:
    """Return the amount of a transfer with its unit."""
    return won(transfer["amount"]) if transfer["unit"] == "KRW" else f"{transfer['amount']:,} kg"


@register.filter
def digits(amount: int) -> str:
    """Return every digit of an amount without its unit, for tables that name the unit above."""
    return f"{amount:,}"


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
def named(thing: dict[str, Any], name: str) -> Any:
    """Return the Korean or English of a pair such as name_ko, name_en."""
    from django.utils.translation import get_language

    return thing[f"{name}_en" if get_language() == "en" else f"{name}_ko"]


@register.filter
def based_on(row: dict[str, Any]) -> str:
    """Return what a step of the arithmetic rests on: the source of its rule, or the article of the law."""
    return str(named(row, "source")) or cited(row["article"])


@register.filter
def arithmetic_label(row: dict[str, Any]) -> str:
    """Return what a step of the arithmetic is called, with its kind of cost and grade."""
    return label_of(row["code"], row["cost_kind"], row["grade"])


@register.filter
def arithmetic_factor(row: dict[str, Any]) -> str:
    """Return what an amount was multiplied with or held against."""
    return factor_in_words(row["code"], row["factor"])


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
