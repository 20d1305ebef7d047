"""Spring: export rules that partners meet, and the results of consulting and footprints."""

import datetime as dt
from decimal import Decimal

from disbursements import operations as disbursements
from firms import operations as firms
from firms.models import Regulation
from measurement import operations as measurement
from measurement.models import Measure
from programs.models import CostKind
from reporting.dashboards.demo.scene import Scene, after, on

#: customs chapters of goods under the carbon border adjustment: iron, steel, aluminium
BORDER_ADJUSTED = ("72", "73", "76")
#: customs headings of what goes into batteries and their chargers
OF_BATTERIES = ("8503", "8504", "8507")
#: kg CO2e per piece or kilogram of the products whose footprint was paid for, by partner
FOOTPRINTS = {
    1: ("1 개", "4.218"),
    8: ("1 m²", "37.64"),
    11: ("1 개", "6.905"),
    24: ("1 kg", "2.147"),
}


def meet_export_rules(scene: Scene) -> None:
    """Every partner writes down which export rules its products meet."""
    for number, facts in scene.partner_facts.items():
        place, firm = facts["places"][0], scene.firms[number]
        for regulation in _regulations(place["consortium"], place["hs_code"]):
            exposure = firms.record_exposure(
                firm=firm,
                regulation=regulation,
                product=place["product"],
                hs_code=place["hs_code"],
                since=dt.date(2025, 1, 1),
                by=scene.cast.clerk(number),
                at=after(on(3, 10, 9), hours=number % 8),
            )
            scene.exposures.setdefault(number, []).append(exposure)


def serve_them(scene: Scene) -> None:
    """Measures are linked with the export rules of their firm."""
    for number, exposures in scene.exposures.items():
        for measure in Measure.objects.filter(firm=scene.firms[number]).order_by("pk"):
            measurement.set_exposures(
                measure=measure, exposures=exposures, by=scene.cast.clerk(number), at=on(6, 9)
            )


def deliver(scene: Scene) -> None:
    """Consulting bodies and verifiers hand over reports and footprints, on which their cost is paid."""
    for number, items in sorted(scene.cost_items.items()):
        for n, item in enumerate(items):
            if item.cost_kind == CostKind.EQUIPMENT or number not in scene.grants:
                continue
            is_footprint = item.cost_kind == CostKind.PCF
            place, clerk = scene.partner_facts[number]["places"][0], scene.cast.clerk(number)
            unit, kilograms = FOOTPRINTS[number]
            at, exposures = after(on(5, 6, 9), hours=n), scene.exposures.get(number, [])
            report = scene.paper(
                "제품 탄소발자국 검증 성명서" if is_footprint else "컨설팅 결과보고서",
                {
                    "업체명": scene.firms[number].name,
                    "제품": place["product"],
                    "수행기관": item.chosen_quote.supplier,
                },
                "결과보고서.pdf",
                clerk,
                at,
            )
            disbursements.record_deliverable(
                grant=scene.grants[number],
                cost_item=item,
                product=place["product"],
                declared_unit=unit if is_footprint else "",
                kg_per_unit=Decimal(kilograms) if is_footprint else None,
                verifier_name="한국탄소검증" if is_footprint else "",
                regulation=exposures[0].regulation if exposures else "",
                hs_code=place["hs_code"],
                delivered_on=dt.date(2026, 5, 4),
                report=report,
                by=clerk,
                at=at,
            )


def _regulations(key: str, hs_code: str) -> list[Regulation]:
    """Return the export rules a product meets, by where it goes and its customs code."""
    found = []
    if hs_code.startswith(BORDER_ADJUSTED):
        found.append(Regulation.CBAM)
    if hs_code.startswith(OF_BATTERIES):
        found.append(Regulation.BATTERY)
    if key == "hd-ksoe":
        found.append(Regulation.IMO)
    return found or [Regulation.CSDDD]
