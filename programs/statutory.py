"""The numbers that hold in every programme, from their data file: value, source, first day. No database."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).with_name("statutory.toml")


@dataclass(frozen=True)
class StatutoryTerm:
    """One number: its kind (`CheckTermKind`), days, where it was published, since when it holds."""

    kind: str
    value: int
    valid_from: dt.date
    source_ko: str
    source_en: str

    @property
    def source(self) -> str:
        """Where it was published, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@cache
def statutory_terms() -> tuple[StatutoryTerm, ...]:
    """Return every row of the file, oldest first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["terms"]
    return tuple(sorted((StatutoryTerm(**row) for row in rows), key=lambda row: row.valid_from))


def statutory_term(kind: str, on: dt.date) -> StatutoryTerm:
    """
    Return the number of this kind that holds on the day; before all of them, the first.

    :raises LookupError: if there is none of this kind.
    """
    rows = [row for row in statutory_terms() if row.kind == kind]
    if not rows:
        raise LookupError(kind)
    return next((row for row in reversed(rows) if row.valid_from <= on), rows[0])
