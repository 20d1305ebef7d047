"""The receipt: that an application arrived, when, by whose hand, and what was in it, file by file."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from applications.models import Application, Receipt
from applications.readers import Part
from programs.models import RequiredDocument
from reporting.documents.facts import letters
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Application]:
    """Return the cases whose papers this person may read."""
    return Application.objects.visible_to(user, part=Part.PAPERS)


def _newest(case: Application) -> Receipt | None:
    found: Receipt | None = case.receipts.select_related("received_by").order_by("pk").last()
    return found


def _is_due(case: Application) -> bool:
    return _newest(case) is not None


def _state(case: Application, _period: Period | None) -> Stated:
    receipt, first = _newest(case), case.holders.select_related("firm").order_by("number").first()
    plain = letters.head(case, first.firm if first else case.firm)
    return Stated(plain | (_received(case, receipt) if receipt else {}))


def _received(case: Application, receipt: Receipt) -> dict[str, Any]:
    content = json.loads(receipt.content)
    support = content.get("support") or {}
    undertaking = content.get("undertaking") or {}
    agreement = (content.get("plan") or {}).get("agreement") or {}
    return {
        "receipt": {
            "number": receipt.number,
            "at": receipt.received_at,
            "by": str(receipt.received_by),
            "begun_at": receipt.begun_at,
            "landed_late": receipt.landed_late,
            "sha256": receipt.content_sha256,
        },
        "handed_in": {
            "title": undertaking.get("title", case.title),
            "starts_on": undertaking.get("starts_on", ""),
            "ends_on": undertaking.get("ends_on", ""),
            "asked_won": support.get("asked_won"),
            "expected_kg": support.get("expected_kg"),
            "agreement": agreement.get("sha256", ""),
        },
        "cost_items": [
            {"name": item["name"], "cost_kind": item["cost_kind"], "cost_won": item["cost_won"]}
            for item in content.get("cost_items") or []
        ],
        "files": list(_files(case, content)),
        "receipts": [
            {"number": one.number, "at": one.received_at, "sha256": one.content_sha256}
            for one in case.receipts.exclude(pk=receipt.pk).order_by("pk")
        ],
    }


def _files(case: Application, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every file that was handed in: the quotes, the papers of the programme, those of answers."""
    for item in content.get("cost_items") or []:
        for quote in item["quotes"]:
            about = f"{item['name']} · {quote['supplier']}"
            yield _file("quote", about, about, quote["file"])
    asked = RequiredDocument.objects.filter(program=case.call.program_id).order_by("valid_from", "pk")
    names = {one.code: (one.name_ko, one.name_en) for one in asked}
    for paper in content.get("papers") or []:
        yield _file("document", *names.get(paper["code"], ("", "")), paper)
    for value in ((content.get("answers") or {}).get("answers") or {}).values():
        if isinstance(value, dict) and "sha256" in value:
            yield _file("answer", "", "", value)


def _file(purpose: str, about_ko: str, about_en: str, file: dict[str, Any]) -> dict[str, Any]:
    names = ("filename", "size", "sha256")
    return {"purpose": purpose, "about_ko": about_ko, "about_en": about_en} | {n: file[n] for n in names}


RECIPE = Recipe(
    kind=Kind.RECEIPT,
    template="documents/letters/receipt.html",
    model=Application,
    subjects=_subjects,
    program=lambda case: case.call.program,
    is_due=_is_due,
    state=_state,
    related=letters.CASE,
)
