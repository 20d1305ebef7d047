"""Until when a calibration holds. Pure: days, no database."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from measurement.months import last_day, month_before


@dataclass(frozen=True)
class Held:
    """A calibration: its day, and the last day on which it holds; None where nothing ends it."""

    calibrated_on: dt.date
    until: dt.date | None

    def has_lapsed(self, day: dt.date) -> bool:
        """Say whether it does not hold any more on a day."""
        return self.until is not None and self.until < day


def held(calibrated_on: dt.date, valid_until: dt.date | None, every_months: int | None) -> Held:
    """
    Return until when a calibration holds: by its certificate or by the plan's interval, whichever ends first.

    `valid_until` is what the certificate states, `every_months` what the monitoring plan asks of the
    instrument; either may say nothing.
    """
    ends = [] if valid_until is None else [valid_until]
    if every_months is not None:
        ends.append(_months_later(calibrated_on, every_months) - dt.timedelta(days=1))
    return Held(calibrated_on, min(ends, default=None))


def newest(calibrations: Iterable[Held], day: dt.date) -> Held | None:
    """Return the last calibration before or on a day, or None where there was none by then."""
    known = [one for one in calibrations if one.calibrated_on <= day]
    return max(known, key=lambda one: one.calibrated_on, default=None)


def _months_later(day: dt.date, count: int) -> dt.date:
    """Return the same day so many months later, or the last one of a month that is shorter."""
    month = month_before(day, -count)
    return month.replace(day=min(day.day, last_day(month).day))
