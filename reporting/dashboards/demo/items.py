"""Things to be paid for, as the demo's firms name them. Costs are given in million won."""

from decimal import Decimal
from typing import NamedTuple

from programs.models import CostKind


class Item(NamedTuple):
    """Something to be paid for: its kind, technology, name, maker, model, won, and the method's inputs."""

    kind: CostKind
    technology: str
    name: str
    maker: str
    model: str
    won: int
    expectation: dict[str, Decimal]

    @property
    def has_meters(self) -> bool:
        """Whether a method measures it."""
        return bool(self.expectation)


def compressor(what: str, million: int | str, before: str, after: str, monthly_nm3: int) -> Item:
    """Return air compressors: cost in million won, kWh/Nm³ before and after, Nm³ a month."""
    inputs = {
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
    inputs = {
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


def equipment(technology: str, name: str, million: int | str, maker: str = "대한산업기계") -> Item:
    """Return equipment of a technology that has no method in the product yet: paid, not measured."""
    return Item(CostKind.EQUIPMENT, technology, name, maker, "", _won(million), {})


def consulting(name: str, million: int | str) -> Item:
    """Return consulting on product footprints."""
    return Item(CostKind.CONSULTING, "", name, "탄소경영연구원", "", _won(million), {})


def footprint(name: str, million: int | str) -> Item:
    """Return the verification of a product's carbon footprint by a third party."""
    return Item(CostKind.PCF, "", name, "한국탄소검증", "", _won(million), {})


def _won(million: int | str) -> int:
    return round(Decimal(str(million)) * 1_000_000)
