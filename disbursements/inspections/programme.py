"""What inspections follow: points of facts, ratings, the checklist. Dated data from a file; no database."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FILE = Path(__file__).with_name("inspections.toml")


@dataclass(frozen=True, kw_only=True)
class _Row:
    code: str
    valid_from: dt.date
    source_ko: str
    source_en: str
    valid_until: dt.date | None = None
    #: code of the programme it is for; empty for all that have no row of their own
    program: str = ""

    @property
    def source(self) -> str:
        """Where it was published, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@dataclass(frozen=True, kw_only=True)
class FactTerm(_Row):
    """From which value on a fact about a firm counts how many points."""

    threshold: int
    points: int


@dataclass(frozen=True, kw_only=True)
class RatingTerm(_Row):
    """From how many points on a firm has a rating, and how many inspections a grant then has."""

    from_points: int
    inspections: int
    on_site: int


@dataclass(frozen=True, kw_only=True)
class PointTerm(_Row):
    """One point of the checklist, in two languages; `remote` if it can be answered from afar."""

    text_ko: str
    text_en: str
    remote: bool = True


@dataclass(frozen=True)
class Terms:
    """Everything that holds for a programme on a day."""

    facts: tuple[FactTerm, ...]
    ratings: tuple[RatingTerm, ...]
    checklist: tuple[PointTerm, ...]


@cache
def _rows() -> dict[str, tuple[Any, ...]]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    kinds = {"facts": FactTerm, "ratings": RatingTerm, "checklist": PointTerm}
    return {name: tuple(kind(**row) for row in read[name]) for name, kind in kinds.items()}


def terms_on(program_code: str, on: dt.date) -> Terms:
    """Return the rows of a programme on the day; where it has none, those that hold in every one."""
    return Terms(**{name: _holding(rows, program_code, on) for name, rows in _rows().items()})


def _holding(rows: tuple[Any, ...], program_code: str, on: dt.date) -> tuple[Any, ...]:
    valid = [
        row for row in rows if row.valid_from <= on and (row.valid_until is None or on <= row.valid_until)
    ]
    own = tuple(row for row in valid if row.program == program_code)
    return own or tuple(row for row in valid if not row.program)
