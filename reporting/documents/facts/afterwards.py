"""What came with and after the decisions: changes, conditions, objections, letters, receipts."""

from typing import Any

from applications.models import AwardCondition, Letter, Objection, Receipt
from disbursements.models import ChangeLine, ChangeRequest, SubjectKind, Term
from programs.models import Technology
from reporting.documents.facts.cases import step_of
from reporting.documents.facts.scope import Chain, with_steps


def collect(chain: Chain) -> dict[str, Any]:
    """Return changes after the award, conditions, objections, letters and receipts."""
    about = {"application__in": chain.case_ids}
    conditions = AwardCondition.objects.filter(**about).select_related(
        "application__firm", "set_by", "evidence__blob"
    )
    objections = Objection.objects.filter(**about).select_related(
        "application__firm", "decision_by", "filed_by", "answered_by"
    )
    letters = Letter.objects.filter(**about).select_related("application__firm", "by").order_by("pk")
    receipts = (
        Receipt.objects.filter(**about).select_related("application__firm", "received_by").order_by("pk")
    )
    return {
        "changes": _changes(chain),
        "conditions": [_condition(one) for one in with_steps(conditions).order_by("pk")],
        "objections": [_objection(one) for one in with_steps(objections).order_by("pk")],
        "letters": [_letter(letter) for letter in letters],
        "receipts": [_receipt(receipt) for receipt in receipts],
    }


def _changes(chain: Chain) -> list[dict[str, Any]]:
    """Return what firms asked to change, with who recommended and decided."""
    rows = (
        ChangeRequest.objects.filter(grant__in=chain.grant_ids)
        .select_related(
            "firm",
            "to_firm",
            "grant__application",
            "requested_by",
            "agreed_by",
            "recommended_by",
            "decided_by",
        )
        .prefetch_related("lines")
    )
    changes = with_steps(rows).order_by("grant_id", "number")
    items = {item.pk: item.name for case in chain.applications for item in case.cost_items.all()}
    technologies = {one.code: one for one in Technology.objects.filter(program=chain.consortium.program_id)}
    return [_change(change, items, technologies) for change in changes]


def _change(
    change: ChangeRequest, items: dict[int, str], technologies: dict[str, Technology]
) -> dict[str, Any]:
    return {
        "firm": change.firm.name,
        "to_firm": change.to_firm.name if change.to_firm else "",
        "agreed_at": change.agreed_at,
        "agreed_by": str(change.agreed_by) if change.agreed_by else "",
        "grant": str(change.grant),
        "number": change.number,
        "kind": change.kind,
        "status": change.status,
        "why": change.why,
        "is_minor": change.is_minor,
        "version": change.revision,
        "requested_at": change.requested_at,
        "requested_by": str(change.requested_by),
        "recommendation": change.recommendation,
        "recommended_at": change.recommended_at,
        "recommended_by": str(change.recommended_by) if change.recommended_by else "",
        "decided_at": change.decided_at,
        "decided_by": str(change.decided_by) if change.decided_by else "",
        "lines": [line_of(line, items, technologies, called_in(change)) for line in change.lines.all()],
        "steps": [step_of(step) for step in change.changes.all()],
    }


def called_in(change: ChangeRequest) -> dict[str, str]:
    """Return the names of the firms of a change by their business numbers."""
    return {firm.business_number: firm.name for firm in (change.firm, change.to_firm) if firm}


def line_of(
    line: ChangeLine, items: dict[int, str], technologies: dict[str, Technology], called: dict[str, str]
) -> dict[str, Any]:
    """Return one term as it was and as it became; `called` names the firms of a hand-over."""
    stated = {
        "item": items.get(line.subject_id, "") if line.subject_kind == SubjectKind.COST_ITEM else "",
        "term": line.term,
        "old": line.old,
        "new": line.new,
    }
    if line.term == Term.HOLDER:
        stated |= {side: called.get(str(stated[side]), stated[side]) for side in ("old", "new")}
    if line.term == Term.TECHNOLOGY:
        for side in ("old", "new"):
            technology = technologies.get(str(stated[side]))
            stated[f"{side}_ko"] = technology.name_ko if technology else stated[side]
            stated[f"{side}_en"] = technology.name_en if technology else stated[side]
    return stated


def _condition(condition: AwardCondition) -> dict[str, Any]:
    evidence = condition.evidence
    return {
        "firm": condition.application.firm.name,
        "case": condition.application.title,
        "position": condition.position,
        "text_ko": condition.text_ko,
        "text_en": condition.text_en or condition.text_ko,
        "due_on": condition.due_on,
        "status": condition.status,
        "set_at": condition.set_at,
        "set_by": str(condition.set_by),
        "evidence": evidence.filename if evidence else "",
        "sha256": evidence.blob.sha256 if evidence else "",
        "steps": [step_of(step) for step in condition.changes.all()],
    }


def _objection(objection: Objection) -> dict[str, Any]:
    return {
        "firm": objection.application.firm.name,
        "case": objection.application.title,
        "against": objection.against,
        "grounds": objection.grounds,
        "status": objection.status,
        "decision_at": objection.decision_at,
        "decision_by": str(objection.decision_by),
        "decided_won": objection.decided_won,
        "decided_regrant_won": objection.decided_regrant_won,
        "filed_at": objection.filed_at,
        "filed_by": str(objection.filed_by),
        "due_on": objection.due_on,
        "answer": objection.answer,
        "answered_at": objection.answered_at,
        "answered_by": str(objection.answered_by) if objection.answered_by else "",
        "steps": [step_of(step) for step in objection.changes.all()],
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "firm": letter.application.firm.name,
        "case": letter.application.title,
        "kind": letter.kind,
        "language": letter.language,
        "at": letter.at,
        "by": str(letter.by),
        "sha256": letter.sha256,
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "firm": receipt.application.firm.name,
        "case": receipt.application.title,
        "number": receipt.number,
        "at": receipt.received_at,
        "by": str(receipt.received_by),
        "sha256": receipt.content_sha256,
    }
