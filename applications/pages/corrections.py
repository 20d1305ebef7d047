"""What was returned line by line, as pages show it: rounds, old and new side by side, reasons in place."""

import datetime as dt
from collections.abc import Collection
from itertools import groupby
from typing import Any

from django.urls import reverse

from applications.corrections import by_code, differences, outcome_of, waiting_corrections
from applications.models import Application, Correction, Outcome
from applications.points import Point, field_label, shown, title_of

TONES = {Outcome.CHANGED: "success", Outcome.UNCHANGED: "warning", Outcome.REMOVED: "neutral"}


def rounds(case: Application, at: dt.datetime, *, edits: bool) -> list[dict[str, Any]]:
    """Return every return of the case, the newest first, each with its lines."""
    lines = list(case.corrections.select_related("by", "replied_by", "answered_by"))
    points = by_code(case, at) if any(line.answered_at is None for line in lines) else {}
    found = []
    for number, of_round in groupby(lines, key=lambda line: line.round_number):
        rows = [_row(line, points.get((line.subject_kind, line.subject_key)), edits) for line in of_round]
        first = rows[0]["line"]
        found.append({"number": number, "rows": rows, "at": first.at, "by": first.by, "line": first})
    return found[::-1]


def _row(line: Correction, point: Point | None, edits: bool) -> dict[str, Any]:
    """Return a line with old and new; while the firm is still at it, new is what stands there now."""
    is_waiting = line.answered_at is None
    after = (point.values if point else ()) if is_waiting else line.after
    outcome = Outcome(outcome_of(line.before, point) if is_waiting else line.outcome)
    changes = differences(line.before, after)
    return {
        "line": line,
        "title": _title(line),
        "fields": [(field_label(d.field), shown(d.field, d.old), shown(d.field, d.new), d) for d in changes],
        "outcome": outcome.label,
        "tone": TONES[outcome],
        "is_waiting": is_waiting,
        "href": point.href if point and edits and is_waiting else "",
        "reply_href": reverse("applications:correction_reply", args=[line.public_id])
        if edits and is_waiting
        else "",
    }


def _title(line: Correction) -> str:
    return title_of(line.subject_kind, line.subject_key, line.label)


def beside(case: Application, kinds: Collection[str], key: str = "") -> list[dict[str, Any]]:
    """Return the lines the firm is working on that are mended on a page: of these kinds, of one thing."""
    found = [line for line in waiting_corrections(case) if line.subject_kind in kinds]
    return [{"line": line, "title": _title(line)} for line in found if key in ("", line.subject_key)]
