"""The register of assets: entered when the money has come, completed by the firm, reported on."""

import datetime as dt

from django.db.models import Q

from applications.models import CostItem
from applications.periods import days_of
from core.evidence.models import Attachment, Mark
from core.evidence.operations import AlreadyUsed, attach, mark_used
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements.announcements import assets as announcements
from disbursements.assets.restriction import report_periods, restriction_end
from disbursements.assets.serials import mark_of, read_serials
from disbursements.models import (
    Asset,
    AssetLine,
    AssetReport,
    AssetSerial,
    AssetStatus,
    Condition,
    Grant,
    LineStatus,
    PaymentLine,
    PaymentRequest,
)
from disbursements.permissions import assets as permissions
from disbursements.queries.assets import equipment_of
from disbursements.refusals import assets as refusals
from disbursements.workflow import PaymentStatus
from programs.models import CheckTermKind, Program

PLATE = "plate"


@operation
def register_assets(*, payment: PaymentRequest, by: User, at: dt.datetime) -> list[Asset]:
    """
    Enter what a payment bought, once its money has come (Act, art. 35): every equipment line into one asset.

    A further instalment of a cost item raises the price of the asset it has. What the bank took back and the
    office refused then is taken off first. Part of the operation that records the money; a second time
    changes nothing.
    """
    grant = Grant.objects.lock(payment.grant_id)
    take_off_refused(grant, by=by, at=at)
    entered = AssetLine.objects.filter(line__request=payment, taken_off_at__isnull=True)
    lines = equipment_of(payment).exclude(pk__in=entered.values("line"))
    return [_enter(grant, line, by, at) for line in lines]


def take_off_refused(grant: Grant, *, by: User, at: dt.datetime) -> None:
    """Take off the assets of a locked grant the lines that were paid once and are refused or ended by now."""
    over = Q(line__status=LineStatus.REFUSED) | Q(line__request__status=PaymentStatus.WITHDRAWN)
    found = AssetLine.objects.filter(over, asset__grant=grant, taken_off_at__isnull=True)
    for entry in found.select_related("line").order_by("pk"):
        asset = Asset.objects.select_for_update().get(pk=entry.asset_id)
        asset.price_won -= entry.line.supply_won
        asset.funded_won -= entry.line.subsidised_won
        asset.save(update_fields=["price_won", "funded_won"])
        entry.taken_off_at, entry.taken_off_by = at, by
        entry.save(update_fields=["taken_off_at", "taken_off_by"])


def _enter(grant: Grant, line: PaymentLine, by: User, at: dt.datetime) -> Asset:
    """Return the asset of a line: the one of its cost item, or a new one."""
    asset: Asset | None = Asset.objects.select_for_update().filter(cost_item=line.cost_item).first()
    if asset is None:
        asset = _new(grant, line, by, at)
    else:
        asset.price_won += line.supply_won
        asset.funded_won += line.subsidised_won
        asset.save(update_fields=["price_won", "funded_won"])
    AssetLine.objects.create(asset=asset, line=line)
    return asset


def _new(grant: Grant, line: PaymentLine, by: User, at: dt.datetime) -> Asset:
    item: CostItem = line.cost_item
    if item.technology is None:
        raise ValueError(f"cost item {item.pk}: equipment has a technology")
    months = item.technology.restriction_months
    asset = Asset.objects.create(
        grant=grant,
        cost_item=item,
        number=_number(grant, at),
        name=item.name,
        maker=item.maker,
        model=item.model,
        technology=item.technology,
        price_won=line.supply_won,
        funded_won=line.subsidised_won,
        acquired_on=line.invoice_on,
        restriction_months=months,
        restricted_until=restriction_end(line.invoice_on, months),
        due_on=_due_on(grant.consortium.program, CheckTermKind.ASSET_DAYS, clock.day(at)),
        registered_at=at,
        registered_by=by,
    ).begin(by=by, at=at)
    announcements.asset_registered(asset, at=at)
    return asset


def _number(grant: Grant, at: dt.datetime) -> str:
    """Return the next asset number of a grant, whose row is locked: year, case, item."""
    return f"{clock.day(at):%Y}-{grant.application_id:05d}-{grant.assets.count() + 1:02d}"


def _due_on(program: Program, kind: CheckTermKind, day: dt.date) -> dt.date:
    return day + dt.timedelta(days=days_of(program, kind, day).number)


