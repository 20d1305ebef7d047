"""Abatement of fluorinated gases: the golden table, months of different uptime, what is refused."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurement.methods import METHODS, MonthlyFigures
from measurement.methods.base import FactorMissing, MissingInput, NoProjectMonths
from measurement.methods.f_gas import (
    AbatedLongerThanRun,
    NoGas,
    NoGasStated,
    NothingAbated,
    NoToolHours,
)
from measurement.methods.f_gas_parts import NoRatio
from measurement.methods.percents import NoPercentage
from tests.measurement.cases import MONTHS, decimals, ends, factors, golden, months

METHOD = METHODS["f_gas"]
OF_A_GAS = (
    "use_percent",
    "cf4_ratio",
    "fed_before",
    "destroyed_before",
    "fed_after",
    "destroyed_after",
)
SF6: dict[str, Any] = {
    "sf6_use_percent": Decimal(80),
    "sf6_fed_after": Decimal(100),
    "sf6_destroyed_after": Decimal(95),
}
RUN = st.tuples(st.integers(1, 700), st.integers(0, 700), st.integers(0, 99))


def month(**changed: Any) -> list[MonthlyFigures]:
    amounts = {"scrubber_kwh": 100, "tool_hours": 700, "abated_hours": 630, "sf6_kg": 1}
    return months(1, {name: n for name, n in (amounts | changed).items() if n is not None})


def stated_of(names: Any, cell: str) -> dict[str, Any]:
    cells = zip(names, cell.split("; "), strict=True)
    return {name: Decimal(text) for name, text in cells if text != "–"}


class TestReduction:
    @pytest.mark.parametrize("row", golden("f_gas.md"), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        _name, gases, cell, heel, cf4, each, arising, burnt, *end = row
        read = re.fullmatch(r"(\d+) × \((\d+), (\d+), (\d+), (\d+)\)", cell)
        assert read
        names = ("tool_hours", "abated_hours", "scrubber_kwh", "fuel_nm3")
        amounts: dict[str, Any] = dict(zip(names, read.groups()[1:], strict=True))
        stated: dict[str, Any] = {"fuel_nm3": "city_gas"} | stated_of(["heel_percent"], heel)
        stated |= stated_of(["cf4_destroyed_before", "cf4_destroyed_after"], cf4)
        expected: list[Decimal] = []
        for given_gas, figures in zip(gases.split(" / "), each.split(" / "), strict=True):
            gas, rest = given_gas.split(" ", 1)
            weight, rest = rest.split("; ", 1)
            amounts[f"{gas}_kg"] = weight
            stated |= stated_of([f"{gas}_{name}" for name in OF_A_GAS], rest)
            expected += decimals(figures.split("; "))
        codes = METHOD.factors_needed(stated)
        needed = {code: factor for code, factor in factors().items() if code in codes}
        found = METHOD.reduction([], months(int(read[1]), amounts), needed, stated)
        shown = {one.code: one.value for one in found.rows}
        used = [gas for gas in ("sf6", "nf3", "cf4") if f"{gas}_kg" in amounts]
        kinds = ("kg", "treated_kg", "baseline_kg", "project_kg")
        assert [shown[f"{gas}_{kind}"] for gas in used for kind in kinds] == expected
        both = [shown.get(f"by_product_{side}_kg", Decimal(0)) for side in ("baseline", "project")]
        assert [*both, shown["scrubber_fuel_kg"]] == decimals([*arising.split("; "), burnt])
        assert ends(found) == decimals(end)
        assert shown.keys() <= METHOD.row_labels.keys()
        assert found.form in METHOD.forms

    @given(st.lists(RUN, min_size=1, max_size=12))
    def test_is_the_exact_fraction_rounded_down_once(self, run: list[tuple[int, int, int]]) -> None:
        figures, exact = [], Fraction(0)
        for index, (hours, abated, kg) in enumerate(run):
            least = min(hours, abated)
            amounts = {"tool_hours": hours, "abated_hours": least, "sf6_kg": kg, "scrubber_kwh": 0}
            figures.append(MonthlyFigures(MONTHS[index], {n: Decimal(a) for n, a in amounts.items()}))
            exact += Fraction(9, 10) * Fraction(1, 5) * Fraction(19, 20) * kg * least / hours * 23500
        found = METHOD.reduction([], figures, factors(), SF6)
        assert found.reduction_kg == exact.numerator // exact.denominator

    def test_an_old_abatement_of_which_cf4_is_not_known_counts_as_the_new_one(self) -> None:
        gas = {name.replace("sf6", "nf3"): value for name, value in SF6.items()}
        gas |= {"nf3_cf4_ratio": Decimal("0.09"), "nf3_fed_before": Decimal(100)}
        gas |= {"nf3_destroyed_before": Decimal(95), "cf4_destroyed_after": Decimal(90)}
        found = METHOD.reduction([], month(sf6_kg=None, nf3_kg=100, abated_hours=700), factors(), gas)
        assert found.row("by_product_baseline_kg").value == found.row("by_product_project_kg").value
        assert found.row("difference_kg").value == Decimal("-43.3")


class TestRefusals:
    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"sf6_kg": None}, NoGas),
            ({"tool_hours": 0, "abated_hours": 0}, NoToolHours),
            ({"abated_hours": 701}, AbatedLongerThanRun),
        ],
    )
    def test_names_the_month_that_can_not_be(self, changed: dict[str, Any], refusal: Any) -> None:
        with pytest.raises(refusal, match="2025-01"):
            METHOD.reduction([], month(**changed), factors(), SF6)

    def test_names_what_was_not_stated_of_a_gas(self) -> None:
        for missing in ("sf6_use_percent", "sf6_fed_after", "sf6_destroyed_after"):
            with pytest.raises(MissingInput) as refused:
                METHOD.reduction([], month(), factors(), {**SF6, missing: None})
            assert refused.value.field == missing
        with pytest.raises(MissingInput, match="SF6"):
            METHOD.reduction([], month(), factors(), {**SF6, "sf6_fed_before": Decimal(50)})
        with pytest.raises(NoProjectMonths):
            METHOD.reduction([], [], factors(), SF6)

    @pytest.mark.parametrize(("name", "typed"), [("heel_percent", "0.1"), ("sf6_use_percent", "101")])
    def test_refuses_what_is_no_percentage(self, name: str, typed: str) -> None:
        with pytest.raises(NoPercentage) as refused:
            METHOD.reduction([], month(), factors(), {**SF6, name: Decimal(typed)})
        assert refused.value.field == name

    def test_refuses_a_ratio_typed_as_a_percentage(self) -> None:
        with pytest.raises(NoRatio):
            METHOD.reduction([], month(), factors(), {**SF6, "sf6_cf4_ratio": Decimal(9)})

    def test_asks_for_the_warming_potentials_of_the_gases_that_were_stated(self) -> None:
        assert METHOD.factors_needed({}) == ("grid_electricity",)
        assert METHOD.factors_needed(SF6) == ("grid_electricity", "gwp_sf6")
        arises = {"nf3_use_percent": Decimal(80), "nf3_cf4_ratio": Decimal("0.09")}
        assert METHOD.factors_needed(arises) == ("grid_electricity", "gwp_nf3", "gwp_cf4")
        with pytest.raises(FactorMissing, match="gwp_sf6"):
            METHOD.reduction([], month(), {"grid_electricity": factors()["grid_electricity"]}, SF6)


class TestExpected:
    INPUTS = SF6 | {
        "annual_sf6_kg": Decimal(120),
        "uptime_percent": Decimal(95),
        "annual_scrubber_kwh": Decimal(12000),
    }

    def test_a_year(self) -> None:
        found = METHOD.expected(self.INPUTS, factors())
        assert ends(found) == decimals(["507600", "54687", "452913", "452913"])
        assert {one.code for one in found.rows} <= METHOD.row_labels.keys()
        gas = {"scrubber_fuel": "city_gas", "annual_scrubber_fuel": Decimal(100)}
        assert METHOD.expected(self.INPUTS | gas, factors()).project_kg == Decimal("54905.441005")

    def test_refuses_what_saves_nothing(self) -> None:
        with pytest.raises(NoGasStated):
            METHOD.expected({**self.INPUTS, "annual_sf6_kg": None}, factors())
        with pytest.raises(MissingInput):
            METHOD.expected({**self.INPUTS, "annual_scrubber_fuel": Decimal(9)}, factors())
        old = {"sf6_fed_before": Decimal(100), "sf6_destroyed_before": Decimal(95)}
        with pytest.raises(NothingAbated):
            METHOD.expected({**self.INPUTS, **old}, factors())
