"""
Monitoring plans: what each method measures with what, where it applies, how baseline and leakage are ruled.

The plans are data files beside the methods (`plans/`), in Korean and English, each statement with its source
and, where the code enforces it, the place that does. Pure: no database.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from measurement.methods.base import ExpectationField, Method, Quantity

PLANS = Path(__file__).parent / "plans"


@dataclass(frozen=True)
class Words:
    """Something said in Korean and in English; as text it is in the reader's language."""

    ko: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.ko


@dataclass(frozen=True)
class Statement:
    """A rule of the plan: its words, its source, by dotted name what holds it (or a verifier looks)."""

    words: Words
    source: str
    held: str = ""


@dataclass(frozen=True)
class Instrument:
    """
    What measures: its name, widest error in percent of what it shows, what is asked of its calibration.

    `calibrated_every` is after how many months it is calibrated again at the latest; None asks for none.
    """

    code: str
    name: Words
    accuracy_percent: Decimal
    calibration: Words
    calibrated_every: int | None
    source: Words


@dataclass(frozen=True)
class Monitored:
    """A quantity of the method, read every month: with which instrument, and how."""

    quantity: Quantity
    instrument: Instrument
    how: Words


@dataclass(frozen=True)
class StatedOnce:
    """A parameter of the method, and when and by what paper it is proven."""

    field: ExpectationField
    how: Words


@dataclass(frozen=True)
class Kept:
    """Something that is recorded beside the readings, in its unit, for the verifier to look at."""

    words: Words
    unit: str


@dataclass(frozen=True)
class MonitoringPlan:
    """The monitoring plan of a method (ISO 14064-2), as a page and a verifier read it."""

    code: str
    applicability: tuple[Statement, ...]
    baseline: tuple[Statement, ...]
    leakage: tuple[Statement, ...]
    conservativeness: tuple[Statement, ...]
    defaults: tuple[Statement, ...]
    monitored: tuple[Monitored, ...]
    stated: tuple[StatedOnce, ...]
    kept: tuple[Kept, ...]

    @property
    def accuracies(self) -> dict[str, Decimal]:
        """Return {quantity: widest error of its instrument in percent}."""
        return {one.quantity.name: one.instrument.accuracy_percent for one in self.monitored}

    @property
    def calibrated_every(self) -> dict[str, int | None]:
        """Return {quantity: months after which its instrument is calibrated again at the latest}."""
        return {one.quantity.name: one.instrument.calibrated_every for one in self.monitored}


def plan_of(method: Method) -> MonitoringPlan:
    """
    Return the monitoring plan of a method.

    :raises KeyError: if its file leaves out a quantity or a parameter, or names an unknown instrument.
    """
    files = list(_with_included(_read(method.code)))
    known = _instruments()
    measured = {row["quantity"]: row for file in files for row in file.get("monitored", ())}
    return MonitoringPlan(
        code=method.code,
        **{part: _statements(files, part) for part in _STATEMENTS},
        monitored=tuple(
            Monitored(quantity, known[row["instrument"]], _words(row))
            for quantity in method.quantities
            for row in (measured[quantity.name],)
        ),
        stated=tuple(
            StatedOnce(field, _how_proven(field, files, method.code)) for field in method.parameter_fields
        ),
        kept=tuple(Kept(_words(row), row["unit"]) for file in files for row in file.get("kept", ())),
    )


_STATEMENTS = ("applicability", "baseline", "leakage", "conservativeness", "defaults")


@cache
def _instruments() -> dict[str, Instrument]:
    return {
        code: Instrument(
            code=code,
            name=Words(row["name_ko"], row["name_en"]),
            accuracy_percent=Decimal(row["accuracy_percent"]),
            calibration=Words(row["calibration_ko"], row["calibration_en"]),
            calibrated_every=row.get("calibrated_every_months"),
            source=Words(row["source_ko"], row["source_en"]),
        )
        for code, row in _read("instruments").items()
    }


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((PLANS / f"{name}.toml").read_text(encoding="utf-8"))


def _with_included(file: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield file
    for name in file.get("includes", ()):
        yield _read(name)


def _statements(files: list[dict[str, Any]], part: str) -> tuple[Statement, ...]:
    rows = (row for file in files for row in file.get(part, ()))
    return tuple(Statement(_words(row), row["source"], row.get("held", "")) for row in rows)


def _how_proven(field: ExpectationField, files: list[dict[str, Any]], code: str) -> Words:
    for file in files:
        for row in file.get("stated", ()):
            if any(fnmatchcase(field.name, pattern) for pattern in row["parameters"]):
                return _words(row)
    raise KeyError(f"{code}: {field.name}")


def _words(row: dict[str, Any]) -> Words:
    return Words(row["ko"], row["en"])
