"""
Documents to take away of a case: a table that upper rooms fill in `AppConfig.ready()`.

A page of a lower room says `{% papers case %}` and shows what they answer.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paper:
    """One document of a case: what it is, and the page on which it is made and downloaded."""

    label: Any
    href: str


PapersOf = Callable[[Any, Any, dt.datetime], list[Paper]]

_tables: dict[str, PapersOf] = {}


def declare(room: str, papers_of: PapersOf) -> None:
    """Let `papers_of(user, subject, at)` be asked for the documents of a case."""
    _tables[room] = papers_of


def papers_of(user: Any, subject: Any, at: dt.datetime) -> list[Paper]:
    """Return the documents that the reader of a case may take away."""
    return [paper for table in _tables.values() for paper in table(user, subject, at)]
