"""The planted set: small worlds from data files that no detector reads, and what the detectors make of them."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from reporting.signals import facts
from reporting.signals.detectors import DETECTORS
from reporting.signals.facts import Facts, Where
from reporting.signals.terms import terms_on

FOLDER = Path(__file__).with_name("planted")
DAY = dt.date(2026, 6, 1)
PLACES = ("program", "application", "firm", "payment", "measure")
#: what a row of each table is unless it says otherwise
USUAL: dict[str, tuple[Any, dict[str, Any]]] = {
    "firms": (facts.Firm, {}),
    "acting": (facts.Acts, {}),
    "places": (facts.Place, {}),
    "invoices": (
        facts.Invoice,
        {"on": DAY, "supplier_number": "9000000009", "supplier_name": "공급사", "won": 10_000_000},
    ),
    "cancellations": (facts.Cancellation, {}),
    "quotes": (facts.Quote, {"item": 1, "what": "설비", "on": DAY}),
    "thresholds": (facts.Threshold, {"program": 1, "since": dt.date(2025, 1, 1)}),
    "closures": (facts.Closure, {}),
    "serials": (facts.Serial, {"kind": "asset"}),
    "moves": (facts.Move, {}),
    "changes": (facts.Change, {}),
    "payments": (facts.Paid, {}),
    "machines": (facts.Machine, {"sort": "air_compressor", "unit": "kW"}),
    "months": (facts.Month, {"measure": 1, "quantity": "electricity_kwh", "unit": "kWh"}),
}


@dataclass(frozen=True)
class Case:
    """One small world: the pattern it is about, whether it is planted or innocent, and why."""

    pattern: str
    kind: str
    why: str
    facts: Facts
    #: how often the pattern stands in it
    times: int = 1
    #: why it can't be found, or is raised although it is innocent
    known_miss: str = ""
    known_false: str = ""


@dataclass
class Count:
    """What came of one pattern: planted, found, innocent, falsely raised, and in words what went wrong."""

    planted: int = 0
    found: int = 0
    innocent: int = 0
    falsely_raised: int = 0
    known: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def cases() -> Iterator[Case]:
    """Yield every case of every file."""
    for path in sorted(FOLDER.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["cases"]:
            tables = {name: row.pop(name) for name in USUAL if name in row}
            yield Case(facts=_facts(tables), **row)


def _facts(tables: dict[str, list[dict[str, Any]]]) -> Facts:
    given = {name: tuple(_row(name, row) for row in rows) for name, rows in tables.items()}
    return Facts(**given)


def _row(name: str, row: dict[str, Any]) -> Any:
    made, usual = USUAL[name]
    values = {**usual, **row}
    if name == "firms":
        number = f"{values['id']:010}"
        return made(**{"number": number, "name": f"기업 {values['id']}", **values})
    if "supplier" in values and name == "invoices":
        values["supplier_number"] = f"{values.pop('supplier'):010}"
    if name == "invoices" and "number" not in values:
        values["number"] = (
            f"{values['on']:%Y%m%d}41000011{values['supplier_number'][-4:]}{values['won'] % 10_000:04}"
        )
    if "where" in made.__dataclass_fields__:
        known = {"program": 1, "application": 1, "firm": 1, "payment": 1}
        known |= {key: values.pop(key) for key in PLACES if key in values}
        values["where"] = Where(**{key: value or None for key, value in known.items()})
    for key in ("size", "amount", "limit_kw"):
        if key in values:
            values[key] = Decimal(values[key])
    return made(**values)


def raised(case: Case) -> dict[str, int]:
    """Return how often each pattern is raised in the case, across programmes once."""
    terms = terms_on(DAY)
    found = {p: {one.key for one in detect(case.facts, terms)} for p, detect in DETECTORS.items()}
    return {pattern: len(keys) for pattern, keys in found.items() if keys}


def counted() -> dict[str, Count]:
    """Return for each pattern what was planted, found and falsely raised over the whole set."""
    counts = {pattern: Count() for pattern in DETECTORS}
    for case in cases():
        got, count = raised(case), counts[case.pattern]
        for pattern in got.keys() - {case.pattern}:
            counts[pattern].falsely_raised += 1
            counts[pattern].wrong.append(f"{pattern} raised in {case.pattern}: {case.why}")
        _count(case, got.get(case.pattern, 0), count)
    return counts


def _count(case: Case, got: int, count: Count) -> None:
    is_planted = case.kind == "planted"
    count.planted += case.times if is_planted else 0
    count.found += got if is_planted else 0
    count.innocent += 0 if is_planted else 1
    count.falsely_raised += 0 if is_planted or not got else 1
    reason = case.known_miss if is_planted else case.known_false
    is_right = got == (case.times if is_planted else 0)
    if reason:
        words = f"{case.why}: {reason}"
        (count.wrong if is_right else count.known).append(words + (" (not so any more)" if is_right else ""))
    elif not is_right:
        count.wrong.append(f"{case.kind}, raised {got} times: {case.why}")
