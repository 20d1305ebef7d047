"""
Archives of many files that were made here: a table that rooms fill in `AppConfig.ready()`.

`/verify/` knows one by its bytes and says what it is; what it holds is checked piece by piece, as it says.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from programs.models import Program


@dataclass(frozen=True)
class Known:
    """An archive that was made here: what anybody who holds it may be told."""

    title: Any
    check: Any
    holds: Any
    program: Program
    made_at: dt.datetime
    sha256: str


@dataclass(frozen=True)
class Table:
    """How a room finds an archive by the SHA-256 of its bytes, and the size of its largest one, 0 if none."""

    find: Callable[[str], Known | None]
    largest: Callable[[], int]


_tables: dict[str, Table] = {}


def declare(room: str, find: Callable[[str], Known | None], largest: Callable[[], int]) -> None:
    """Let a room be asked for its archives."""
    _tables[room] = Table(find, largest)


def known(sha256: str) -> Known | None:
    """Return the archive of which a file has every byte; None if it is none of ours."""
    return next((found for table in _tables.values() if (found := table.find(sha256))), None)


def largest() -> int:
    """Return the size in bytes of the largest archive that was made here; 0 before the first."""
    return max((table.largest() for table in _tables.values()), default=0)
