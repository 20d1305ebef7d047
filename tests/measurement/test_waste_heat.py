"""Waste-heat recovery: the golden table and what is refused."""

import re
from decimal import Decimal
from typing import Any

import pytest

from measurement.methods import METHODS
from measurement.methods.base import MissingInput, NoProjectMonths
from measurement.methods.fuels import FuelNotNamed
from measurement.methods.percents import NoPercentage
from measurement.methods.waste_heat import NeitherPowerNorHeat, NothingGained, NothingRecovered
from tests.measurement.cases import decimals, ends, factors, golden, months

METHOD = METHODS["waste_heat"]
BOILER: dict[str, Any] = {"spared_fuel": "bc_oil", "spared_efficiency_percent": Decimal(80)}


class TestReduction:
    @pytest.mark.parametrize("row", golden("waste_heat.md"), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        _name, cell, fuel, efficiency, power, heat, burnt, *end = row
        stated: dict[str, Any] = {"fuel_nm3": "city_gas"}
        if fuel != "–":
            stated |= {"spared_fuel": fuel, "spared_efficiency_percent": Decimal(efficiency)}
        read = re.fullmatch(r"(\d+) × \((.+), (.+), (.+), (.+)\)", cell)
        assert read
        names = ("recovered_kwh", "recovered_gj", "recovery_auxiliary_kwh", "fuel_nm3")
        amounts = {n: text for n, text in zip(names, read.groups()[1:], strict=True) if text != "–"}
        found = METHOD.reduction([], months(int(read[1]), amounts), factors(), stated)
        shown = {one.code: one.value for one in found.rows}
        parts = [shown["power_kg"], shown.get("heat_kg", Decimal(0)), shown["auxiliary_fuel_kg"]]
        assert parts == decimals([power, heat, burnt])
        assert ends(found) == decimals(end)
        assert shown.keys() <= METHOD.row_labels.keys()
        assert found.form in METHOD.forms

    def test_names_the_month_that_can_not_be(self) -> None:
        good, bad = (
            months(1, {"recovered_kwh": 9, "recovery_auxiliary_kwh": 9}),
            months(2, {"recovery_auxiliary_kwh": 9}),
        )
        with pytest.raises(NothingRecovered, match="2025-02"):
            METHOD.reduction([], [*good, bad[1]], factors())
        amounts = {"recovered_kwh": 9, "recovery_auxiliary_kwh": 9, "fuel_nm3": 9}
        with pytest.raises(FuelNotNamed, match="2025-01"):
            METHOD.reduction([], months(1, amounts), factors())
        with pytest.raises(NoProjectMonths):
            METHOD.reduction([], [], factors())

    def test_names_what_was_not_stated_of_the_boiler(self) -> None:
        month = months(1, {"recovered_gj": 9, "recovery_auxiliary_kwh": 9})
        for missing in BOILER:
            with pytest.raises(MissingInput) as refused:
                METHOD.reduction([], month, factors(), {**BOILER, missing: None})
            assert refused.value.field == missing
        stated = {**BOILER, "spared_efficiency_percent": Decimal("0.8")}
        with pytest.raises(NoPercentage):
            METHOD.reduction([], month, factors(), stated)

    def test_asks_for_the_factors_of_the_fuels_that_were_stated(self) -> None:
        assert METHOD.factors_needed({}) == ("grid_electricity",)
        assert "bc_oil_co2" in METHOD.factors_needed(BOILER)


class TestExpected:
    def test_a_year(self) -> None:
        inputs = {**BOILER, "annual_recovered_gj": Decimal(3600), "annual_auxiliary_kwh": Decimal(12000)}
        found = METHOD.expected(inputs, factors())
        assert ends(found) == decimals(["362443.5", "5196", "357247.5", "357247"])
        assert {one.code for one in found.rows} <= METHOD.row_labels.keys()

    def test_refuses_what_spares_nothing(self) -> None:
        auxiliary = {"annual_auxiliary_kwh": Decimal(9)}
        with pytest.raises(NeitherPowerNorHeat):
            METHOD.expected(auxiliary, factors())
        with pytest.raises(NothingGained):
            METHOD.expected({**auxiliary, "annual_recovered_kwh": Decimal(9)}, factors())
        with pytest.raises(MissingInput):
            METHOD.expected({**auxiliary, "annual_recovered_gj": Decimal(9)}, factors())
