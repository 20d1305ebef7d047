"""Keeping letters as they are sent."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from applications import letters
from applications.models import Application, Letter
from core.jobs import operations as jobs
from core.users.models import User


def send_letter(
    application: Application,
    kind: str,
    said: Mapping[str, Any],
    gather: Callable[[], Mapping[str, Any]],
    *,
    about: str = "",
    firms: Iterable[int] = (),
    by: User,
    at: dt.datetime,
) -> list[Letter]:
    """
    Keep a letter in both languages and have it sent to the firm; part of the operation that decides.

    `about` names the part of the case that is decided, where there can be several at one moment.
    `firms` are the ids of those it is sent to besides the one whose case it is.

    `said` are the decider's own words, `gather` what the letter says besides, in the language of the moment.
    """

    def facts() -> dict[str, Any]:
        return {**letters.facts_of(application, at), **said, **gather()}

    terms = {"application": application, "kind": kind, "about": about, "at": at, "by": by}
    kept = [
        Letter(language=language, subject=subject, body=body, **terms)
        for language, subject, body in letters.rendered(kind, facts)
    ]
    for letter in kept:
        letter.sha256 = letters.fingerprint(letter.subject, letter.body)
    Letter.objects.bulk_create(kept)
    key = f"decision_letter:{application.pk}:{kind}:{about}:{at.isoformat()}"
    jobs.enqueue("decision_letter", key=key, letters=[letter.pk for letter in kept], besides=list(firms))
    return kept
