"""
Since when equipment is gone: a table that upper rooms fill in `AppConfig.ready()`.

Whether something was sold or scrapped is known to the register of assets, above this room.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

_ends: list[Callable[[Any], dt.date | None]] = []


def declare(ended_on: Callable[[Any], dt.date | None]) -> None:
    """Ask `ended_on(measure)` on which day its equipment was disposed of; None while it is there."""
    if ended_on not in _ends:
        _ends.append(ended_on)


def of(measure: Any) -> dt.date | None:
    """Return the earliest day on which a measure's equipment was disposed of, or None."""
    return min((day for ended_on in _ends if (day := ended_on(measure))), default=None)
