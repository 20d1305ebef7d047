"""
Which firms know each other: a table that upper rooms fill in `AppConfig.ready()`.

A room that brings firms together (a consortium does) adds a function from the ids of one's own firms to a
query for the ids of the firms met there.
"""

from collections.abc import Callable, Iterable
from typing import Any

Acquaintance = Callable[[Iterable[int]], Any]

_acquaintances: dict[str, Acquaintance] = {}


def declare(name: str, met: Acquaintance) -> None:
    """Let people of a firm see the firms that `met(ids of their own firms)` selects."""
    _acquaintances[name] = met


def acquaintances() -> dict[str, Acquaintance]:
    """Return every declared way of knowing a firm."""
    return dict(_acquaintances)
