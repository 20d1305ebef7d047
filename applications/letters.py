"""Letters about decisions: rendered in one place, in Korean and in English, from facts alone."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from applications.arithmetic import latest_rows
from applications.models import Application, Correction, Language, LetterKind, Objection, ObjectionStatus
from applications.pages.sheets import support_rows
from applications.periods import acceptance_deadline, notice_of, objection_deadline, silence_deadline
from applications.points import title_of
from applications.workflow import Status
from core.workflow import clock

LONGEST_SUBJECT = 240


def render(kind: str, language: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and body of a letter: the first line of its template, and what follows."""
    with translation.override(language):
        text = render_to_string(f"letters/{language}/{kind.lower()}.txt", dict(facts))
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split())[:LONGEST_SUBJECT], body.strip() + "\n"


def fingerprint(subject: str, body: str) -> str:
    """Return the SHA-256 of a letter as it is kept."""
    return hashlib.sha256(f"{subject}\n{body}".encode()).hexdigest()


def rendered(kind: str, gather: Callable[[], Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return (language, subject, body) of a letter; `gather` is asked once in each language."""
    letters = []
    for language in Language.values:
        with translation.override(language):
            facts = gather()
        letters.append((language, *render(kind, language, facts)))
    return letters


def facts_of(application: Application, at: dt.datetime) -> dict[str, Any]:
    """Return what every letter about a case names, in the language of now."""
    program = application.call.program
    return {
        "office": str(program.office),
        "program": program.name,
        "call": application.call.name,
        "firm": one_line(application.firm.name),
        "title": one_line(application.title),
        "day": clock.day(at),
    }


def award_facts(application: Application) -> dict[str, Any]:
    """Return what a decision of award says: amounts, how they were computed, conditions, both periods."""
    conditions = application.conditions.filter(set_at=notice_of(application)).order_by("position")
    return {
        "amount": application.awarded_won,
        "regrant": application.regrant_won,
        "asked": application.asked_won,
        "rows": [(row["label"], row["result"]) for row in support_rows(latest_rows(application))],
        "conditions": [(one.position, one.text, one.due_on) for one in conditions],
        "accept_until": acceptance_deadline(application).day,
        "stands_until": silence_deadline(application).day,
        "object_until": objection_deadline(application).day,
    }


def refusal_facts(application: Application) -> dict[str, Any]:
    """Return what a refusal says besides its reason: until when it can be objected to."""
    return {"object_until": objection_deadline(application).day}


def return_facts(application: Application, at: dt.datetime) -> dict[str, Any]:
    """Return the lines of the return of that moment, in their order."""
    lines = Correction.objects.filter(application=application, at=at)
    return {"lines": [(title_of(one.subject_kind, one.subject_key, one.label), one.reason) for one in lines]}


def objection_facts(objection: Objection) -> dict[str, Any]:
    """Return what letters about an objection say, before and after its answer."""
    application = objection.application
    awaits = objection.status == ObjectionStatus.DISMISSED and application.status == Status.AWARDED
    return {
        "against": objection.get_against_display(),
        "filed_on": clock.day(objection.filed_at),
        "due_on": objection.due_on,
        "is_upheld": objection.status == ObjectionStatus.UPHELD,
        "answer": objection.answer,
        "accept_until": acceptance_deadline(application).day if awaits else None,
        "stands_until": silence_deadline(application).day if awaits else None,
    }


def one_line(text: str) -> str:
    """Return the text without any break of line."""
    return " ".join(text.split())


KINDS: tuple[str, ...] = tuple(LetterKind.values)
