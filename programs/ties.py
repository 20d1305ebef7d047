"""
What ties a firm to its place in a consortium: a table that upper rooms fill in `AppConfig.ready()`.

A room that knows of something running under a membership (a case, a grant) adds a function from the member
to its ties; this room asks them before a firm leaves, is replaced or moves, and shows them on those pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tie:
    """
    One thing that ties a firm to its place: what it is, its page, and what to do about it first.

    Without a `remedy` it is only shown: the firm may leave all the same.
    """

    text: str
    href: str = ""
    remedy: str = ""


_tables: dict[str, Callable[[Any], list[Tie]]] = {}


def declare(room: str, ties_of: Callable[[Any], list[Tie]]) -> None:
    """Let `ties_of(member)` be asked before the firm leaves its place."""
    _tables[room] = ties_of


def ties_of(member: Any) -> list[Tie]:
    """Return everything that any room knows to tie the firm to its place."""
    return [tie for table in _tables.values() for tie in table(member)]
