"""The weights by which a panel scores come to 100 on every day: on which days they don't. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

ALL_WEIGHTS = 100
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Weighted:
    """A weight, in whole percent, and the days on which it holds; no last day while it does."""

    weight: int
    valid_from: dt.date
    valid_until: dt.date | None


@dataclass(frozen=True)
class Stretch:
    """Days from `first` to `last` (None: from then on) on which the weights come to the same total."""

    first: dt.date
    last: dt.date | None
    total: int


def days_off(weights: Iterable[Weighted], since: dt.date) -> list[Stretch]:
    """
    Return the stretches of days, from `since` on, on which the weights do not come to exactly 100.

    A programme without any weights scores by none, and has no such day.
    """
    weights = list(weights)
    if not weights:
        return []
    changes = {w.valid_from for w in weights} | {w.valid_until + ONE_DAY for w in weights if w.valid_until}
    firsts = [since, *sorted(day for day in changes if day > since)]
    lasts = [*(day - ONE_DAY for day in firsts[1:]), None]
    found = [Stretch(first, last, _total(weights, first)) for first, last in zip(firsts, lasts, strict=True)]
    return [stretch for stretch in _joined(found) if stretch.total != ALL_WEIGHTS]


def _total(weights: Iterable[Weighted], on: dt.date) -> int:
    return sum(w.weight for w in weights if w.valid_from <= on and (w.valid_until or on) >= on)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join neighbours of the same total: one criterion that follows another changes nothing."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].total == stretch.total:
            joined[-1] = Stretch(joined[-1].first, stretch.last, stretch.total)
        else:
            joined.append(stretch)
    return joined
