"""Plan and applications: what was asked, how it was computed, who decided what and why; the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from applications.models import Application, ArithmeticRow, CostItem, Kind, Quote
from applications.workflow import Status
from disbursements.models import Grant, PassThrough, PaymentRequest
from programs.models import Consortium
from reporting.statements.models import Statement


@dataclass(frozen=True)
class Chain:
    """The rows of one chain, read once; the modules beside this one state them."""

    consortium: Consortium
    applications: list[Application]
    grants: list[Grant]
    payments: list[PaymentRequest]
    passed_on: list[PassThrough]
    statements: list[Statement]


def chain_of(consortium: Consortium) -> Chain:
    """Return the chain's cases that were handed in."""
    applications = (
        Application.objects.filter(consortium=consortium)
        .exclude(submitted_at__isnull=True)
        .select_related("firm", "parent", "frozen_certificate", "submitted_by", "decided_by", "assessed_by")
        .prefetch_related(
            "changes__by",
            Prefetch("cost_items__quotes", Quote.objects.with_files()),
            "cost_items__technology",
            "handed_in",
            "arithmetic__rule",
            "assessments__by",
        )
        .order_by("pk")
    )
    grants = (
        Grant.objects.filter(consortium=consortium)
        .select_related("firm", "application", "parent__application", "parent__firm", "accepted_by")
        .prefetch_related("changes__by", "gift_uses__invoice__blob", "gift_uses__recorded_by")
        .order_by("pk")
    )
    payments = (
        PaymentRequest.objects.filter(grant__consortium=consortium)
        .exclude(submitted_at__isnull=True)
        .select_related(
            "grant__application", "grant__firm", "submitted_by", "checked_by", "released_by", "confirmed_by"
        )
        .prefetch_related(
            "changes__by",
            "lines__invoice__blob",
            "lines__evidence__attachment__blob",
            "lines__cost_item",
            "lines__corrects",
            "grant__application__holders__firm",
        )
        .order_by("grant_id", "number")
    )
    passed_on = (
        PassThrough.objects.filter(payer__consortium=consortium)
        .select_related(
            "payer__firm",
            "payer__application",
            "receiver__firm",
            "receiver__application",
            "recorded_by",
            "evidence__blob",
        )
        .prefetch_related(
            "changes__by", "payer__application__holders__firm", "receiver__application__holders__firm"
        )
        .order_by("pk")
    )
    statements = (
        Statement.objects.filter(measure__consortium=consortium, submitted_at__isnull=False)
        .select_related("firm", "measure__firm", "calculated_by", "verifier", "verified_by", "assigned_by")
        .prefetch_related("changes__by", "rows__factor")
        .order_by("pk")
    )
    return Chain(
        consortium, list(applications), list(grants), list(payments), list(passed_on), list(statements)
    )


def collect(chain: Chain) -> dict[str, Any]:
    """Return plan, applications and history."""
    plans = [case for case in chain.applications if case.kind == Kind.PLAN]
    return {
        "plans": [_case(case) for case in plans],
        "applications": [_application(case) for case in chain.applications if case.kind == Kind.GRANT],
        "history": _history(chain),
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
        "arithmetic": [_row(row) for row in _newest(case.arithmetic.all())],
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


def _newest(rows: Iterable[ArithmeticRow]) -> list[ArithmeticRow]:
    """Return the rows of the last computation, which the award rests on."""
    rows = list(rows)
    last = max((row.computed_at for row in rows), default=None)
    return sorted((row for row in rows if row.computed_at == last), key=lambda row: row.position)


def _row(row: ArithmeticRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "cost_kind": row.cost_kind,
        "grade": row.grade,
        "input_won": row.input_won,
        "factor": row.factor,
        "rule_kind": row.rule.kind if row.rule else "",
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


def _history(chain: Chain) -> list[dict[str, Any]]:
    """Return every step of every case of the chain, oldest first."""
    kinds: list[tuple[str, Iterable[Any]]] = [
        ("application", chain.applications),
        ("grant", chain.grants),
        ("payment", chain.payments),
        ("pass_through", chain.passed_on),
        ("statement", chain.statements),
    ]
    steps = [
        {"kind": kind, "case": str(case), **step_of(change)}
        for kind, cases in kinds
        for case in cases
        for change in case.changes.all()
    ]
    return sorted(steps, key=lambda step: (step["at"], step["kind"], step["case"]))
