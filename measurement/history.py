"""The history of a measure in sentences, from the versions the database kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.users.models import User
from measurement import models
from measurement.models import Measure, Meter, Reading
from measurement.tables import shown

#: made by the history tracker beside the models
MeasureEvent: Any = models.MeasureEvent  # type: ignore[attr-defined]
ReadingEvent: Any = models.ReadingEvent  # type: ignore[attr-defined]

#: what the operations are called that put a register right
CORRECTIONS = ("correct_reading", "supersede_reading", "correct_verified")


@dataclass(frozen=True)
class Entry:
    """Who did what, when and why."""

    at: dt.datetime
    who: str
    sentence: str
    reason: str = ""


def entries(measure: Measure) -> list[Entry]:
    """Return what happened to a measure and its readings, newest first, in five queries at most."""
    found = [*_of_measure(measure), *_of_tables(measure), *_of_corrections(measure)]
    people = {
        str(user.pk): str(user)
        for user in User.objects.filter(pk__in={by for _at, by, *_rest in found if by})
    }
    told = [Entry(at, people.get(str(by), ""), sentence, reason) for at, by, sentence, reason in found]
    # of what happened at the same moment the later row comes first as well
    return sorted(told, key=lambda entry: entry.at)[::-1]


Told = tuple[dt.datetime, Any, str, str]


def _context(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _of_measure(measure: Measure) -> list[Told]:
    told: list[Told] = []
    before = None
    for event in (
        MeasureEvent.objects.filter(pgh_obj=measure).select_related("pgh_context").order_by("pgh_id")
    ):
        by = _context(event).get("by")
        if before is None:
            told.append((event.pgh_created_at, by, _("Described the measure."), ""))
        elif event.commissioned_on and event.commissioned_on != before.commissioned_on:
            month = f"{event.commissioned_on:%Y-%m}"
            told.append((event.pgh_created_at, by, _("In operation since %(month)s.") % {"month": month}, ""))
        elif event.parameters != before.parameters:
            told.append(
                (event.pgh_created_at, by, _("Changed what was stated at the start of operation."), "")
            )
        elif (event.name, event.site, event.expectation) != (before.name, before.site, before.expectation):
            told.append((event.pgh_created_at, by, _("Changed the description."), ""))
        before = event
    return told


def _of_tables(measure: Measure) -> list[Told]:
    """One sentence per table of months that was entered."""
    tables: dict[tuple[Any, ...], list[Reading]] = {}
    entered = Reading.objects.filter(meter__measure=measure, revision=1)
    for reading in entered.select_related("meter").order_by("month"):
        tables.setdefault((reading.recorded_at, reading.recorded_by_id, reading.meter_id), []).append(reading)
    told: list[Told] = []
    for (at, by, _meter), readings in tables.items():
        words = {
            "meter": readings[0].meter.label,
            "first": f"{readings[0].month:%Y-%m}",
            "last": f"{readings[-1].month:%Y-%m}",
            "count": len(readings),
        }
        sentence = _("Entered “%(meter)s” of %(first)s.") % words
        if len(readings) > 1:
            sentence = _("Entered %(count)s months of “%(meter)s”, %(first)s to %(last)s.") % words
        told.append((at, by, sentence, ""))
    return told


def _of_corrections(measure: Measure) -> list[Told]:
    meters = {meter.pk: meter for meter in Meter.objects.filter(measure=measure)}
    changed = Q(pgh_label="update", superseded_at__isnull=True) | Q(pgh_label="insert", revision__gt=1)
    events = ReadingEvent.objects.filter(changed, meter__in=meters).select_related("pgh_context")
    told: list[Told] = []
    for event in events.order_by("pgh_id"):
        context = _context(event)
        if not str(context.get("operation", "")).endswith(CORRECTIONS):
            continue
        words = {
            "meter": meters[event.meter_id].label,
            "month": f"{event.month:%Y-%m}",
            "opening": shown(event.opening),
            "closing": shown(event.closing),
        }
        sentence = _("Corrected “%(meter)s” of %(month)s: now %(closing)s.") % words
        if meters[event.meter_id].is_register:
            sentence = _("Corrected “%(meter)s” of %(month)s: now %(opening)s to %(closing)s.") % words
        told.append((event.pgh_created_at, context.get("by"), sentence, context.get("reason", "")))
    return told
