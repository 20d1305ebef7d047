"""The compressor's arithmetic: golden table, edges, properties."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurement.methods import METHODS, FactorValue, MonthlyFigures
from measurement.methods.air_compressor import NoSaving
from measurement.methods.base import (
    FactorMissing,
    InvalidInput,
    MissingInput,
    NoBaselineOutput,
    NoProjectMonths,
    TooFewBaselineMonths,
    UnknownFactorUnit,
)

METHOD = METHODS["air_compressor"]
GOLDEN = Path(__file__).parent / "golden" / "air_compressor.md"


def factor(value: str = "0.4541", unit: str = "tCO2eq/MWh") -> dict[str, FactorValue]:
    return {"grid_electricity": FactorValue("grid_electricity", Decimal(value), unit, "2024")}


def figures(count: int, kwh: object, air: object) -> list[MonthlyFigures]:
    amounts = {"electricity_kwh": Decimal(str(kwh)), "air_nm3": Decimal(str(air))}
    return [MonthlyFigures(dt.date(2025, 1, 1), amounts) for _ in range(count)]


def read(cell: str) -> list[MonthlyFigures]:
    found = re.fullmatch(r"(\d+) × \((\d+), (\d+)\)", cell)
    assert found
    return figures(int(found[1]), found[2], found[3])


def golden() -> list[list[str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


class TestGolden:
    def test_the_table_is_read(self) -> None:
        assert len(golden()) == 7

    @pytest.mark.parametrize("row", golden(), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        _name, baseline, project, capacity, ef, *expected = row
        parameters = {} if capacity == "–" else {"capacity_nm3_month": Decimal(capacity)}
        found = METHOD.reduction(read(baseline), read(project), factor(ef), parameters)
        assert [
            found.baseline_kg,
            found.project_kg,
            found.row("difference_kg").value,
            found.row("reduction_kg").value,
        ] == [Decimal(text) for text in expected]
        assert found.reduction_kg == int(expected[-1])


class TestReduction:
    def test_shows_every_step_with_unit_and_factor(self) -> None:
        found = METHOD.reduction(figures(12, 81000, 600000), figures(12, 63000, 600000), factor())
        rows = [(row.code, str(row.value.normalize()), row.unit, row.factor) for row in found.rows]
        assert rows == [
            ("baseline_months", "12", "months", None),
            ("baseline_kwh", "9.72E+5", "kWh", None),
            ("baseline_nm3", "7.2E+6", "Nm3", None),
            ("baseline_sec", "0.135", "kWh/Nm3", None),
            ("project_months", "12", "months", None),
            ("project_kwh", "7.56E+5", "kWh", None),
            ("project_nm3", "7.2E+6", "Nm3", None),
            ("baseline_kg", "441385.2", "kgCO2eq", "grid_electricity"),
            ("project_kg", "343299.6", "kgCO2eq", "grid_electricity"),
            ("leakage_kg", "0", "kgCO2eq", None),
            ("difference_kg", "98085.6", "kgCO2eq", None),
            ("reduction_kg", "98085", "kgCO2eq", None),
        ]
        assert found.form == "measured_sec"

    def test_every_row_and_form_has_words(self) -> None:
        capped = METHOD.reduction(
            figures(12, 9, 9), figures(1, 1, 20), factor(), {"capacity_nm3_month": Decimal(5)}
        )
        expected = METHOD.expected(inputs(), factor())
        codes = {row.code for row in (*capped.rows, *expected.rows)}
        assert codes <= METHOD.row_labels.keys()
        assert {capped.form, expected.form} <= METHOD.forms.keys()

    def test_refuses_eleven_months_of_baseline(self) -> None:
        with pytest.raises(TooFewBaselineMonths, match="The baseline has 11 months; at least 12"):
            METHOD.reduction(figures(11, 1, 1), figures(1, 1, 1), factor())

    def test_refuses_a_baseline_without_output(self) -> None:
        with pytest.raises(NoBaselineOutput):
            METHOD.reduction(figures(12, 1, 0), figures(1, 1, 1), factor())

    def test_refuses_a_period_without_months(self) -> None:
        with pytest.raises(NoProjectMonths):
            METHOD.reduction(figures(12, 1, 1), [], factor())

    def test_names_a_missing_factor_and_a_strange_unit(self) -> None:
        with pytest.raises(FactorMissing, match="grid_electricity"):
            METHOD.reduction(figures(12, 1, 1), figures(1, 1, 1), {})
        with pytest.raises(UnknownFactorUnit, match="kg/TJ"):
            METHOD.reduction(figures(12, 1, 1), figures(1, 1, 1), factor(unit="kg/TJ"))


amounts = st.integers(min_value=0, max_value=10**9).map(lambda n: Decimal(n) / 1000)
some = st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) / 1000)
factors = st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) / 10**9)


@st.composite
def accepted(draw: st.DrawFn) -> tuple[Decimal, ...]:
    """Draw air, factor and electricity such that the baseline stays below a million million kilograms."""
    air_bl, air_pj, ef = draw(some), draw(amounts), draw(factors)
    per_kwh = Fraction(air_pj) * 3 * Fraction(ef) / Fraction(air_bl)
    most = min(10**9, int((10**12 - 1) * 1000 / per_kwh)) if per_kwh else 10**9
    kwh_bl = draw(st.integers(min_value=0, max_value=most).map(lambda n: Decimal(n) / 1000))
    return kwh_bl, air_bl, draw(amounts), air_pj, ef


class TestProperties:
    @given(drawn=accepted())
    def test_is_the_exact_fraction_rounded_down_once(self, drawn: tuple[Decimal, ...]) -> None:
        kwh_bl, air_bl, kwh_pj, air_pj, ef = drawn
        found = METHOD.reduction(figures(12, kwh_bl, air_bl), figures(3, kwh_pj, air_pj), factor(str(ef)))
        before = Fraction(kwh_bl) / Fraction(air_bl) * Fraction(air_pj) * 3 * Fraction(ef)
        exact = before - 3 * Fraction(kwh_pj) * Fraction(ef)
        assert found.reduction_kg == exact.numerator // exact.denominator

    @given(kwh=some, air=some, ef=factors, capacity=some)
    def test_a_cap_never_adds(self, kwh: Decimal, air: Decimal, ef: Decimal, capacity: Decimal) -> None:
        case = (figures(12, kwh, air), figures(2, kwh / 2, air), factor(str(ef)))
        capped = METHOD.reduction(*case, {"capacity_nm3_month": capacity})
        assert capped.reduction_kg <= METHOD.reduction(*case).reduction_kg

    @given(kwh=some, air=some, ef=factors)
    def test_the_same_compressor_saves_nothing(self, kwh: Decimal, air: Decimal, ef: Decimal) -> None:
        found = METHOD.reduction(figures(12, kwh, air), figures(5, kwh, air), factor(str(ef)))
        assert found.reduction_kg == 0


def inputs(**changed: object) -> dict[str, Decimal]:
    given = {"baseline_sec": "0.135", "project_sec": "0.105", "annual_nm3": "8000000", **changed}
    return {name: Decimal(str(value)) for name, value in given.items() if value is not None}


class TestExpected:
    def test_is_the_saving_of_a_year(self) -> None:
        found = METHOD.expected(inputs(), factor())
        assert found.reduction_kg == 108_984
        assert [row.code for row in found.rows][:3] == ["baseline_sec", "project_sec", "project_nm3"]

    def test_names_what_is_missing(self) -> None:
        with pytest.raises(MissingInput) as refused:
            METHOD.expected(inputs(annual_nm3=None), factor())
        assert refused.value.field == "annual_nm3"

    @pytest.mark.parametrize("bad", ["0", "-1", "NaN", "Infinity"])
    def test_wants_numbers_above_zero(self, bad: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            METHOD.expected(inputs(baseline_sec=bad), factor())
        assert refused.value.field == "baseline_sec"

    def test_refuses_a_compressor_that_saves_nothing(self) -> None:
        with pytest.raises(NoSaving) as refused:
            METHOD.expected(inputs(project_sec="0.135"), factor())
        assert refused.value.field == "project_sec"