@operation
def complete_asset(
    *,
    asset: Asset,
    version: int | None = None,
    maker: str,
    model: str,
    serials: str,
    machines: int,
    site: str,
    installed_on: dt.date,
    plate: Attachment,
    by: User,
    at: dt.datetime,
) -> Asset:
    """
    Complete the entry of an asset: what stands on its plate, where it stands, since when.

    `serials` are the serial numbers, one to a line, as many as `machines`. The restriction runs from the day
    of installation. Each number of a maker serves once, anywhere.

    :raises NotAllowed: if `by` does not act for the firm.
    :raises InvalidTransition: if it is complete already.
    :raises WrongNumberOfSerials, InvalidSerial, SerialTwice, FundedHere, FundedElsewhere: naming the number.
    :raises InstalledTooEarly, InFuture: if the day can't be right.
    """
    asset = Asset.objects.lock(asset.pk, version)
    require(permissions.may_complete_asset, by, asset, at=at)
    asset.check_can_move_to(AssetStatus.COMPLETED)
    numbers = read_serials(serials)
    if len(numbers) != machines:
        raise refusals.WrongNumberOfSerials(field="serials", serials=len(numbers), machines=machines)
    _check_day(asset, installed_on, at)
    asset.maker, asset.model, asset.machines = maker.strip(), model.strip(), machines
    asset.site, asset.installed_on = site.strip(), installed_on
    asset.acquired_on = installed_on
    asset.restricted_until = restriction_end(installed_on, asset.restriction_months)
    for number in numbers:
        _use_serial(asset, number, by, at)
    attach(attachment=plate, owner_kind="asset", owner_id=asset.pk, purpose=PLATE, by=by, at=at)
    asset.save(
        update_fields=[
            "maker", "model", "machines", "site", "installed_on", "acquired_on", "restricted_until",
        ]
    )  # fmt: skip
    asset.move_to(AssetStatus.COMPLETED, by=by, at=at)
    announcements.asset_completed(asset, by=by, at=at)
    return asset


def _check_day(asset: Asset, installed_on: dt.date, at: dt.datetime) -> None:
    decided_at = asset.grant.application.decided_at
    if decided_at and installed_on < clock.day(decided_at):
        raise refusals.InstalledTooEarly(field="installed_on", award=f"{clock.day(decided_at):%Y-%m-%d}")
    if installed_on > clock.day(at):
        raise refusals.InFuture(field="installed_on")


def _use_serial(asset: Asset, number: str, by: User, at: dt.datetime) -> None:
    """
    Write down the serial number of a machine; one of its maker's numbers serves once in the whole system.

    :raises FundedHere, FundedElsewhere: saying where the reader may look.
    """
    mark = mark_of(asset.maker, number)
    try:
        mark_used(kind="serial", value=mark, owner_kind="asset", owner_id=asset.pk, by=by, at=at)
    except AlreadyUsed:
        raise _funded_before(number, mark, by, at) from None
    AssetSerial.objects.create(asset=asset, number=number[:60], mark=mark)


def _funded_before(number: str, mark: str, by: User, at: dt.datetime) -> Exception:
    used = Mark.objects.get(kind="serial", value=mark)
    seen = Asset.objects.visible_to(by, at).filter(pk=used.owner_id).select_related("grant__firm").first()
    if used.owner_kind != "asset" or seen is None:
        return refusals.FundedElsewhere(field="serials", serial=number)
    return refusals.FundedHere(field="serials", serial=number, asset=seen.number, firm=seen.firm.name)


def reports_to_open(today: dt.date) -> list[tuple[Asset, dt.date, dt.date]]:
    """Return what to open today: asset, last day of the half-year, last day of the report."""
    found = []
    for asset in Asset.objects.running().with_parties().prefetch_related("reports"):
        known = {report.period_until for report in asset.reports.all()}
        days = days_of(asset.grant.consortium.program, CheckTermKind.REPORT_DAYS, today).number
        periods = report_periods(asset.acquired_on, asset.restricted_until, today, days)
        found += [(asset, one.until, one.due_on) for one in periods if one.until not in known]
    return found


@operation
def open_report(
    *, asset: Asset, period_until: dt.date, due_on: dt.date, by: User, at: dt.datetime
) -> AssetReport | None:
    """Ask the firm for the report of a half-year, once; nothing for an asset disposed of meanwhile."""
    asset = Asset.objects.lock(asset.pk)
    if asset.status != AssetStatus.COMPLETED:
        return None
    report, is_new = AssetReport.objects.get_or_create(
        asset=asset, period_until=period_until, defaults={"due_on": due_on}
    )
    if is_new:
        announcements.report_due(report, at=at)
    return report


@operation
def report_asset(
    *,
    report: AssetReport,
    condition: str,
    place: str,
    in_use: bool,
    remark: str = "",
    by: User,
    at: dt.datetime,
) -> AssetReport:
    """
    Hand in the report of a half-year on an asset: condition, place, whether it is in use (Act, art. 35).

    :raises ReportedAlready: if it was handed in.
    :raises NotAllowed: if `by` does not act for the firm.
    """
    report = AssetReport.objects.lock(report.pk)
    require(permissions.may_report_asset, by, report, at=at)
    if report.reported_at is not None:
        raise refusals.ReportedAlready(day=f"{clock.day(report.reported_at):%Y-%m-%d}")
    report.condition, report.place = Condition(condition).value, place.strip()
    report.in_use, report.remark = in_use, remark.strip()
    report.reported_at, report.reported_by = at, by
    report.save(update_fields=["condition", "place", "in_use", "remark", "reported_at", "reported_by"])
    announcements.reported(report, by=by, at=at)
    return report
