"""What letters about decisions have in common: to whom, about which case, why, until when one may object."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import translation

from applications.models import Application
from applications.periods import objection_days, objection_until
from disbursements.models import Grant
from firms.models import Firm
from programs.models import Program

#: what a case joins for the facts below to be read at once
CASE = ("firm", "parent__firm", "consortium", "call__program__office")
#: the same on the way over its grant
GRANT = ("grant__firm", "grant__consortium", *(f"grant__application__{path}" for path in CASE))


def addressee(firm: Firm) -> dict[str, Any]:
    """Return the firm that a letter goes to."""
    return {"name": firm.name, "business_number": firm.business_number}


def case_of(application: Application) -> dict[str, Any]:
    """Return which case a letter is about."""
    return {
        "title": application.title,
        "public_id": application.public_id,
        "grant_kind": application.grant_kind,
        "consortium": application.consortium.name,
        "call_ko": application.call.name_ko,
        "call_en": application.call.name_en,
        "parent": application.parent.firm.name if application.parent else "",
    }


def head(application: Application, firm: Firm) -> dict[str, Any]:
    """Return the sections every letter begins with."""
    return {"addressee": addressee(firm), "case": case_of(application)}


def head_of_grant(grant: Grant, at: dt.datetime) -> dict[str, Any]:
    """Return the sections every letter about a grant begins with: it goes to who held the grant then."""
    return head(grant.application, grant.held_at(at))


def reason_of(case: Any, *statuses: str) -> str:
    """Return why a case last became one of these statuses, in the words of who decided."""
    step = case.changes.filter(to_status__in=statuses).order_by("pk").last()
    return step.reason if step else ""


def receipt_before(application: Application, at: dt.datetime) -> str:
    """Return the number of the receipt of what was decided on at that moment; empty if none was given."""
    receipt = application.receipts.filter(received_at__lte=at).order_by("pk").last()
    return receipt.number if receipt else ""


def objection(program: Program, at: dt.datetime) -> dict[str, Any]:
    """Return until when a decision of that moment can be objected to, and where that stands."""
    until = objection_until(program, at)
    return {"object_until": until.day, **in_both("source", lambda: objection_days(program, at).source)}


def in_both(name: str, words: Callable[[], str]) -> dict[str, str]:
    """Return words as a pair `name_ko`, `name_en`: facts are the same in both languages."""
    said = {}
    for language in ("ko", "en"):
        with translation.override(language):
            said[f"{name}_{language}"] = words()
    return said
