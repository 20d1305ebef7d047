"""The register of assets against what was paid: every equipment line has one, with its amounts."""

from collections import defaultdict

from core.evidence.models import Mark
from disbursements.assets.restriction import restriction_end
from disbursements.models import Asset, AssetLine, AssetSerial, PaymentLine
from disbursements.queries.assets import paid_equipment
from reporting.dashboards.books.found import Comparison


def assets() -> Comparison:
    """Compare paid equipment lines with assets, amounts with sums of lines, days with months."""
    comparison = Comparison("paid equipment lines = assets")
    # What the bank took back leaves the machine where it is, until the office refuses the line.
    counting = AssetLine.objects.filter(taken_off_at__isnull=True)
    came_back = (
        PaymentLine.objects.standing()
        .exclude(request__status="WITHDRAWN")
        .filter(pk__in=counting.values("line"), request__times_confirmed__gt=0)
    )
    lines = {line.pk: line for line in (*paid_equipment(), *came_back)}
    owned = dict(counting.values_list("line", "asset"))
    by_asset: dict[int, list[PaymentLine]] = defaultdict(list)
    for pk, line in lines.items():
        comparison.same(f"payment line {pk}, assets", 1, int(pk in owned))
        if pk in owned:
            by_asset[owned[pk]].append(line)
    for pk in sorted(owned.keys() - lines.keys()):
        comparison.absent(f"asset {owned[pk]}, line {pk}", "a paid equipment line", "none")
    for asset in Asset.objects.order_by("pk"):
        _compare(comparison, asset, by_asset[asset.pk])
    _compare_serials(comparison)
    return comparison


def _compare(comparison: Comparison, asset: Asset, lines: list[PaymentLine]) -> None:
    name = f"asset {asset.pk}"
    comparison.same(f"{name}, price", sum(line.supply_won for line in lines), asset.price_won)
    comparison.same(f"{name}, subsidised part", sum(line.subsidised_won for line in lines), asset.funded_won)
    others = {line.cost_item_id for line in lines} - {asset.cost_item_id}  # no line is left of some
    comparison.same(f"{name}, cost items of its lines besides its own", set(), others)
    end = restriction_end(asset.acquired_on, asset.restriction_months)
    comparison.same(f"{name}, restricted until", end, asset.restricted_until)


def _compare_serials(comparison: Comparison) -> None:
    """Compare every serial number with the mark that keeps it single, and their number with the machines."""
    marks = dict(Mark.objects.filter(kind="serial", owner_kind="asset").values_list("value", "owner_id"))
    counts: dict[int, int] = defaultdict(int)
    for asset, mark in AssetSerial.objects.order_by("pk").values_list("asset", "mark"):
        counts[asset] += 1
        comparison.same(f"serial {mark}, its mark", asset, marks.get(mark))
    complete = Asset.objects.exclude(status="REGISTERED").order_by("pk")
    for pk, machines in complete.values_list("pk", "machines"):
        comparison.same(f"asset {pk}, serial numbers", machines, counts[pk])
