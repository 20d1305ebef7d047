"""The methods by energy per unit of output, lighting, fuels and units: golden tables and refusals."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurement.methods import METHODS, MonthlyFigures
from measurement.methods.base import (
    InvalidInput,
    MissingInput,
    NoBaselineOutput,
    NoProjectMonths,
    TooFewBaselineMonths,
    UnknownFactorUnit,
)
from measurement.methods.fuels import FuelNotNamed
from measurement.methods.inverter_motor import MoreThanAYear, NotSlower
from measurement.methods.led import MoreHoursThanThereAre, NoLessPower
from measurement.methods.per_output import FuelNotChosen, NothingSaved
from measurement.methods.units import WrongUnit, scale
from tests.measurement.cases import ends, factors, golden, months

BY_OUTPUT = ("heat_treatment", "rto", "inverter_motor")


def energy(method: Any, cell: str) -> list[MonthlyFigures]:
    found = re.fullmatch(r"(\d+) × \((\d+), (\d+), (\d+)\)", cell)
    assert found
    amounts = {method.electricity: found[2], "fuel_nm3": found[3], method.output: found[4]}
    return months(int(found[1]), amounts)


class TestEnergyPerOutput:
    def test_the_table_is_read(self) -> None:
        assert {row[1] for row in golden("energy_per_output.md")} == set(BY_OUTPUT)

    @pytest.mark.parametrize("row", golden("energy_per_output.md"), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        _name, code, baseline, project, capacity, *expected = row
        method = METHODS[code]
        stated: dict[str, Any] = {"fuel_nm3": "city_gas"}
        if capacity != "–":
            stated["output_capacity_month"] = Decimal(capacity)
        found = method.reduction(energy(method, baseline), energy(method, project), factors(), stated)
        assert ends(found) == [Decimal(text) for text in expected]
        assert {one.code for one in found.rows} <= method.row_labels.keys()
        assert found.form in method.forms

    @pytest.mark.parametrize("code", BY_OUTPUT)
    def test_refuses_what_can_not_be_compared(self, code: str) -> None:
        method: Any = METHODS[code]
        year, one = energy(method, "12 × (9, 0, 9)"), energy(method, "1 × (9, 0, 9)")
        with pytest.raises(TooFewBaselineMonths):
            method.reduction(year[:11], one, factors())
        with pytest.raises(NoProjectMonths):
            method.reduction(year, [], factors())
        with pytest.raises(NoBaselineOutput):
            method.reduction(energy(method, "12 × (9, 0, 0)"), one, factors())

    def test_names_the_month_whose_fuel_is_not_known(self) -> None:
        method = METHODS["heat_treatment"]
        with pytest.raises(FuelNotNamed, match="2025-01"):
            method.reduction(energy(method, "12 × (9, 9, 9)"), energy(method, "1 × (9, 9, 9)"), factors())

    def test_asks_for_the_factors_of_the_fuels_that_were_stated(self) -> None:
        method = METHODS["rto"]
        assert method.factors_needed({}) == ("grid_electricity",)
        needed = set(method.factors_needed({"fuel_nm3": "city_gas"}))
        own = {f"city_gas_{kind}" for kind in ("ncv", "co2", "ch4", "n2o")}
        assert needed == own | {"grid_electricity", "gwp_ch4", "gwp_n2o"}

    @given(gas=st.integers(0, 10**6), kwh=st.integers(0, 10**6), output=st.integers(1, 10**6))
    def test_is_the_exact_fraction_rounded_down_once(self, gas: int, kwh: int, output: int) -> None:
        method: Any = METHODS["heat_treatment"]
        case = (energy(method, f"12 × ({kwh}, {gas}, {output})"), energy(method, f"1 × ({kwh}, 0, 7)"))
        found = method.reduction(*case, factors(), {"fuel_nm3": "city_gas"})
        electric = Fraction("0.433") * kwh
        exact = (electric + Fraction("2.18441005") * gas) * 7 / output - electric
        assert found.reduction_kg == exact.numerator // exact.denominator


class TestExpected:
    def test_furnace_with_gas(self) -> None:
        inputs = {"baseline_fuel": Decimal(50), "project_fuel": Decimal(40), "annual_output": Decimal(1000)}
        found = METHODS["heat_treatment"].expected({**inputs, "fuel": "city_gas"}, factors())
        assert ends(found) == [Decimal(t) for t in ("109220.5025", "87376.402", "21844.1005", "21844")]
        with pytest.raises(NothingSaved):
            METHODS["heat_treatment"].expected({"annual_output": Decimal(9)}, factors())
        with pytest.raises(InvalidInput):
            METHODS["heat_treatment"].expected({**inputs, "fuel": "wood"}, factors())
        with pytest.raises(FuelNotChosen):
            METHODS["heat_treatment"].expected(inputs, factors())

    def test_motor_by_the_published_fan_law(self) -> None:
        """reducingenergy.blogspot.com, "Saving Energy with the Fan Law" (2008): 0.9 × 0.9 × 0.9 is 0.729."""
        inputs = {"full_speed_kw": Decimal(50), "annual_hours": Decimal(8000), "speed_percent": Decimal(90)}
        found = METHODS["inverter_motor"].expected({**inputs, "exponent": "3"}, factors())
        assert found.row("power_ratio").value == Decimal("0.729")
        assert ends(found) == [Decimal(t) for t in ("173200", "126262.8", "46937.2", "46937")]
        careful = METHODS["inverter_motor"].expected({**inputs, "exponent": "2.5"}, factors())
        assert careful.reduction_kg < found.reduction_kg
        assert {row.code for row in found.rows} <= METHODS["inverter_motor"].row_labels.keys()

    def test_motor_refuses_full_speed_and_too_long_a_year(self) -> None:
        inputs = {"full_speed_kw": Decimal(50), "annual_hours": Decimal(8000), "speed_percent": Decimal(100)}
        with pytest.raises(NotSlower):
            METHODS["inverter_motor"].expected({**inputs, "exponent": "3"}, factors())
        inputs |= {"annual_hours": Decimal(9000), "speed_percent": Decimal(90)}
        with pytest.raises(MoreThanAYear):
            METHODS["inverter_motor"].expected({**inputs, "exponent": "3"}, factors())


class TestLed:
    @pytest.mark.parametrize("row", golden("led.md"), ids=lambda row: row[0])
    def test_every_figure(self, row: list[str]) -> None:
        _name, before, after, light, *expected = row
        values = [Decimal(text) for cell in (before, after) for text in cell.split(" × ")]
        names = ("lamps_before", "watts_before", "lamps_after", "watts_after")
        stated = dict(zip(names, values, strict=True))
        method = METHODS["led"]
        read = re.fullmatch(r"(\d+) × \((\d+), (\d+)\)", light)
        if read:
            amounts = {"lamp_hours": read[2], "lamps_in_service": read[3]}
            found = method.reduction([], months(int(read[1]), amounts), factors(), stated)
        else:
            found = method.expected({**stated, "annual_hours": Decimal(light)}, factors())
        energy_rows = [found.row(f"{side}_kwh").value for side in ("baseline", "project")]
        assert [*energy_rows, *ends(found)] == [Decimal(text) for text in expected]
        assert {one.code for one in found.rows} <= method.row_labels.keys()

    def test_refuses_a_month_of_more_hours_and_an_inventory_that_is_missing(self) -> None:
        method = METHODS["led"]
        stated = {field.name: Decimal(9) for field in method.parameter_fields}
        month = months(1, {"lamp_hours": 745, "lamps_in_service": 9})
        with pytest.raises(MoreHoursThanThereAre, match="2025-01"):
            method.reduction([], month, factors(), stated)
        with pytest.raises(MissingInput):
            method.reduction([], month, factors(), {})
        with pytest.raises(NoLessPower):
            method.expected({**stated, "annual_hours": Decimal(9)}, factors())


class TestNames:
    @pytest.mark.parametrize("kind", ["expectation_fields", "parameter_fields", "quantities"])
    def test_a_name_has_the_same_words_in_every_method(self, kind: str) -> None:
        """A returned line and a dossier find the words by the name alone."""
        known: dict[str, str] = {}
        for method in METHODS.values():
            for one in getattr(method, kind):
                assert known.setdefault(one.name, str(one.label)) == str(one.label)


class TestUnits:
    def test_converts_exactly(self) -> None:
        assert scale(("Nm3", "MJ/Nm3", "kgCO2/TJ"), "kgCO2eq") == Decimal("0.000001")
        assert scale(("kWh", "tCO2eq/MWh"), "kgCO2eq") == 1

    @pytest.mark.parametrize("unit", ["kg/TJ", "tCO2eq", "kgCO2/L", "9**9", "wood/kWh"])
    def test_refuses_another_dimension(self, unit: str) -> None:
        with pytest.raises(WrongUnit):
            scale((unit,), "kgCO2eq/kWh")
        with pytest.raises(UnknownFactorUnit, match="grid_electricity"):
            METHODS["led"].expected(
                {
                    "lamps_before": Decimal(2),
                    "watts_before": Decimal(2),
                    "lamps_after": Decimal(1),
                    "watts_after": Decimal(1),
                    "annual_hours": Decimal(9),
                },
                factors(grid_electricity=unit),
            )

    def test_a_gas_needs_its_warming_potential(self) -> None:
        method: Any = METHODS["heat_treatment"]
        case = (energy(method, "12 × (9, 9, 9)"), energy(method, "1 × (9, 9, 9)"))
        with pytest.raises(UnknownFactorUnit, match="city_gas_ch4"):
            method.reduction(*case, factors(gwp_ch4="kg/kg"), {"fuel_nm3": "city_gas"})
