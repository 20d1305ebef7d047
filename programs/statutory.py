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
    """One number: its kind, its value, where it was published, since when it holds."""

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
def _rows(table: str) -> tuple[StatutoryTerm, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))[table]
    return tuple(sorted((StatutoryTerm(**row) for row in rows), key=lambda row: row.valid_from))


def statutory_terms() -> tuple[StatutoryTerm, ...]:
    """Return the periods every programme begins with (`CheckTermKind`), oldest first."""
    return _rows("terms")


def statutory_numbers() -> tuple[StatutoryTerm, ...]:
    """Return the numbers of settlement and recovery, which no programme sets itself, oldest first."""
    return _rows("numbers")


def statutory_term(kind: str, on: dt.date) -> StatutoryTerm:
    """
    Return the number of this kind that holds on the day; before all of them, the first.

    :raises LookupError: if there is none of this kind.
    """
    return _holding(statutory_terms(), kind, on)


def statutory_number(kind: str, on: dt.date) -> int:
    """
    Return the number of settlement or recovery of this kind that holds on the day; before all, the first.

    :raises LookupError: if there is none of this kind.
    """
    return _holding(statutory_numbers(), kind, on).value


def statutory_source(kind: str, on: dt.date) -> str:
    """
    Return where the number of this kind that holds on the day was published, in the reader's language.

    :raises LookupError: if there is none of this kind.
    """
    return _holding(statutory_numbers(), kind, on).source


def statutory_ground(kind: str, on: dt.date) -> StatutoryTerm:
    """
    Return on which article an order to pay back of this ground rests on the day, with its words.

    :raises LookupError: if there is none of this kind.
    """
    return _holding(_rows("grounds"), kind, on)


def _holding(rows: tuple[StatutoryTerm, ...], kind: str, on: dt.date) -> StatutoryTerm:
    of_kind = [row for row in rows if row.kind == kind]
    if not of_kind:
        raise LookupError(kind)
    return next((row for row in reversed(of_kind) if row.valid_from <= on), of_kind[0])
