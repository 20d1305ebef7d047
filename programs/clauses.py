"""
What a consortium's agreement says beyond its parties: a table that upper rooms fill in `AppConfig.ready()`.

The plan's sections (who hands on how much, whose the surplus is) live above; their clauses are asked for here
when the agreement is drawn up, and again to see whether it still says what holds.
"""

from collections.abc import Callable
from typing import Any

_tables: dict[str, Callable[[Any], list[str]]] = {}


def declare(room: str, clauses_of: Callable[[Any], list[str]]) -> None:
    """Let `clauses_of(consortium)` add lines to its agreement, in the language that is active."""
    _tables[room] = clauses_of


def clauses_of(consortium: Any) -> list[str]:
    """Return the clauses that any room adds to the agreement of the consortium."""
    return [line for table in _tables.values() for line in table(consortium)]
