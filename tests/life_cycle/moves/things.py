"""What was bought, and who looks at it: assets, their reports and disposals; inspections and findings."""

import datetime as dt
import uuid
from random import Random

from core.evidence.models import Attachment
from core.users.models import User
from disbursements import operations
from disbursements.models import Asset, AssetReport, AssetRequest, Finding, Grant, Inspection
from programs.models import GrantKind
from tests.factories.cases import paper as small_paper
from tests.life_cycle.moves.picking import NothingToDo, pick, won
from tests.life_cycle.world import World

ASSETS = Asset.objects.all()
REPORTS = AssetReport.objects.all()
REQUESTS = AssetRequest.objects.all()
INSPECTIONS = Inspection.objects.all()
FINDINGS = Finding.objects.all()
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


def _photo(by: User) -> Attachment:
    return small_paper(by, content=PNG + uuid.uuid4().bytes, filename="plate.png")


def complete_asset(world: World, rng: Random) -> None:
    """Complete an entry; one time in twenty with a serial number that another machine has."""
    asset = pick(rng, ASSETS.filter(status="REGISTERED"), ASSETS)
    by = world.of(asset.grant.firm_id)
    operations.complete_asset(
        asset=asset,
        maker="시험기계",
        model="SC-75",
        serials="SN-0001" if rng.random() < 0.05 else f"SN-{rng.getrandbits(60)}",
        machines=1,
        site="부산 1공장",
        installed_on=world.today,
        plate=_photo(by),
        by=by,
        at=world.at,
    )


def open_report(world: World, rng: Random) -> None:
    asset = pick(rng, ASSETS.filter(status="COMPLETED"), ASSETS)
    until = dt.date(2026 + rng.randint(0, 3), rng.choice([12, 6]), 30)
    due_on = until + dt.timedelta(days=30)
    if not operations.open_report(
        asset=asset, period_until=until, due_on=due_on, by=world.officer, at=world.at
    ):
        raise NothingToDo


def report_asset(world: World, rng: Random) -> None:
    report = pick(rng, REPORTS.filter(reported_at__isnull=True), REPORTS)
    operations.report_asset(
        report=report,
        condition=rng.choice(["GOOD", "REPAIR", "BROKEN"]),
        place="부산 1공장",
        in_use=rng.random() < 0.9,
        by=world.of(report.asset.grant.firm_id),
        at=world.at,
    )


def ask_disposal(world: World, rng: Random) -> None:
    asset = pick(rng, ASSETS.filter(status="COMPLETED"), ASSETS)
    kind = rng.choice(["SALE", "LEASE", "PLEDGE", "MOVE", "OTHER_USE", "SCRAP"])
    operations.request_disposal(
        asset=asset,
        kind=kind,
        to_whom="새벽정공",
        to_site="2공장",
        price_won=won(rng, asset.price_won) if kind == "SALE" else None,
        reason="공정을 없앰",
        by=world.of(asset.grant.firm_id),
        at=world.at,
    )


def recommend_disposal(world: World, rng: Random) -> None:
    request = pick(rng, REQUESTS.filter(status="REQUESTED"), REQUESTS)
    operations.recommend_disposal(request=request, recommendation="타당함", by=world.officer, at=world.at)


def approve_disposal(world: World, rng: Random) -> None:
    request = pick(rng, REQUESTS.filter(status="RECOMMENDED"), REQUESTS)
    back = won(rng, request.asset.funded_won) if request.ends_the_asset and rng.random() > 0.5 else 0
    operations.approve_disposal(
        request=request, reason="처분 승인", to_return_won=back, by=world.approver, at=world.at
    )


def refuse_disposal(world: World, rng: Random) -> None:
    request = pick(rng, REQUESTS.filter(status="RECOMMENDED"), REQUESTS)
    operations.refuse_disposal(request=request, reason="계속 사용", by=world.approver, at=world.at)


def withdraw_disposal(world: World, rng: Random) -> None:
    request = pick(rng, REQUESTS.filter(status__in=["REQUESTED", "RECOMMENDED"]), REQUESTS)
    by = world.of(request.asset.grant.firm_id)
    operations.withdraw_disposal(request=request, reason="철회함", by=by, at=world.at)


def rate_lower(world: World, rng: Random) -> None:
    grant = pick(rng, Grant.objects.exclude(kind=GrantKind.CONTRIBUTION), Grant.objects.all())
    operations.override_rating(
        grant=grant,
        rating=rng.choice(["LOW", "MEDIUM", ""]),
        reason="우수 기업",
        by=world.officer,
        at=world.at,
    )


def plan_inspection(world: World, rng: Random) -> None:
    grants = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION).filter(status="OPENED")
    grant = pick(rng, grants, Grant.objects.all())
    operations.plan_inspection(
        grant=grant,
        mode=rng.choice(["ON_SITE", "REMOTE"]),
        planned_on=world.today,
        inspector=world.colleague,
        by=world.officer,
        at=world.at,
    )


def answer_points(world: World, rng: Random) -> None:
    """Answer every point that is blank; one in ten with a no."""
    inspection = pick(rng, INSPECTIONS.filter(status="PLANNED"), INSPECTIONS)
    points = list(inspection.points.filter(answer=""))
    if not points:
        raise NothingToDo
    for point in points:
        answer = "NO" if rng.random() < 0.1 else "YES"
        operations.answer_point(point=point, answer=answer, note="확인함", by=world.colleague, at=world.at)


def raise_finding(world: World, rng: Random) -> None:
    inspection = pick(rng, INSPECTIONS.filter(status="PLANNED"), INSPECTIONS)
    due_on = world.today + dt.timedelta(days=14)
    operations.raise_finding(
        inspection=inspection, what="명판이 없음", due_on=due_on, by=world.colleague, at=world.at
    )


def answer_finding(world: World, rng: Random) -> None:
    finding = pick(rng, FINDINGS.filter(status="OPEN"), FINDINGS)
    by = world.of(finding.inspection.grant.firm_id)
    operations.answer_finding(
        finding=finding, answer="명판을 붙임", evidence=[_photo(by)], by=by, at=world.at
    )


def reopen_finding(world: World, rng: Random) -> None:
    finding = pick(rng, FINDINGS.filter(status="ANSWERED"), FINDINGS)
    operations.reopen_finding(finding=finding, reason="사진이 흐림", by=world.officer, at=world.at)


def close_finding(world: World, rng: Random) -> None:
    finding = pick(rng, FINDINGS.filter(status="ANSWERED"), FINDINGS)
    operations.close_finding(finding=finding, reason="조치 확인", by=world.officer, at=world.at)


def conclude_inspection(world: World, rng: Random) -> None:
    ready = INSPECTIONS.filter(status="PLANNED").exclude(points__answer="")
    inspection = pick(rng, ready, INSPECTIONS)
    result = "PASSED" if rng.random() < 0.8 else "FAILED"
    operations.conclude_inspection(
        inspection=inspection, result=result, reason="현장 확인함", by=world.colleague, at=world.at
    )


def drop_inspection(world: World, rng: Random) -> None:
    inspection = pick(rng, INSPECTIONS.filter(status="PLANNED"), INSPECTIONS)
    operations.drop_inspection(inspection=inspection, reason="일정 변경", by=world.officer, at=world.at)


MOVES = (
    complete_asset,
    open_report,
    report_asset,
    ask_disposal,
    recommend_disposal,
    approve_disposal,
    refuse_disposal,
    withdraw_disposal,
    rate_lower,
    plan_inspection,
    answer_points,
    raise_finding,
    answer_finding,
    reopen_finding,
    close_finding,
    conclude_inspection,
    drop_inspection,
)
