"""Facts that several rooms know, each through a source of its own. A room that learns more adds one here."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.apps import apps

from core.workflow import clock
from measurement.models import Meter
from reporting.signals.facts import Change, Serial, Where

Source = Callable[[], Iterable[Any]]


def meters() -> Iterator[Serial]:
    """Yield the serial numbers of meters, which stand on the machines they watch."""
    rows = Meter.objects.filter(measure__consortium__program__is_practice=False).select_related(
        "measure__consortium", "measure__cost_item__application"
    )
    for meter in rows.order_by("pk"):
        item = getattr(meter.measure, "cost_item", None)
        where = Where(
            meter.measure.consortium.program_id,
            application=item.application_id if item else None,
            firm=meter.measure.firm_id,
            measure=meter.measure_id,
        )
        yield Serial(where, "meter", meter.serial, meter.measure.name)


def representatives() -> Iterator[Change]:
    """Yield every change of who represents a firm, from the history of the register."""
    events = apps.get_model("firms", "FirmEvent").objects.order_by("pgh_obj_id", "pgh_id")
    rows = events.values_list("pgh_obj_id", "representative_name", "pgh_created_at")
    for firm, versions in groupby(rows, lambda row: row[0]):
        before = ""
        for _firm, name, at in versions:
            if before and name != before:
                yield Change(firm, "representative", before, name, clock.day(at))
            before = name


#: table of Facts → who knows rows of it. "accounts" are (firm, bank account as one text).
SOURCES: dict[str, list[Source]] = {
    "cancellations": [],
    "serials": [meters],
    "changes": [representatives],
    "accounts": [],
}


def rows(table: str) -> tuple[Any, ...]:
    """Return what all sources of a table know."""
    return tuple(row for source in SOURCES[table] for row in source())
