"""Settlements line by line, debts with what lessened them."""

from typing import Any

from disbursements.models import Debt, DebtEntry, Settlement
from reporting.documents.facts.cases import step_of
from reporting.documents.facts.scope import Chain, with_steps


def collect(chain: Chain) -> dict[str, Any]:
    """Return what was settled and what was recovered of the chain's grants."""
    settlements = (
        Settlement.objects.filter(grant__in=chain.grant_ids)
        .select_related("grant__application", "grant__firm", "report__blob")
        .prefetch_related("lines__cost_item")
    )
    debts = (
        Debt.objects.filter(grant__in=chain.grant_ids)
        .select_related("grant__application", "firm", "proposed_by", "ordered_by", "of", "disposal__asset")
        .prefetch_related("entries__by", "entries__set_off__payment__grant__application", "plans__parts")
    )
    return {
        "settlements": [_settlement(one) for one in with_steps(settlements).order_by("grant_id", "until_on")],
        "debts": [_debt(one) for one in with_steps(debts).order_by("pk")],
    }


def _settlement(settlement: Settlement) -> dict[str, Any]:
    report = settlement.report
    return {
        "firm": settlement.grant.firm.name,
        "grant": str(settlement.grant),
        "basis": settlement.basis,
        "until_on": settlement.until_on,
        "due_on": settlement.due_on,
        "status": settlement.status,
        "own_burden_won": settlement.own_burden_won,
        "interest_won": settlement.interest_won,
        "gross_won": settlement.gross_won,
        "net_won": settlement.net_won,
        "confirmed_won": settlement.confirmed_won,
        "excess_won": settlement.excess_won,
        "performance": settlement.performance,
        "report": report.filename if report else "",
        "sha256": report.blob.sha256 if report else "",
        "lines": [
            {
                "cost_item": line.cost_item.name,
                "awarded_won": line.awarded_won,
                "paid_won": line.paid_won,
                "stated_won": line.stated_won,
                "confirmed_won": line.confirmed_won,
                "verdict": line.verdict,
                "explanation": line.explanation,
                "reason": line.reason,
            }
            for line in settlement.lines.all()
        ],
        "steps": [step_of(step) for step in settlement.changes.all()],
    }


def _debt(debt: Debt) -> dict[str, Any]:
    return {
        "firm": debt.firm.name,
        "grant": str(debt.grant),
        "kind": debt.kind,
        "ground": debt.ground,
        "beside": debt.of.public_id if debt.of else "",
        "disposal": debt.disposal.asset.number if debt.disposal else "",
        "won": debt.amount_won,
        "finding": debt.finding,
        "due_on": debt.due_on,
        "status": debt.status,
        "entries": [_entry(entry) for entry in debt.entries.all()],
        "parts": [
            [part.due_on, part.amount_won]
            for plan in debt.plans.all()
            if plan.ended_at is None
            for part in plan.parts.all()
        ],
        "steps": [step_of(step) for step in debt.changes.all()],
    }


def _entry(entry: DebtEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "won": entry.amount_won,
        "paid_on": entry.paid_on,
        "bank_reference": entry.bank_reference,
        "payment": str(entry.set_off.payment) if entry.set_off else "",
        "reason": entry.reason,
        "by": str(entry.by),
    }
