"""The numbers the detectors measure by, from their data file: value, source, first day. No database."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).with_name("terms.toml")

#: units of the file, in words
UNITS = {
    "days": _("days"),
    "percent": "%",
    "times": _("times"),
    "machines": _("machines"),
    "firms": _("firms"),
    "months": _("months"),
    "hours a day": _("hours a day"),
    "kWh/Nm3": "kWh/Nm³",
}

#: {kind: the number that holds}
Terms = Mapping[str, Decimal]


@dataclass(frozen=True)
class Term:
    """One number: its kind, unit, since when it holds, where it comes from."""

    kind: str
    value: str
    unit: str
    valid_from: dt.date
    source_ko: str
    source_en: str

    @property
    def shown_unit(self) -> Any:
        """Its unit in words."""
        return UNITS[self.unit]

    @property
    def source(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@cache
def rows() -> tuple[Term, ...]:
    """Return every row of the file, oldest first."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["terms"]
    return tuple(sorted((Term(**row) for row in found), key=lambda row: row.valid_from))


def in_force(on: dt.date) -> dict[str, Term]:
    """Return the row of each kind that holds on the day."""
    return {row.kind: row for row in rows() if row.valid_from <= on}


def terms_on(on: dt.date) -> Terms:
    """Return {kind: number} of the day."""
    return {kind: Decimal(row.value) for kind, row in in_force(on).items()}
