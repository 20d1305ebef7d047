"""Things to be paid for, as the demo's firms name them. Costs are given in million won."""

from decimal import Decimal
from typing import NamedTuple

from measurement.methods import Stated
from programs.models import CostKind


class Item(NamedTuple):
    """Something to be paid for: its kind, technology, name, maker, model, won, and the method's inputs."""

    kind: CostKind
    technology: str
    name: str
    maker: str
    model: str
    won: int
    expectation: dict[str, Stated]

    def stated(self, name: str) -> Decimal:
        """Return a number among the method's inputs."""
        return Decimal(self.expectation[name])  # type: ignore[arg-type]


def compressor(what: str, million: int | str, before: str, after: str, monthly_nm3: int) -> Item:
    """Return air compressors: cost in million won, kWh/Nm³ before and after, Nm³ a month."""
    inputs: dict[str, Stated] = {
        "baseline_sec": Decimal(before),
        "project_sec": Decimal(after),
        "annual_nm3": Decimal(monthly_nm3 * 12),
    }
    won = _won(million)
    return Item(
        CostKind.EQUIPMENT,
        "air_compressor",
        f"인버터 스크루 압축기 {what}",
        "대한컴프레서",
        "DV",
        won,
        inputs,
    )


def solar(
    kilowatts: int, million: int | str, hours: str, own_percent: int, technology: str = "roof_pv"
) -> Item:
    """Return photovoltaics: kW, cost in million won, full-load hours a day, own use in percent."""
    inputs: dict[str, Stated] = {
        "capacity_kw": Decimal(kilowatts),
        "full_load_hours": Decimal(hours),
        "self_use_percent": Decimal(own_percent),
    }
    name = (
        f"공장 지붕 태양광 {kilowatts:,} kW"
        if technology == "roof_pv"
        else f"태양광 발전설비 {kilowatts:,} kW"
    )
    return Item(CostKind.EQUIPMENT, technology, name, "한빛솔라", "HS-640", _won(million), inputs)


def furnace(name: str, million: int | str, gas: str, kwh: str, annual_tonnes: int) -> Item:
    """Return a gas furnace: Nm³ and kWh for a tonne, each as “before > after”, and tonnes a year."""
    return _machine("heat_treatment", name, million, _per_output(gas, kwh, annual_tonnes))


def oxidiser(name: str, million: int | str, gas: str, kwh: str, annual_nm3: int) -> Item:
    """Return a thermal oxidiser: Nm³ of gas and kWh for a Nm³ of exhaust air, before and after."""
    return _machine("rto", name, million, _per_output(gas, kwh, annual_nm3))


def inverters(name: str, million: int | str, kilowatts: int, hours: int, percent: int) -> Item:
    """Return inverters: kW at full speed, hours a year, mean speed in percent; the careful exponent."""
    inputs: dict[str, Stated] = {
        "full_speed_kw": Decimal(kilowatts),
        "annual_hours": Decimal(hours),
        "speed_percent": Decimal(percent),
        "exponent": "2.5",
    }
    return _machine("inverter_motor", name, million, inputs)


def lamps(name: str, million: int | str, count: int, watts: str, hours: int) -> Item:
    """Return LED lamps: how many in the place of as many, watts “before > after”, hours a year."""
    before, after = watts.split(" > ")
    inputs: dict[str, Stated] = {
        "lamps_before": Decimal(count),
        "watts_before": Decimal(before),
        "lamps_after": Decimal(count),
        "watts_after": Decimal(after),
        "annual_hours": Decimal(hours),
    }
    return _machine("led", name, million, inputs, "한빛조명")


def dryer(name: str, million: int | str, percent: str, annual_gj: int) -> Item:
    """Return a dryer that changes from B-C oil to city gas: efficiencies before and after, GJ a year."""
    before, after = percent.split(" > ")
    inputs: dict[str, Stated] = {
        "old_fuel": "bc_oil",
        "old_efficiency_percent": Decimal(before),
        "new_fuel": "city_gas",
        "new_efficiency_percent": Decimal(after),
        "annual_gj": Decimal(annual_gj),
    }
    return _machine("dryer_fuel_switch", name, million, inputs)


def recovery(name: str, million: int | str, annual_gj: int, auxiliary_kwh: int) -> Item:
    """Return recovery of waste heat in the place of a gas boiler of 88 %: GJ and auxiliary kWh a year."""
    inputs: dict[str, Stated] = {
        "annual_recovered_gj": Decimal(annual_gj),
        "spared_fuel": "city_gas",
        "spared_efficiency_percent": Decimal(88),
        "annual_auxiliary_kwh": Decimal(auxiliary_kwh),
    }
    return _machine("waste_heat", name, million, inputs)


def abatement(name: str, million: int | str, nf3_kg: int, scrubber_kwh: int) -> Item:
    """Return abatement of NF3 and the CF4 that arises: kg and kWh a year."""
    inputs: dict[str, Stated] = {
        "annual_nf3_kg": Decimal(nf3_kg),
        "annual_scrubber_kwh": Decimal(scrubber_kwh),
        "uptime_percent": Decimal(95),
        **{name: Decimal(text) for name, text in OF_NF3.items()},
    }
    return _machine("semiconductor_process", name, million, inputs, "한빛반도체장비")


#: what is stated of NF3: used up, CF4 that arises, fed into the new abatement and destroyed by it
OF_NF3 = {
    "nf3_use_percent": "80",
    "nf3_cf4_ratio": "0.09",
    "nf3_fed_after": "100",
    "nf3_destroyed_after": "95",
    "cf4_destroyed_after": "90",
}


def _per_output(gas: str, kwh: str, annual: int) -> dict[str, Stated]:
    fuel, power = gas.split(" > "), kwh.split(" > ")
    return {
        "fuel": "city_gas",
        "baseline_fuel": Decimal(fuel[0]),
        "project_fuel": Decimal(fuel[1]),
        "baseline_kwh": Decimal(power[0]),
        "project_kwh": Decimal(power[1]),
        "annual_output": Decimal(annual),
    }


def _machine(
    technology: str, name: str, million: int | str, inputs: dict[str, Stated], maker: str = "대한산업기계"
) -> Item:
    return Item(CostKind.EQUIPMENT, technology, name, maker, "", _won(million), inputs)


def consulting(name: str, million: int | str) -> Item:
    """Return consulting on product footprints."""
    return Item(CostKind.CONSULTING, "", name, "탄소경영연구원", "", _won(million), {})


def footprint(name: str, million: int | str) -> Item:
    """Return the verification of a product's carbon footprint by a third party."""
    return Item(CostKind.PCF, "", name, "한국탄소검증", "", _won(million), {})


def _won(million: int | str) -> int:
    return round(Decimal(str(million)) * 1_000_000)
