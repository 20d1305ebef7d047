"""Words for the codes that the facts hold."""

import datetime as dt
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from applications.eligibility.outcomes import Moment
from applications.eligibility.outcomes import Outcome as CheckOutcome
from applications.models import PanelStatus, Recommendation, ReviewStatus
from applications.pages.sheets import cited, factor_in_words, label_of
from applications.workflow import Status as ApplicationStatus
from applications.workflow.decisions import Against, ConditionStatus, Language, LetterKind, ObjectionStatus
from core.ui.formats import day
from core.ui.templatetags.ui import won
from disbursements.bank.codes import BANKS
from disbursements.cards import proof_words
from disbursements.models import (
    AssetStatus,
    AuditOpinion,
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
    AuditStatus,
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
from programs.models import (
    CheckTermKind,
    CostKind,
    Grade,
    GrantKind,
    MemberRole,
    MemberStatus,
    PaymentKind,
    RuleKind,
    SharesStatus,
)
from reporting.claims.kinds import Purpose as ClaimPurpose
from reporting.claims.workflow import PerformanceStatus
from reporting.claims.workflow import Status as ClaimStatus
from reporting.dashboards.words import account_words, move_words
from reporting.statements.models import FindingKind
from reporting.statements.workflow import FindingStatus as VerificationStatus
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
    "payment_kind": PaymentKind,
    "role": MemberRole,
    "check_term": CheckTermKind,
    "grade": Grade,
    "check_moment": Moment,
    "check_outcome": CheckOutcome,
    "review": ReviewStatus,
    "verification_kind": FindingKind,
    "verification": VerificationStatus,
    "claim": ClaimStatus,
    "claim_purpose": ClaimPurpose,
    "attribution": SharesStatus,
    "panel": PanelStatus,
    "audit": AuditStatus,
    "opinion": AuditOpinion,
    "performance": PerformanceStatus,
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
        "answer": _("Answer to a question"),
        "condition": _("Condition"),
        "objection": _("Objection"),
        "bank_account": _("Bank account"),
        "pledge_gift": _("Contribution of the anchor"),
        "asset": _("Asset"),
        "inspection": _("Inspection"),
        "finding": _("Finding"),
        "settlement": _("Settlement"),
        "member": _("Member of the consortium"),
        "attribution": _("Agreed shares in reductions"),
        "panel": _("Panel"),
        "review": _("Review"),
        "batch": _("Payment batch"),
        "change": _("Change after the award"),
        "asset_request": _("Request about an asset"),
        "in_kind": _("Contribution in kind"),
        "debt": _("Debt"),
        "audit": _("Audit of the firm"),
        "verification": _("Finding of the verification"),
        "claim": _("Claim"),
        "performance": _("Result of the performance contract"),
        "pledge_cash": _("Cash of the anchor"),
        "cost_workbook": _("Application"),
        "case_readings_workbook": _("Application"),
        "readings_workbook": _("Measure"),
    },
    "purpose": {
        "quote": _("Quote"),
        "document": _("Required document"),
        "invoice": _("e-tax invoice"),
        "certificate": _("Certificate"),
        "receipt": _("Transfer receipt"),
        "reading": _("Evidence of a reading"),
        "costs": _("Workbook of costs"),
        "readings": _("Workbook of readings"),
        "answer": _("Answer"),
        "fulfilment": _("Proof that a condition is met"),
        "grounds": _("Grounds of an objection"),
        "bankbook": _("Copy of the bankbook"),
        "plate": _("Photo of the type plate"),
        "photo": _("Photo"),
        "proof": _("Proof"),
        "deliverable": _("Report"),
        "settlement_report": _("Verification report of the settlement"),
        "audit_report": _("Auditor's report"),
    }
    | {kind.lower(): kind.label for kind in EvidenceKind},
    "bank": dict(BANKS),
    "occasion": {
        "submitted": _("with the submission"),
        "changed": _("with a change after the award"),
        "handed_over": _("with the hand-over"),
    },
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
        "reduced": _("Taken back"),
        "committed": _("Not called for yet"),
        "paying": _("With the bank"),
        "paid": _("Paid"),
        "regrant_awarded": _("Awarded to be granted on"),
        "regrant_reduced": _("Taken back"),
        "regrant": _("Still to be granted on"),
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
def still_due(debts: list[dict[str, Any]]) -> bool:
    """Return whether one of the debts of a settlement still stands."""
    return any("lifted" not in debt for debt in debts)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which empty lines part."""
    return [part for part in text.split("\n\n") if part.strip()]


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
