"""The numbers a verification follows, from their data file: value, source, first day. No database."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).with_name("verification.toml")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One number: its kind, value and unit, since when it holds, where it comes from."""

    kind: str
    value: int
    unit: str
    valid_from: dt.date
    source_ko: str
    source_en: str
    #: code of the programme it is for; empty for all that have no row of their own
    program: str = ""

    @property
    def source(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@cache
def rows() -> tuple[Term, ...]:
    """Return every row of the file, oldest first."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["terms"]
    return tuple(sorted((Term(**row) for row in found), key=lambda row: row.valid_from))


def term_on(kind: str, program_code: str, on: dt.date) -> Term:
    """
    Return the number of a programme on the day; where it has none of its own, the one for all.

    :raises LookupError: if there is none of this kind.
    """
    holding = [row for row in rows() if row.kind == kind and row.valid_from <= on]
    own = [row for row in holding if row.program == program_code]
    found = own or [row for row in holding if not row.program]
    if not found:
        raise LookupError(f"no {kind} for {program_code} on {on}")
    return found[-1]
