"""The papers a programme asks for as rows of a page: what came, from whom, and where it is handed in."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from applications.documents import may_be_handed_in, papers_of
from applications.models import Application, CostItem, Quote
from core.evidence.models import Attachment
from programs.models import CostKind


def rows(case: Application, *, edits: bool, at: dt.datetime) -> list[dict[str, Any]]:
    """Return a row for each paper: what it is, the newest one handed in, and where to hand it in."""
    address = reverse("applications:hand_in", args=[case.public_id])
    return [
        {
            "required": paper.required,
            "cost_kind": CostKind(paper.required.cost_kind).label if paper.required.cost_kind else "",
            "handed_in": paper.handed_in,
            "is_missing": paper.is_missing,
            "file": card(paper.handed_in.attachment) if paper.handed_in else None,
            "href": f"{address}?paper={paper.required.code}"
            if edits and may_be_handed_in(case, paper.required)
            else "",
        }
        for paper in papers_of(case, at)
    ]


def quotes(items: Iterable[CostItem]) -> list[tuple[CostItem, Quote, dict[str, Any]]]:
    """Return every quote of the cost items, with its item and its file."""
    return [(item, quote, card(quote.attachment)) for item in items for quote in item.quotes.all()]


def card(attachment: Attachment) -> dict[str, Any]:
    """Return what {% attachment %} shows of a file."""
    blob = attachment.blob
    return {
        "filename": attachment.filename,
        "size": blob.size,
        "sha256": blob.sha256,
        "id": attachment.public_id,
    }
