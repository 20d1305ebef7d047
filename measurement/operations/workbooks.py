"""Readings of many meters at once, as a workbook says them; keeping the workbook until then."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from core.workflow.refusals import StaleVersion
from measurement import permissions
from measurement.methods import Quantity
from measurement.models import Measure, Meter, Reading
from measurement.operations.measures import add_meter
from measurement.operations.readings import enter_readings
from measurement.refusals import NoNewReadings


@dataclass(frozen=True)
class Registers:
    """
    What is entered of one meter: where it is, its serial number where it is new, its months.

    `rows` are (first day of the month, register at its end or amount); `opening` is as `enter_readings`
    takes it.
    """

    measure: Measure
    quantity: Quantity
    meter: Meter | None
    serial: str
    opening: Decimal | None
    rows: tuple[tuple[dt.date, Decimal], ...]

    @property
    def first(self) -> dt.date | None:
        """The first of its months, if there is one."""
        return self.rows[0][0] if self.rows else None

    @property
    def last(self) -> dt.date | None:
        """The last of its months, if there is one."""
        return self.rows[-1][0] if self.rows else None


def meters_of(measures: Iterable[Measure]) -> dict[tuple[int, str], Meter]:
    """Return the meters that count now, by measure and quantity."""
    found = Meter.objects.in_service().filter(measure__in=list(measures)).select_related("measure")
    return {(meter.measure_id, meter.quantity): meter for meter in found}


def state_of(measures: Sequence[Measure]) -> str:
    """Return a short hash of what is known of these measures: another one as soon as anything was added."""
    meters = Meter.objects.filter(measure__in=measures).order_by("pk").values_list("pk", "serial")
    readings = Reading.objects.current().filter(meter__measure__in=measures).order_by("pk")
    said = (
        sorted((measure.pk, str(measure.commissioned_on)) for measure in measures),
        list(meters),
        [(pk, version) for pk, version in readings.values_list("pk", "version")],
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@operation
def hand_in_readings(
    *,
    measures: Sequence[Measure],
    workbook: Attachment,
    owner_kind: str,
    owner_id: int,
    by: User,
    at: dt.datetime,
) -> Attachment:
    """
    Give an uploaded workbook of readings to its measure or case; no reading is written yet.

    :raises PermissionDenied: if `by` may not enter the readings of one of the measures.
    :raises AttachmentTaken: if the file belongs to another case.
    """
    for measure in measures:
        require(permissions.may_enter_readings, by, measure, at=at)
    return attach(
        attachment=workbook, owner_kind=owner_kind, owner_id=owner_id, purpose="readings", by=by, at=at
    )


@operation
def enter_registers(
    *,
    measures: Sequence[Measure],
    entries: Sequence[Registers],
    state: str,
    by: User,
    at: dt.datetime,
) -> list[Reading]:
    """
    Add the meters that are new and the months of every meter, all of them or none.

    `state` is that of the measures (`state_of`) when the entries were checked.

    :raises PermissionDenied: if `by` may not add meters to a measure or enter its readings.
    :raises StaleVersion: if something was added to one of the measures since.
    :raises NoNewReadings: if there is nothing to enter.
    :raises MeterExists, RowsRefused: as `add_meter` and `enter_readings` do.
    """
    locked = [Measure.objects.lock(pk) for pk in sorted(measure.pk for measure in measures)]
    for measure in locked:
        require(permissions.may_enter_readings, by, measure, at=at)
    if state_of(locked) != state:
        raise StaleVersion
    if not entries:
        raise NoNewReadings
    added: list[Reading] = []
    for entry in entries:
        meter = entry.meter or add_meter(
            measure=entry.measure,
            quantity=entry.quantity.name,
            unit=entry.quantity.unit,
            serial=entry.serial,
            by=by,
            at=at,
        )
        if entry.rows:
            added += enter_readings(meter=meter, opening=entry.opening, rows=entry.rows, by=by, at=at)
    return added
