"""The arithmetic of photovoltaics: golden table, edges, properties."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurement.methods import METHODS, FactorValue, MonthlyFigures
from measurement.methods.base import FactorMissing, InvalidInput, MissingInput, NoProjectMonths
from measurement.methods.photovoltaics import (
    BeyondCapacity,
    BeyondDaylight,
    ExportAboveGeneration,
    MoreThanAll,
)
from measurement.queries import next_month

METHOD = METHODS["photovoltaics"]
GOLDEN = Path(__file__).parent / "golden" / "photovoltaics.md"
JANUARY = dt.date(2026, 1, 1)


def factor(value: object = "0.4330") -> dict[str, FactorValue]:
    return {"grid_electricity": FactorValue("grid_electricity", Decimal(str(value)), "tCO2eq/MWh", "2025")}


def figures(count: int, generated: object, fed_in: object, auxiliary: object = "–") -> list[MonthlyFigures]:
    found, month = [], JANUARY
    for _ in range(count):
        amounts = {"generation_kwh": Decimal(str(generated)), "export_kwh": Decimal(str(fed_in))}
        if auxiliary != "–":
            amounts["auxiliary_kwh"] = Decimal(str(auxiliary))
        found.append(MonthlyFigures(month, amounts))
        month = next_month(month)
    return found


def golden() -> list[list[str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


class TestGolden:
    def test_the_table_is_read(self) -> None:
        assert len(golden()) == 12

    @pytest.mark.parametrize("row", golden(), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        name, months, installed, stated, sold, ef, credited, *expected = row
        read = re.fullmatch(r"(\d+) × \((.+), (.+), (.+)\)", months)
        assert read
        parameters: dict[str, Decimal | dt.date] = {"installed_kw": Decimal(installed)}
        if stated != "–":
            parameters["auxiliary_kwh_month"] = Decimal(stated)
        if sold != "–":
            parameters["certificates_sold_since"] = dt.date.fromisoformat(f"{sold}-01")
        found = METHOD.reduction([], figures(int(read[1]), read[2], read[3], read[4]), factor(ef), parameters)
        rows = {row.code: row.value for row in found.rows}
        assert rows.get("credited_kwh", rows["self_use_kwh"]) == Decimal(credited)
        assert ("credited_kwh" in rows) is ("sold" in name and name != "sold later")
        assert [
            found.baseline_kg,
            found.project_kg,
            found.row("difference_kg").value,
            found.row("reduction_kg").value,
        ] == [Decimal(text) for text in expected]
        assert found.reduction_kg == int(expected[-1])


class TestReduction:
    def test_shows_every_step_with_unit_and_factor(self) -> None:
        found = METHOD.reduction([], figures(2, 27000, 2700, 150), factor(), {"installed_kw": Decimal(250)})
        rows = [(row.code, f"{row.value:.4f}", row.unit, row.factor) for row in found.rows]
        assert rows == [
            ("project_months", "2.0000", "months", None),
            ("capacity_kw", "250.0000", "kW", None),
            ("full_load_hours", "3.6610", "h/day", None),
            ("generation_kwh", "54000.0000", "kWh", None),
            ("export_kwh", "5400.0000", "kWh", None),
            ("self_use_kwh", "48600.0000", "kWh", None),
            ("auxiliary_kwh", "300.0000", "kWh", None),
            ("baseline_kg", "21043.8000", "kgCO2eq", "grid_electricity"),
            ("project_kg", "129.9000", "kgCO2eq", "grid_electricity"),
            ("leakage_kg", "0.0000", "kgCO2eq", None),
            ("difference_kg", "20913.9000", "kgCO2eq", None),
            ("reduction_kg", "20913.0000", "kgCO2eq", None),
        ]

    @pytest.mark.parametrize(
        ("auxiliary", "stated", "form"),
        [(150, None, "metered_auxiliary"), ("–", 150, "stated_auxiliary"), ("–", None, "net_generation")],
    )
    def test_names_the_form_that_was_used(self, auxiliary: object, stated: int | None, form: str) -> None:
        parameters = {"auxiliary_kwh_month": Decimal(stated)} if stated else {}
        assert METHOD.reduction([], figures(2, 9, 0, auxiliary), factor(), parameters).form == form

    def test_a_meter_added_later_counts_from_its_first_month_the_statement_before(self) -> None:
        months = [*figures(2, 27000, 0), *figures(3, 27000, 0, 10)[2:]]
        found = METHOD.reduction([], months, factor(), {"auxiliary_kwh_month": Decimal(150)})
        assert found.row("auxiliary_kwh").value == 310
        assert found.row("auxiliary_kwh").expression == "Σ EC_aux + 150 × 2"

    def test_every_row_and_form_has_words(self) -> None:
        parameters = {"installed_kw": Decimal(9), "certificates_sold_since": JANUARY}
        found = METHOD.reduction([], figures(1, 9, 1, 1), factor(), parameters)
        expected = METHOD.expected(inputs(), factor())
        assert {row.code for row in (*found.rows, *expected.rows)} <= METHOD.row_labels.keys()
        assert {found.form, expected.form, "stated_auxiliary", "net_generation"} <= METHOD.forms.keys()

    def test_refuses_more_than_the_modules_can_give_in_all_the_daylight(self) -> None:
        most = 250 * 15 * 31
        parameters = {"installed_kw": Decimal(250)}
        METHOD.reduction([], figures(1, most, 0), factor(), parameters)
        with pytest.raises(BeyondCapacity, match=r"2026-01: 116,251 kWh .* 250 kW"):
            METHOD.reduction([], figures(1, most + 1, 0), factor(), parameters)

    def test_a_unit_mixed_up_is_noticed_in_the_month_where_it_is(self) -> None:
        months = [*figures(1, 27000, 0), *figures(2, 27_000_000, 0)[1:]]
        with pytest.raises(BeyondCapacity, match="2026-02"):
            METHOD.reduction([], months, factor(), {"installed_kw": Decimal(250)})

    def test_refuses_to_feed_in_more_than_was_generated(self) -> None:
        with pytest.raises(ExportAboveGeneration, match=r"2026-01: 101 kWh .* only 100 kWh"):
            METHOD.reduction([], figures(2, 100, 101), factor())

    def test_refuses_a_period_without_months(self) -> None:
        with pytest.raises(NoProjectMonths):
            METHOD.reduction([], [], factor())

    def test_names_a_missing_factor(self) -> None:
        with pytest.raises(FactorMissing, match="grid_electricity"):
            METHOD.reduction([], figures(1, 9, 1), {})


amounts = st.integers(min_value=0, max_value=10**9).map(lambda n: Decimal(n) / 1000)
factors = st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) / 10**9)


class TestProperties:
    @given(used=amounts, fed_in=amounts, auxiliary=amounts, ef=factors)
    def test_is_the_exact_fraction_rounded_down_once(
        self, used: Decimal, fed_in: Decimal, auxiliary: Decimal, ef: Decimal
    ) -> None:
        found = METHOD.reduction([], figures(3, used + fed_in, fed_in, auxiliary), factor(ef))
        exact = 3 * (Fraction(used) - Fraction(auxiliary)) * Fraction(ef)
        assert found.reduction_kg == exact.numerator // exact.denominator

    @given(used=amounts, fed_in=amounts, ef=factors)
    def test_what_is_fed_in_never_counts(self, used: Decimal, fed_in: Decimal, ef: Decimal) -> None:
        with_export = METHOD.reduction([], figures(2, used + fed_in, fed_in), factor(ef))
        assert with_export.reduction_kg == METHOD.reduction([], figures(2, used, 0), factor(ef)).reduction_kg

    @given(used=amounts, ef=factors, since=st.integers(min_value=1, max_value=12))
    def test_selling_certificates_earlier_never_adds(self, used: Decimal, ef: Decimal, since: int) -> None:
        found = [
            METHOD.reduction(
                [], figures(12, used, 0), factor(ef), {"certificates_sold_since": dt.date(2026, month, 1)}
            ).reduction_kg
            for month in (since, 12)
        ]
        assert found[0] <= found[1]


def inputs(**changed: object) -> dict[str, Decimal]:
    given = {"capacity_kw": "250", "full_load_hours": "3.6", "self_use_percent": "95", **changed}
    return {name: Decimal(str(value)) for name, value in given.items() if value is not None}


class TestExpected:
    def test_is_the_own_use_of_a_year(self) -> None:
        found = METHOD.expected(inputs(), factor())
        assert found.reduction_kg == 135_128  # 250 × 3.6 × 365 × 0.95 × 0.4330 = 135,128.475
        assert [row.code for row in found.rows][:3] == ["capacity_kw", "full_load_hours", "generation_kwh"]

    @pytest.mark.parametrize("name", ["capacity_kw", "full_load_hours", "self_use_percent"])
    def test_names_what_is_missing_or_no_number(self, name: str) -> None:
        with pytest.raises(MissingInput) as missing:
            METHOD.expected(inputs(**{name: None}), factor())
        with pytest.raises(InvalidInput) as wrong:
            METHOD.expected(inputs(**{name: "0"}), factor())
        assert (missing.value.field, wrong.value.field) == (name, name)

    def test_refuses_more_sun_than_there_is(self) -> None:
        METHOD.expected(inputs(full_load_hours=15), factor())
        with pytest.raises(BeyondDaylight) as refused:
            METHOD.expected(inputs(full_load_hours="15.1"), factor())
        assert refused.value.field == "full_load_hours"

    def test_refuses_to_use_more_than_all(self) -> None:
        METHOD.expected(inputs(self_use_percent=100), factor())
        with pytest.raises(MoreThanAll) as refused:
            METHOD.expected(inputs(self_use_percent="100.1"), factor())
        assert refused.value.field == "self_use_percent"
