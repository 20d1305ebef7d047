"""What the verification of the statements came to: shares booked, samples, findings, answers, conflicts."""

from typing import Any

from reporting.documents.facts.cases import step_of
from reporting.documents.facts.scope import Chain, with_steps
from reporting.statements.models import Conflict, Sample, VerificationFinding


def collect(chain: Chain) -> dict[str, Any]:
    """Return findings, samples and conflicts of the statements; their shares stand with the statements."""
    about = {"statement__in": [statement.pk for statement in chain.statements]}
    titles = {statement.pk: str(statement) for statement in chain.statements}
    findings = VerificationFinding.objects.filter(**about).select_related(
        "deduction", "raised_by", "answered_by"
    )
    samples = Sample.objects.filter(**about).select_related("drawn_by").prefetch_related("items")
    conflicts = Conflict.objects.filter(**about).select_related("verifier", "declared_by")
    return {
        "findings": [
            _finding(one, titles) for one in with_steps(findings).order_by("statement_id", "number")
        ],
        "samples": [_sample(one, titles) for one in samples.order_by("statement_id", "number")],
        "conflicts": [_conflict(one, titles) for one in conflicts.order_by("statement_id", "pk")],
    }


def _finding(finding: VerificationFinding, titles: dict[int, str]) -> dict[str, Any]:
    deduction = getattr(finding, "deduction", None)
    return {
        "statement": titles[finding.statement_id],
        "number": finding.number,
        "kind": finding.kind,
        "what": finding.what,
        "effect_kg": finding.effect_kg,
        "status": finding.status,
        "raised_at": finding.raised_at,
        "raised_by": str(finding.raised_by),
        "answer": finding.answer,
        "answered_at": finding.answered_at,
        "answered_by": str(finding.answered_by) if finding.answered_by else "",
        "deducted_kg": deduction.kilograms if deduction else 0,
        "deduction_reason": deduction.reason if deduction else "",
        "steps": [step_of(step) for step in finding.changes.all()],
    }


def _sample(sample: Sample, titles: dict[int, str]) -> dict[str, Any]:
    outcomes = [item.outcome for item in sample.items.all()]
    return {
        "statement": titles[sample.statement_id],
        "number": sample.number,
        "seed": sample.seed,
        "population": sample.population,
        "drawn": len(outcomes),
        "checked": sum(1 for outcome in outcomes if outcome),
        "drawn_at": sample.drawn_at,
        "drawn_by": str(sample.drawn_by),
    }


def _conflict(conflict: Conflict, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "statement": titles[conflict.statement_id],
        "verifier": str(conflict.verifier),
        "reason": conflict.reason,
        "declared_at": conflict.declared_at,
        "declared_by": str(conflict.declared_by),
    }
