"""Plan and applications: what was asked, how it was computed, who decided what and why."""

import datetime as dt
from typing import Any

from applications.arithmetic import computations_of, standing
from applications.models import Application, ArithmeticRow, CostItem, Kind, Quote
from applications.workflow import Status
from reporting.documents.facts.scope import Chain


def collect(chain: Chain) -> dict[str, Any]:
    """Return plan and applications."""
    return {
        "plans": [_case(case) for case in chain.plans],
        "applications": [_application(case) for case in chain.applications if case.kind == Kind.GRANT],
    }


def _case(case: Application) -> dict[str, Any]:
    return {
        "title": case.title,
        "public_id": case.public_id,
        "firm": case.firm.name,
        "purpose": case.purpose,
        "starts_on": case.starts_on,
        "ends_on": case.ends_on,
        "status": case.status,
        "decisions": [step_of(change) for change in case.changes.all() if change.to_status in _DECISIONS],
    }


_DECISIONS = {
    Status.RETURNED,
    Status.SELECTED,
    Status.AWARDED,
    Status.REFUSED,
    Status.REOPENED,
    Status.WITHDRAWN,
    Status.ACCEPTED,
}


def _application(case: Application) -> dict[str, Any]:
    return {
        **_case(case),
        "grant_kind": case.grant_kind,
        "parent": case.parent.title if case.parent else "",
        "size_class": case.frozen_size_class,
        "certificate": case.frozen_certificate.number if case.frozen_certificate else "",
        "anchor_won": case.anchor_won,
        "anchor_in_kind_won": case.anchor_in_kind_won,
        "own_in_kind_won": case.own_in_kind_won,
        "asked_won": case.asked_won,
        "awarded_won": case.awarded_won,
        "expected_kg": case.expected_kg,
        "costs": [_cost(item) for item in case.cost_items.all()],
        "computations": _computations(case),
        "assessments": [
            {
                "recommendation": found.recommendation,
                "won": found.recommended_won,
                "finding": found.finding,
                "at": found.at,
                "by": str(found.by),
            }
            for found in case.assessments.all()
        ],
    }


def _cost(item: CostItem) -> dict[str, Any]:
    return {
        "cost_kind": item.cost_kind,
        "technology_ko": item.technology.name_ko if item.technology else "",
        "technology_en": item.technology.name_en if item.technology else "",
        "name": item.name,
        "maker": item.maker,
        "model": item.model,
        "cost_won": item.cost_won,
        "quotes": [_quote(quote) for quote in item.quotes.all()],
        "choice_reason": item.choice_reason,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "supplier": quote.supplier,
        "quoted_on": quote.quoted_on,
        "sum_won": quote.sum_won,
        "is_chosen": quote.is_chosen,
        "filename": quote.attachment.filename,
        "sha256": quote.attachment.sha256,
    }


def _computations(case: Application) -> list[dict[str, Any]]:
    """Return every computation with its moment and occasion; a decision rests on the last one before it."""
    computations = computations_of(case.arithmetic.all())
    decided = standing(computations, case.decided_at) if case.decided_at else None
    return [
        {
            "at": one.at,
            "occasion": _occasion(case, one.at),
            "is_decided_on": one is decided,
            "rows": [row_of(row) for row in one.rows],
        }
        for one in computations
    ]


def _occasion(case: Application, at: dt.datetime) -> str:
    """Return what a computation was made for: a submission, a hand-over, another change after the award."""
    if any(holder.at == at for holder in case.holders.all() if holder.number > 1):
        return "handed_over"
    agreed = [step.at for step in case.changes.all() if step.to_status == Status.ACCEPTED]
    return "changed" if agreed and at > min(agreed) else "submitted"


def row_of(row: ArithmeticRow) -> dict[str, Any]:
    """Return one step of the arithmetic: input, factor, rule, article, result."""
    return {
        "code": row.code,
        "cost_kind": row.cost_kind,
        "grade": row.grade,
        "input_won": row.input_won,
        "factor": row.factor,
        "rule_kind": row.rule.kind if row.rule else "",
        "rule_version": row.rule.version if row.rule else None,
        "rule_since": row.rule.valid_from if row.rule else None,
        "source_ko": row.rule.source_ko if row.rule else "",
        "source_en": row.rule.source_en if row.rule else "",
        "article": row.article,
        "result_won": row.result_won,
    }


def step_of(change: Any) -> dict[str, Any]:
    """Return one step of a case: when, who, from where to where, why."""
    return {
        "at": change.at,
        "by": str(change.by),
        "from": change.from_status,
        "to": change.to_status,
        "reason": change.reason,
    }
