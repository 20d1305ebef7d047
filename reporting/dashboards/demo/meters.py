"""What the demo's meters count: every technology of the programme, in a month before and one of operation."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from measurement.methods import Stated
from reporting.dashboards.demo.items import OF_NF3, Item

#: the sun of a month, in hundredths of a mean month: January to December, at 36° N
SUN = (72, 82, 105, 118, 126, 116, 98, 104, 98, 96, 76, 69)
#: net calorific value of city gas as the scheme's table has it, GJ/Nm³
GAS_GJ = Decimal("0.0389")
#: hours in which the tools of a fab run in a usual month
TOOL_HOURS = 640

Amounts = dict[str, Decimal]


def wave(n: int, seed: int) -> Decimal:
    """Return by how much month `n` is above or below the mean, as a factor within 5 percent of 1."""
    return Decimal(100 + (7 * n + seed) % 11 - 5) / 100


def counted(item: Item, day: dt.date, *, is_before: bool, wave: Decimal) -> Amounts:
    """Return {quantity: amount} of the month beginning on `day`, in whole units."""
    return _COUNTED[item.technology](item, day, is_before, wave)


def parameters(item: Item) -> dict[str, Stated]:
    """Return what the firm states about the equipment when it takes it into operation."""
    given = item.expectation
    burns = {"fuel_nm3": "city_gas"}
    stated: Mapping[str, Mapping[str, Stated]] = {
        "heat_treatment": burns,
        "rto": burns,
        "led": {name: value for name, value in given.items() if name != "annual_hours"},
        "dryer_fuel_switch": {
            "old_fuel": given.get("old_fuel", ""),
            "old_efficiency_percent": given.get("old_efficiency_percent", ""),
            **burns,
        },
        "waste_heat": {name: value for name, value in given.items() if name.startswith("spared_")},
        "semiconductor_process": {name: given[name] for name in OF_NF3 if name in given},
    }
    if item.technology in {"roof_pv", "photovoltaics"}:
        return {"installed_kw": given["capacity_kw"]}
    return dict(stated.get(item.technology, {}))


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def _air(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    volume = _whole(item.stated("annual_nm3") / 12 * wave)
    used = item.stated("baseline_sec" if is_before else "project_sec")
    return {"electricity_kwh": _whole(volume * used), "air_nm3": volume}


def _sun(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    mean = item.stated("capacity_kw") * item.stated("full_load_hours") * 365 / 12
    made = _whole(mean * SUN[day.month - 1] / 100)
    return {
        "generation_kwh": made,
        "export_kwh": _whole(made * (100 - item.stated("self_use_percent")) / 100),
    }


def _per_output(electricity: str, output: str) -> Callable[[Item, dt.date, bool, Decimal], Amounts]:
    def found(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
        side = "baseline" if is_before else "project"
        made = _whole(item.stated("annual_output") / 12 * wave)
        return {
            electricity: _whole(made * item.stated(f"{side}_kwh")),
            output: made,
            "fuel_nm3": _whole(made * item.stated(f"{side}_fuel")),
        }

    return found


def _turned(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    """Return kWh, and as output the hours in which the same air was moved."""
    hours = _whole(item.stated("annual_hours") / 12 * wave)
    speed = item.stated("speed_percent") / 100
    power = item.stated("full_speed_kw") * (1 if is_before else speed * speed * speed.sqrt())
    return {"motor_kwh": _whole(hours * power), "motor_output": hours}


def _lit(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    """Return hours and lamps; each month another few wait for a spare part."""
    out = day.month % 5 + 1
    return {
        "lamp_hours": _whole(item.stated("annual_hours") / 12 * wave),
        "lamps_in_service": item.stated("lamps_after") - out,
    }


def _dried(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    heat = _whole(item.stated("annual_gj") / 12 * wave)
    burnt = heat * 100 / item.stated("new_efficiency_percent") / GAS_GJ
    return {"heat_gj": heat, "fuel_nm3": _whole(burnt)}


def _recovered(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    return {
        "recovery_auxiliary_kwh": _whole(item.stated("annual_auxiliary_kwh") / 12 * wave),
        "recovered_gj": _whole(item.stated("annual_recovered_gj") / 12 * wave),
    }


def _abated(item: Item, day: dt.date, is_before: bool, wave: Decimal) -> Amounts:
    ran = _whole(TOOL_HOURS * wave)
    return {
        "scrubber_kwh": _whole(item.stated("annual_scrubber_kwh") / 12 * wave),
        "tool_hours": ran,
        "abated_hours": _whole(ran * item.stated("uptime_percent") / 100),
        "nf3_kg": (item.stated("annual_nf3_kg") / 12 * wave).quantize(Decimal("0.01")),
    }


_COUNTED: Mapping[str, Callable[[Item, dt.date, bool, Decimal], Amounts]] = {
    "air_compressor": _air,
    "roof_pv": _sun,
    "photovoltaics": _sun,
    "heat_treatment": _per_output("furnace_kwh", "treated_t"),
    "rto": _per_output("oxidiser_kwh", "exhaust_nm3"),
    "inverter_motor": _turned,
    "led": _lit,
    "dryer_fuel_switch": _dried,
    "waste_heat": _recovered,
    "semiconductor_process": _abated,
}
