"""What a submission hands in, as one canonical text under one hash. Reads only."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from applications.answers import sheet_of
from applications.costs import cost_items_of
from applications.documents import handed_in_with
from applications.eligibility.snapshots import canonical, plain
from applications.models import Application, CostItem, Quote, SurplusTerms
from applications.queries import partners_of
from core.evidence.models import Attachment
from measurement.models import Measure, Reading
from programs.queries import present_agreement


def content_of(application: Application) -> dict[str, Any]:
    """Return everything that a submission hands in, part by part, as what JSON knows."""
    return {name: plain(read(application)) for name, read in PARTS.items()}


def text_of(content: dict[str, Any]) -> str:
    """Return the one way in which the content is written: keys sorted, no spaces."""
    return canonical(content).decode()


def hash_of(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as hex: what `sha256sum` prints of the downloaded file."""
    return hashlib.sha256(text.encode()).hexdigest()


def number_of(application: Application) -> str:
    """Return the number of the next receipt: fiscal year, case, which submission of it."""
    return f"{application.call.program.fiscal_year}-{application.pk:06d}-{application.receipts.count() + 1}"


def _case(case: Application) -> dict[str, Any]:
    """Return which case it is, of whom, in which call."""
    return {
        "id": case.public_id,
        "kind": case.kind,
        "grant_kind": case.grant_kind,
        "program": case.call.program.code,
        "call": case.call.code,
        "consortium": {"id": case.consortium.public_id, "name": case.consortium.name},
        "firm": {"name": case.firm.name, "business_number": case.firm.business_number},
    }


_BURDEN = ("anchor_won", "anchor_in_kind_won", "own_in_kind_won")


def _undertaking(case: Application) -> dict[str, Any]:
    """Return what is undertaken, when, and who pays."""
    names = ("title", "purpose", "starts_on", "ends_on", "regrant_asked_won", "proposed_won", *_BURDEN)
    return {name: getattr(case, name) for name in names}


def _support(case: Application) -> dict[str, Any] | None:
    """Return the support as it was frozen: by which rules and size it was computed, what is asked."""
    certificate = case.frozen_certificate
    if certificate is None:
        return None
    return {
        "rules_on": case.rules_on,
        "size_class": case.frozen_size_class,
        "certificate": {"number": certificate.number, "valid_until": certificate.valid_until},
        "asked_won": case.asked_won,
        "expected_kg": case.expected_kg,
    }


def _cost_items(case: Application) -> list[dict[str, Any]]:
    """Return what is to be paid for, with quotes and measure of each."""
    items = cost_items_of(case)
    metered = _metered([item.measure for item in items if item.measure])
    return [_cost_item(item, metered) for item in items]


def _metered(measures: Sequence[Measure]) -> Mapping[int, list[list[Any]]]:
    """Return {measure: its months metered so far: month, quantity, register before and after}."""
    found = Reading.objects.current().filter(meter__measure__in=measures).select_related("meter")
    rows: dict[int, list[list[Any]]] = defaultdict(list)
    for one in found.order_by("month", "meter__quantity", "pk"):
        row = [one.month, one.meter.quantity, str(one.opening), str(one.closing)]
        rows[one.meter.measure_id].append(row)
    return rows


def _cost_item(item: CostItem, metered: Mapping[int, list[list[Any]]]) -> dict[str, Any]:
    names = ("cost_kind", "name", "maker", "model", "cost_won", "choice_reason")
    return {name: getattr(item, name) for name in names} | {
        "id": item.public_id,
        "technology": item.technology.code if item.technology else None,
        "quotes": [_quote(quote) for quote in item.quotes.all()],
        "measure": _measure(item.measure, metered) if item.measure else None,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    """Return what a quote says, whether the cost rests on it, and its file."""
    names = ("supplier", "quoted_on", "sum_won", "is_chosen")
    return {name: getattr(quote, name) for name in names} | {"file": _file(quote.attachment)}


def _measure(measure: Measure, metered: Mapping[int, list[list[Any]]]) -> dict[str, Any]:
    """Return what a measure is expected to reduce, from which inputs, and its baseline so far."""
    return {
        "site": measure.site,
        "method": measure.technology.method,
        "expectation": measure.expectation,
        "expected_kg": measure.expected_kg,
        "baseline": metered.get(measure.pk, []),
    }


def _answers(case: Application) -> dict[str, Any] | None:
    """Return the answers to the questions that are asked, with the version of the questions."""
    sheet = sheet_of(case)
    if sheet.questionnaire is None:
        return None
    given = {question.code: sheet.rows.get(question.code) for question in sheet.asked}
    return {
        "questions": sheet.questionnaire.number,
        "answers": {
            code: _file(row.attachment) if row.attachment else row.value for code, row in given.items() if row
        },
    }


def _papers(case: Application) -> list[dict[str, Any]]:
    """Return the papers handed in, the newest of each kind."""
    newest = {paper.required.code: paper for paper in handed_in_with(case)}
    return [{"code": code, **_file(paper.attachment)} for code, paper in sorted(newest.items())]


def _file(attachment: Attachment) -> dict[str, Any]:
    return {"filename": attachment.filename, "size": attachment.size, "sha256": attachment.sha256}


def _plan(case: Application) -> dict[str, Any] | None:
    """Return what a plan says besides: partners, what is handed on, the surplus, the agreement signed."""
    if not case.is_plan:
        return None
    terms = SurplusTerms.objects.filter(application=case).select_related("owner").first()
    agreement = present_agreement(case.consortium)
    return {
        "partners": [
            {"firm": one.firm.business_number, "role": one.role, "tier": one.tier, "status": one.status}
            for one in partners_of(case.consortium).order_by("tier", "pk")
        ],
        "pass_ons": [
            [one.payer.firm.business_number, one.receiver.firm.business_number, one.amount_won]
            for one in case.planned_pass_ons.select_related("payer__firm", "receiver__firm").order_by("pk")
        ],
        "surplus": terms
        and {
            "owner": terms.owner.business_number,
            "promised_kg": terms.promised_kg,
            "expected_surplus_kg": terms.expected_surplus_kg,
            "method": terms.method,
        },
        "agreement": agreement and {"number": agreement.number, "sha256": agreement.sha256},
    }


#: the parts of what is handed in, in the order in which a draft is filled in
PARTS: dict[str, Callable[[Application], Any]] = {
    "case": _case,
    "undertaking": _undertaking,
    "cost_items": _cost_items,
    "support": _support,
    "answers": _answers,
    "papers": _papers,
    "plan": _plan,
}
