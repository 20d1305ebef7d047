"""Boilers and dryers that change their fuel: the golden table and what is refused."""

import re
from decimal import Decimal
from typing import Any

import pytest

from measurement.methods import METHODS
from measurement.methods.base import InvalidInput, MissingInput, NoProjectMonths
from measurement.methods.fuel_switch import HeatWithoutFuel, NoLessPerHeat
from measurement.methods.fuels import FuelNotNamed
from measurement.methods.percents import NoPercentage
from tests.measurement.cases import decimals, ends, factors, golden, months

METHOD = METHODS["fuel_switch"]
STATED: dict[str, Any] = {
    "old_fuel": "bc_oil",
    "old_efficiency_percent": Decimal(80),
    "fuel_nm3": "city_gas",
}


class TestReduction:
    @pytest.mark.parametrize("row", golden("fuel_switch.md"), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        _name, project, efficiency, capacity, upstream, credited, energy, before, after, lost, *end = row
        stated = {**STATED, "old_efficiency_percent": Decimal(efficiency)}
        if capacity != "–":
            stated["output_capacity_month"] = Decimal(capacity)
        if upstream != "–":
            stated["upstream_kg_gj"] = Decimal(upstream)
        read = re.fullmatch(r"(\d+) × \((\d+), (\d+)\)", project)
        assert read
        amounts = {"heat_gj": read[2], "fuel_nm3": read[3]}
        found = METHOD.reduction([], months(int(read[1]), amounts), factors(), stated)
        heat = found.row("heat_gj" if capacity == "–" else "credited_gj").value
        assert [heat, found.row("fuel_gj").value, found.leakage_kg] == decimals([credited, energy, lost])
        assert ends(found) == decimals([before, after, *end])
        assert {one.code for one in found.rows} <= METHOD.row_labels.keys()
        assert found.form in METHOD.forms

    def test_names_the_month_that_can_not_be(self) -> None:
        good, bad = months(2, {"heat_gj": 9, "fuel_nm3": 9})[0], months(2, {"heat_gj": 9, "fuel_nm3": 0})[1]
        with pytest.raises(HeatWithoutFuel, match="2025-02"):
            METHOD.reduction([], [good, bad], factors(), STATED)
        with pytest.raises(FuelNotNamed, match="2025-01"):
            METHOD.reduction([], [good], factors(), {**STATED, "fuel_nm3": ""})

    def test_refuses_what_can_not_be_compared(self) -> None:
        month = months(1, {"heat_gj": 9, "fuel_nm3": 9})
        with pytest.raises(NoProjectMonths):
            METHOD.reduction([], [], factors(), STATED)
        with pytest.raises(MissingInput) as missing:
            METHOD.reduction([], month, factors(), {"old_fuel": "bc_oil"})
        assert missing.value.field == "old_efficiency_percent"
        with pytest.raises(InvalidInput):
            METHOD.reduction([], month, factors(), {**STATED, "old_fuel": "wood"})

    @pytest.mark.parametrize("typed", ["0.8", "1", "112"])
    def test_refuses_a_fraction_typed_as_a_percentage(self, typed: str) -> None:
        month = months(1, {"heat_gj": 9, "fuel_nm3": 9})
        with pytest.raises(NoPercentage):
            METHOD.reduction([], month, factors(), {**STATED, "old_efficiency_percent": Decimal(typed)})

    def test_asks_for_the_factors_of_the_fuels_that_were_stated(self) -> None:
        assert METHOD.factors_needed({}) == ()
        needed = set(METHOD.factors_needed(STATED))
        assert {code for code in factors() if code.startswith(("bc_oil", "city_gas"))} < needed
        assert needed == needed & factors().keys()


class TestExpected:
    INPUTS: dict[str, Any] = {
        "old_fuel": "bc_oil",
        "old_efficiency_percent": Decimal(80),
        "new_fuel": "city_gas",
        "new_efficiency_percent": Decimal(100),
        "annual_gj": Decimal(1000),
    }

    def test_a_year(self) -> None:
        found = METHOD.expected(self.INPUTS, factors())
        assert ends(found) == decimals(["100678.75", "56154.5", "44524.25", "44524"])
        assert {one.code for one in found.rows} <= METHOD.row_labels.keys()

    def test_refuses_a_fuel_that_emits_no_less(self) -> None:
        inputs = {**self.INPUTS, "new_fuel": "bc_oil", "new_efficiency_percent": Decimal(80)}
        with pytest.raises(NoLessPerHeat):
            METHOD.expected(inputs, factors())
        with pytest.raises(MissingInput):
            METHOD.expected({**inputs, "annual_gj": None}, factors())
