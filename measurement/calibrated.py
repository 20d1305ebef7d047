"""How meters stand by their calibrations, compared with what the monitoring plan of their method asks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measurement.calibrating import Held, held, newest
from measurement.methods.monitoring import plan_of
from measurement.models import Bill, Calibration, Measure, Meter, Reading
from measurement.months import last_day


@dataclass(frozen=True)
class Known:
    """The calibrations of a measure's meters by meter, and the meters whose months are made of bills."""

    calibrations: Mapping[int, Sequence[Held]]
    billed: frozenset[int]


@dataclass(frozen=True)
class Standing:
    """How a meter stands on a day: its last calibration, and whether that still holds."""

    held: Held | None
    has_lapsed: bool
    is_asked: bool

    @property
    def is_missing(self) -> bool:
        """Whether the plan asks for a calibration and none is on record."""
        return self.is_asked and self.held is None


def interval(measure: Measure, quantity: str) -> int | None:
    """Return after how many months the plan wants a quantity's instrument calibrated; None if it does not."""
    method = measure.method
    return plan_of(method).calibrated_every.get(quantity) if method else None


def known_of(measure: Measure) -> Known:
    """Return the calibrations of a measure's meters, with until when each holds; two queries."""
    found: dict[int, list[Held]] = defaultdict(list)
    for one in Calibration.objects.valid().filter(meter__measure=measure).select_related("meter"):
        every = interval(measure, one.meter.quantity)
        found[one.meter_id].append(held(one.calibrated_on, one.valid_until, every))
    billed = Bill.objects.valid().filter(meter__measure=measure).values_list("meter", flat=True)
    return Known(found, frozenset(billed))


def standing(measure: Measure, meter: Meter, known: Known, day: dt.date) -> Standing:
    """Return how a meter stands on a day; the plan asks nothing of a supplier's meter, which is billed by."""
    last = newest(known.calibrations.get(meter.pk, ()), day)
    is_asked = interval(measure, meter.quantity) is not None and meter.pk not in known.billed
    return Standing(last, last is not None and last.has_lapsed(day), is_asked)


def read_on(month: dt.date, meter: Meter) -> dt.date:
    """Return the day of a month on which its register was read: the last, or when it was taken out."""
    end = last_day(month)
    return min(end, meter.replaced_on) if meter.replaced_on else end


def lapsed_in(meter: Meter, months: Iterable[dt.date]) -> dict[dt.date, Held]:
    """
    Return {month: the calibration that had lapsed by its end}, of each lapse the first month alone.

    None of a supplier's meter, whose months are made of bills: it is not the firm's to calibrate.
    """
    known = known_of(meter.measure)
    calibrations = known.calibrations.get(meter.pk, ())
    found: dict[dt.date, Held] = {}
    for month in sorted(months if meter.pk not in known.billed else ()):
        day = read_on(month, meter)
        last = newest(calibrations, day)
        if last and last.has_lapsed(day) and last not in found.values():
            found[month] = last
    return found


def months_open(meter: Meter) -> list[Reading]:
    """Return the readings of a meter on which no verified statement rests, oldest first."""
    found = meter.readings.current().filter(locked_at__isnull=True)
    return list(found.select_related("meter__measure__technology").order_by("month"))
