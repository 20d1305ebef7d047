"""Worked examples of every method: each row, by hand with fractions and by the method; published ones quoted."""

import ast
import math
import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pytest

from measurement.methods import METHODS, Calculation, FactorValue
from tests.measurement.cases import GOLDEN, factors, months

FOLDER = GOLDEN / "worked"
NINE_PLACES = Decimal("0.000000001")
#: methods for which no published example with inputs and a result was found, or another table has it
UNPUBLISHED = {"rto", "f_gas"}
ELSEWHERE = {"led": "led.md"}
OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class Row(NamedTuple):
    """A row of a worked example: its code, the arithmetic by hand, value and unit."""

    code: str
    by_hand: str
    value: Decimal
    unit: str


class Worked(NamedTuple):
    """A worked example: method, name, where it is from, what is given, the rows."""

    method: str
    name: str
    about: str
    given: dict[str, str]
    rows: list[Row]


def tables(text: str) -> list[list[str]]:
    """Return the cells of every table line but the rules under headings."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def examples() -> list[Worked]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for section in path.read_text(encoding="utf-8").split("\n## ")[1:]:
            name, _line, rest = section.partition("\n")
            cells = tables(rest)
            given = {cell[0]: cell[1] for cell in cells if len(cell) == 2 and cell[0] != "given"}
            rows = [Row(c[0], c[1], Decimal(c[2]), c[3]) for c in cells if len(c) == 4 and c[0] != "row"]
            found.append(Worked(path.stem, name, rest.split("| given")[0].strip(), given, rows))
    return found


def by_hand(text: str, known: dict[str, Fraction]) -> Fraction:
    """Return what an arithmetic of numbers and earlier rows comes to, exactly."""
    plain = text.replace("×", "*").replace("÷", "/").replace("−", "-")

    def reckon(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(ast.get_source_segment(plain, node) or "")
        if isinstance(node, ast.Name):
            return known[node.id]
        if isinstance(node, ast.Call):
            return Fraction(math.floor(reckon(node.args[0])))
        assert isinstance(node, ast.BinOp), text
        return OPERATORS[type(node.op)](reckon(node.left), reckon(node.right))

    return reckon(ast.parse(plain.strip(), mode="eval").body)


def pairs(text: str, between: str) -> dict[str, str]:
    """Return {name: rest} of “name = rest; name = rest” or “name rest, name rest”; “–” is none."""
    if text == "–":
        return {}
    divider = "; " if between == " = " else ", "
    return dict(part.split(between, 1) for part in text.split(divider))


def stated(text: str) -> dict[str, Any]:
    """Return what was stated: numbers as decimals, choices as they are (of an exponent too)."""
    return {
        name: Decimal(value) if re.fullmatch(r"[\d.]+", value) and name != "exponent" else value
        for name, value in pairs(text, " = ").items()
    }


def given_factors(text: str) -> dict[str, FactorValue]:
    if text == "usual":
        return factors()
    found = {}
    for code, rest in pairs(text, " = ").items():
        value, unit = rest.split(" ")
        found[code] = FactorValue(code, Decimal(value), unit)
    return found


def calculated(worked: Worked) -> Calculation:
    method, given = METHODS[worked.method], worked.given
    known = given_factors(given["factors"])
    if "expected" in given:
        return method.expected(stated(given["expected"]), known)
    sides = []
    for side in ("baseline", "project"):
        count, _times, amounts = given.get(side, "0 × ").partition(" × ")
        sides.append(months(int(count), pairs(amounts or "–", " ")))
    return method.reduction(sides[0], sides[1], known, stated(given["stated"]))


def at_nine_places(value: Decimal) -> Decimal:
    return value.quantize(NINE_PLACES, ROUND_HALF_UP)


WORKED = examples()


class TestWorked:
    def test_every_method_has_an_own_or_a_published_one(self) -> None:
        assert {worked.method for worked in WORKED} == METHODS.keys()

    def test_published_ones_say_where(self) -> None:
        published = {w.method for w in WORKED if w.name.startswith("published")}
        assert published | UNPUBLISHED | ELSEWHERE.keys() == METHODS.keys()
        for worked in WORKED:
            said = re.match(r"Published(, approximate)?: |Own, computed independently\.", worked.about)
            assert said, worked.name
            assert worked.name.startswith("published") is worked.about.startswith("Published")
        for name in ELSEWHERE.values():
            assert "`published` is the example of" in (GOLDEN / name).read_text(encoding="utf-8")

    @pytest.mark.parametrize("worked", WORKED, ids=lambda w: f"{w.method}: {w.name}")
    def test_by_hand(self, worked: Worked) -> None:
        known: dict[str, Fraction] = {}
        for row in worked.rows:
            known[row.code] = by_hand(row.by_hand, known)
            assert abs(known[row.code] - Fraction(row.value)) <= Fraction(1, 10**9), row.code

    @pytest.mark.parametrize("worked", WORKED, ids=lambda w: f"{w.method}: {w.name}")
    def test_every_row_by_the_method(self, worked: Worked) -> None:
        found = calculated(worked)
        shown = [(row.code, at_nine_places(row.value), row.unit or "–") for row in found.rows]
        assert shown == [(row.code, at_nine_places(row.value), row.unit) for row in worked.rows]
        assert {row.code for row in found.rows} <= METHODS[worked.method].row_labels.keys()


class TestPublished:
    def published(self, method: str) -> dict[str, Decimal]:
        worked = next(w for w in WORKED if w.method == method and w.name.startswith("published"))
        return {row.code: row.value for row in calculated(worked).rows}

    def test_the_fan_saves_what_hpac_says(self) -> None:
        rows = self.published("inverter_motor")
        dollars = (rows["baseline_kwh"] - rows["project_kwh"]) * Decimal("0.12")
        assert round(dollars) == 28_235

    def test_the_furnace_saves_the_part_that_measur_says(self) -> None:
        rows = self.published("heat_treatment")
        part = rows["difference_kg"] / rows["baseline_kg"] * 100
        assert abs(part - Decimal("40.9540298596")) < Decimal("0.00000001")

    def test_the_roof_avoids_what_the_book_says(self) -> None:
        rows = self.published("photovoltaics")
        assert rows["generation_kwh"] == 12_775
        assert round(rows["difference_kg"] / 1000, 2) == Decimal("9.02")

    def test_the_boiler_emits_what_the_page_says_but_for_its_rounding(self) -> None:
        assert abs(self.published("fuel_switch")["baseline_kg"] - Decimal("3.3")) < Decimal("0.06")

    def test_the_recovered_heat_comes_near_to_what_the_page_rounds(self) -> None:
        tonnes = self.published("waste_heat")["baseline_kg"] / 1000
        assert abs(tonnes - 17_500) / 17_500 < Decimal("0.04")
