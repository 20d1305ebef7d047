"""One verified statement: scope, calculation, sample, findings, materiality, the verifier's verdict."""

from typing import Any

from core.users.models import User
from reporting.documents.facts.measures import rows_of
from reporting.statements.models import FindingLine, Sample, Statement, VerificationFinding
from reporting.statements.verdict import materiality_of
from reporting.statements.workflow import Status


def collect(statement: Statement) -> dict[str, Any]:
    """Return what a verifier signed, in constantly many queries."""
    return {
        "statement": _statement(statement),
        "verifier": _verifier(statement),
        "calculation": rows_of(statement),
        "materiality": _materiality(statement),
        "samples": [_sample(one) for one in statement.samples.prefetch_related("items")],
        "findings": [_finding(one) for one in _findings(statement)],
        "shares": [
            {"consortium": one.consortium.name, "share_bp": one.share_bp, "kilograms": one.kilograms}
            for one in statement.shares.select_related("consortium").order_by("pk")
        ],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    """Return whose reduction it is, over which months, by which method, what it comes to, in kg CO2e."""
    measure, firm = statement.measure, statement.firm
    return {
        "public_id": statement.public_id,
        "firm": firm.name,
        "business_number": firm.business_number,
        "consortium": measure.consortium.name,
        "measure": measure.name,
        "site": measure.site,
        "technology_ko": measure.technology.name_ko,
        "technology_en": measure.technology.name_en,
        "commissioned_on": measure.commissioned_on,
        "period_from": statement.period_from,
        "period_until": statement.period_until,
        "method": statement.method,
        "method_form": statement.method_form,
        "baseline_kg": statement.baseline_kg,
        "project_kg": statement.project_kg,
        "leakage_kg": statement.leakage_kg,
        "reduction_kg": statement.reduction_kg,
        "deducted_kg": statement.deducted_kg,
        "verified_kg": statement.booked_kg,
        "figures_hash": statement.verified_hash or statement.figures_hash,
        "status": statement.status,
        "restates": statement.restates.public_id if statement.restates else "",
        "calculated_at": statement.calculated_at,
        "submitted_at": statement.submitted_at,
        "voided_at": statement.voided_at,
        "voided_reason": statement.voided_reason,
    }


def _verifier(statement: Statement) -> dict[str, Any]:
    """Return who verified, for which body, since when it was assigned, and the verdict in their words."""
    person = statement.verified_by
    signing = statement.changes.filter(to_status=Status.VERIFIED).order_by("-pk").first()
    return {
        "name": str(person) if person else "",
        **_organisation(person),
        "assigned_at": statement.assigned_at,
        "verified_at": statement.verified_at,
        "verdict": signing.reason if signing else "",
    }


def _organisation(person: User | None) -> dict[str, str]:
    """Return the office the person works for; nothing where none is on record."""
    office = person.office if person else None
    return {
        "organisation_ko": office.name_ko if office else "",
        "organisation_en": office.name_en if office else "",
    }


def _materiality(statement: Statement) -> dict[str, Any]:
    """Return what stayed unadjusted against what the programme tolerated on the day of the signature."""
    found = materiality_of(statement, statement.verified_at or statement.calculated_at)
    return {
        "unadjusted_kg": found.unadjusted_kg,
        "base_kg": found.base_kg,
        "threshold_bp": found.term.value,
        "is_exceeded": found.is_exceeded,
        "source_ko": found.term.source_ko,
        "source_en": found.term.source_en,
    }


def _sample(sample: Sample) -> dict[str, Any]:
    outcomes = [item.outcome for item in sample.items.all()]
    return {
        "number": sample.number,
        "seed": sample.seed,
        "share_bp": sample.share_bp,
        "least": sample.least,
        "population": sample.population,
        "size": len(outcomes),
        "checked": outcomes.count("CHECKED"),
        "with_finding": outcomes.count("FINDING"),
        "drawn_at": sample.drawn_at,
    }


def _findings(statement: Statement) -> Any:
    return (
        statement.findings.select_related("deduction")
        .prefetch_related("changes", "lines__reading__meter", "lines__row")
        .order_by("number")
    )


def _finding(finding: VerificationFinding) -> dict[str, Any]:
    """Return one finding with the lines it concerns, the firm's answer and how it was closed."""
    deduction = getattr(finding, "deduction", None)
    last = max(finding.changes.all(), key=lambda step: step.pk)
    return {
        "number": finding.number,
        "kind": finding.kind,
        "what": finding.what,
        "effect_kg": finding.effect_kg,
        "lines": [_line(one) for one in finding.lines.all()],
        "raised_at": finding.raised_at,
        "answer": finding.answer,
        "answered_at": finding.answered_at,
        "status": finding.status,
        "settled_at": last.at,
        "settled_reason": last.reason,
        "deducted_kg": deduction.kilograms if deduction else 0,
        "deducted_reason": deduction.reason if deduction else "",
    }


def _line(line: FindingLine) -> dict[str, Any]:
    """Return a line that a finding concerns: a month's reading of a meter, or a row of the calculation."""
    if line.reading:
        return {"quantity": line.reading.meter.quantity, "month": line.reading.month, "row": ""}
    return {"quantity": "", "month": None, "row": line.row.code if line.row else ""}
