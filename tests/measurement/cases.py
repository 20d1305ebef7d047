"""What the tests of methods share: factors, the golden tables, months of equal amounts, how it all ends."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from measurement.methods import FactorValue, MonthlyFigures

GOLDEN = Path(__file__).parent / "golden"
MONTHS = [dt.date(2025 + n // 12, n % 12 + 1, 1) for n in range(24)]
KNOWN = {
    "grid_electricity": ("0.4330", "tCO2eq/MWh"),
    "city_gas_ncv": ("38.9", "MJ/Nm3"),
    "city_gas_co2": ("56100", "kgCO2/TJ"),
    "city_gas_ch4": ("1", "kgCH4/TJ"),
    "city_gas_n2o": ("0.1", "kgN2O/TJ"),
    "bc_oil_ncv": ("39.2", "MJ/L"),
    "bc_oil_co2": ("80300", "kgCO2/TJ"),
    "bc_oil_ch4": ("3", "kgCH4/TJ"),
    "bc_oil_n2o": ("0.6", "kgN2O/TJ"),
    "gwp_ch4": ("28", "kgCO2eq/kg"),
    "gwp_n2o": ("265", "kgCO2eq/kg"),
    "gwp_sf6": ("23500", "kgCO2eq/kg"),
    "gwp_nf3": ("16100", "kgCO2eq/kg"),
    "gwp_cf4": ("6630", "kgCO2eq/kg"),
}


def factors(**units: str) -> dict[str, FactorValue]:
    """Return the factors of grid, two fuels and gases; a unit can be changed by the factor's code."""
    return {c: FactorValue(c, Decimal(v), units.get(c, unit), "2025") for c, (v, unit) in KNOWN.items()}


def golden(name: str) -> list[list[str]]:
    """Return the cells of a golden table, row by row, without its heading."""
    lines = (GOLDEN / name).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows[1:]]


def months(count: int, amounts: dict[str, Any]) -> list[MonthlyFigures]:
    """Return so many months of the same amounts, the first one January 2025."""
    exact = {name: Decimal(str(amount)) for name, amount in amounts.items()}
    return [MonthlyFigures(MONTHS[index], exact) for index in range(count)]


def ends(found: Any) -> list[Decimal]:
    """Return baseline, project, difference and the whole kilograms of a calculation."""
    difference = found.row("difference_kg").value
    return [found.baseline_kg, found.project_kg, difference, Decimal(found.reduction_kg)]


def decimals(cells: list[str]) -> list[Decimal]:
    """Return the cells as numbers."""
    return [Decimal(cell) for cell in cells]
