"""What became of the lines of a return: old and new held against each other, field by field."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.gaps import Gap
from applications.models import Application, Correction, Outcome
from applications.points import Point, points_of, title_of
from applications.workflow import Status

#: fields that lines returned in earlier years don't know: they were not kept yet
ADDED_LATER = frozenset({"quote_won"})


@dataclass(frozen=True)
class Difference:
    """One field of a line, as it was and as it is."""

    field: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        """Whether it is another value now."""
        return self.old != self.new


def outcome_of(before: Iterable[Sequence[str]], point: Point | None) -> str:
    """Say what became of a thing with these fields: changed, not changed, or no longer there."""
    if point is None:
        return Outcome.REMOVED
    before = [list(pair) for pair in before]
    known = {field for field, _text in before}
    now = [list(pair) for pair in point.values if pair[0] in known or pair[0] not in ADDED_LATER]
    return Outcome.UNCHANGED if now == before else Outcome.CHANGED


def differences(before: Iterable[Sequence[str]], after: Iterable[Sequence[str]] | None) -> list[Difference]:
    """Return every field of either side, old and new; nothing new of a thing that was removed."""
    old, new = ({one: text for one, text in side or ()} for side in (before, after))  # noqa: C416 - lists
    return [Difference(field, old.get(field, ""), new.get(field, "")) for field in {**old, **new}]


def waiting_corrections(application: Application) -> list[Correction]:
    """Return the lines of the return that the firm is working on; none unless the case is returned."""
    if application.status != Status.RETURNED:
        return []
    return list(application.corrections.waiting().select_related("by"))


def by_code(application: Application, at: dt.datetime) -> dict[tuple[str, str], Point]:
    """Return the things of the case by kind and key."""
    return {(point.kind, point.key): point for point in points_of(application, at)}


def correction_gaps(application: Application, at: dt.datetime) -> list[Gap]:
    """Return the lines that were neither changed nor replied to: a case is not submitted again with these."""
    waiting = waiting_corrections(application)
    points = by_code(application, at) if waiting else {}
    found = []
    for line in waiting:
        outcome = outcome_of(line.before, points.get((line.subject_kind, line.subject_key)))
        if outcome == Outcome.UNCHANGED and not line.reply:
            title = title_of(line.subject_kind, line.subject_key, line.label)
            text = _("Correct “%(line)s”, or say why it stays.") % {"line": title}
            found.append(Gap("corrections", text))
    return found
