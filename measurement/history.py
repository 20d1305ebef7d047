"""The history of a measure in sentences, from the versions the database kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.users.models import User
from measurement import models
from measurement.models import Bill, Calibration, Measure, Meter, Reading, Replacement, Turn
from measurement.tables import shown

#: made by the history tracker beside the models
MeasureEvent: Any = models.MeasureEvent  # type: ignore[attr-defined]
ReadingEvent: Any = models.ReadingEvent  # type: ignore[attr-defined]

#: what the operations are called that put a register right
CORRECTIONS = ("correct_reading", "supersede_reading", "correct_verified")


#: how it is said that a register turned
TURNED = {
    Turn.ROLLED_OVER: gettext_lazy("Entered %(month)s of “%(meter)s”, in which the register rolled over."),
    Turn.RESET: gettext_lazy("Entered %(month)s of “%(meter)s”, in which the register was reset."),
}


@dataclass(frozen=True)
class Entry:
    """Who did what, when and why."""

    at: dt.datetime
    who: str
    sentence: str
    reason: str = ""


def entries(measure: Measure) -> list[Entry]:
    """Return what happened to a measure, its meters and readings, newest first, in eight queries at most."""
    found = [
        *_of_measure(measure),
        *_of_tables(measure),
        *_of_corrections(measure),
        *_of_replacements(measure),
        *_of_bills(measure),
        *_of_calibrations(measure),
    ]
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
    """One sentence per table of months that was entered, and one per register that turned."""
    tables: dict[tuple[Any, ...], list[Reading]] = {}
    told: list[Told] = []
    entered = Reading.objects.filter(meter__measure=measure, revision=1)
    for reading in entered.select_related("meter").order_by("month"):
        by = reading.recorded_by_id
        if reading.turn:
            turned = {"meter": reading.meter.label, "month": f"{reading.month:%Y-%m}"}
            told.append(
                (reading.recorded_at, by, str(TURNED[Turn(reading.turn)]) % turned, reading.turn_reason)
            )
        else:
            tables.setdefault((reading.recorded_at, by, reading.meter_id), []).append(reading)
    for (at, by, _meter), readings in tables.items():
        words = {
            "meter": readings[0].meter.label,
            "first": f"{readings[0].month:%Y-%m}",
            "last": f"{readings[-1].month:%Y-%m}",
            "count": len(readings),
        }
        sentence = ngettext(
            "Entered %(first)s of “%(meter)s”.",
            "Entered %(count)s months of “%(meter)s”, %(first)s to %(last)s.",
            len(readings),
        )
        told.append((at, by, sentence % words, ""))
    return told


def _of_replacements(measure: Measure) -> list[Told]:
    """One sentence per meter that was replaced."""
    told: list[Told] = []
    for one in Replacement.objects.filter(old__measure=measure).select_related("old", "new"):
        words = {
            "meter": one.old.label, "day": f"{one.replaced_on:%Y-%m-%d}", "old": one.old.serial,
            "last": one.shown_last, "new": one.new.serial, "first": one.shown_first,
        }  # fmt: skip
        sentence = _(
            "Meter of “%(meter)s” replaced on %(day)s: %(old)s at %(last)s, then %(new)s from %(first)s."
        )
        told.append((one.recorded_at, one.recorded_by_id, sentence % words, one.reason))
    return told


def _of_bills(measure: Measure) -> list[Told]:
    """One sentence per bill that was entered, and per bill that was withdrawn."""
    told: list[Told] = []
    for bill in Bill.objects.filter(meter__measure=measure).select_related("meter"):
        words = {
            "meter": bill.meter.label, "number": bill.number, "first": f"{bill.period_from:%Y-%m-%d}",
            "last": f"{bill.period_until:%Y-%m-%d}", "stated": bill.shown_stated,
        }  # fmt: skip
        entered = _("Entered bill %(number)s of “%(meter)s”, %(first)s to %(last)s: %(stated)s.") % words
        told.append((bill.recorded_at, bill.recorded_by_id, entered, ""))
        if bill.withdrawn_at:
            withdrawn = _("Withdrew bill %(number)s of “%(meter)s”.") % words
            told.append((bill.withdrawn_at, bill.withdrawn_by_id, withdrawn, bill.withdrawn_reason))
    return told


def _of_calibrations(measure: Measure) -> list[Told]:
    """One sentence per calibration that was recorded, and per one that was withdrawn."""
    told: list[Told] = []
    for one in Calibration.objects.filter(meter__measure=measure).select_related("meter"):
        day = f"{one.calibrated_on:%Y-%m-%d}"
        words = {"meter": one.meter.label, "serial": one.meter.serial, "day": day}
        recorded = _("Recorded the calibration of “%(meter)s” (%(serial)s) of %(day)s.") % words
        told.append((one.recorded_at, one.recorded_by_id, recorded, ""))
        if one.withdrawn_at:
            withdrawn = _("Withdrew the calibration of “%(meter)s” (%(serial)s) of %(day)s.") % words
            told.append((one.withdrawn_at, one.withdrawn_by_id, withdrawn, one.withdrawn_reason))
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
