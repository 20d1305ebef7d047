"""What pages show of the questions about readings."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from measurement.flagging import sentence
from measurement.models import Measure, Reading, ReadingFlag
from measurement.queries import month_before


@dataclass(frozen=True)
class FlagRow:
    """A question, and in one sentence what is remarkable."""

    flag: ReadingFlag
    sentence: str


def row(flag: ReadingFlag) -> FlagRow:
    """Return a question ready to be shown."""
    return FlagRow(flag, sentence(flag.kind, flag.detail, flag.reading.meter.shown_unit))


def rows(measure: Measure, months: Iterable[dt.date] | None = None) -> list[FlagRow]:
    """Return the questions about a measure, or about these months of it: open ones first, then the newest."""
    found = ReadingFlag.objects.about(measure).with_names().select_related("answered_by", "reading__meter")
    if months is not None:
        found = found.filter(reading__month__in=list(months))
    newest = sorted(found, key=lambda flag: (flag.reading.month, flag.pk), reverse=True)
    return [row(flag) for flag in sorted(newest, key=lambda flag: flag.answered_at is not None)]


def neighbours(reading: Reading) -> list[Reading]:
    """Return the reading, the month before it and the same month of the year before, as far as they are."""
    months = [reading.month, month_before(reading.month), month_before(reading.month, 12)]
    found = Reading.objects.current().filter(
        meter__measure=reading.meter.measure_id, meter__quantity=reading.meter.quantity, month__in=months
    )
    found = found.select_related("meter").order_by("-month", "-meter_id")
    return list(found)
