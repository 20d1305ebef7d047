"""What was paid for: entries completed, half-yearly reports, a move, a sale, inspections with a finding."""

import datetime as dt
import io

from core.evidence.models import Attachment
from core.evidence.operations import store
from core.users.models import User
from disbursements import operations
from disbursements.models import Asset, Inspection
from disbursements.operations.assets import reports_to_open
from disbursements.queries.inspections import is_only_checker
from reporting.dashboards.demo.scene import Scene, after, on

#: one grey point: a stand-in for a photo
PHOTO = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xa8\xaf\xaf\x07\x00\x04\x01\x02\x00\xe0\x84\x02\xbb\x00\x00\x00\x00IEND\xaeB`\x82"
)
SERIAL = "{code}-26{n:04d}"


def complete_the_entries(scene: Scene) -> None:
    """Firms complete what they know of their equipment; those paid last have not yet."""
    paid = Asset.objects.filter(registered_at__lt=on(7, 1)).with_parties().order_by("pk")
    for n, asset in enumerate(paid[:9]):
        if n % 4 == 3:
            continue
        at = after(asset.registered_at, days=5)
        clerk = _clerk(scene, asset)
        measure = asset.cost_item.measure
        operations.complete_asset(
            asset=asset,
            maker=asset.maker or "대한컴프레서",
            model=asset.model,
            serials=SERIAL.format(code="KR", n=n + 1),
            machines=1,
            site=measure.site if measure else asset.firm.address,
            installed_on=asset.registered_at.date(),
            plate=_photo(f"명판_{asset.number}.png", clerk, at),
            by=clerk,
            at=at,
        )


def report_half_yearly(scene: Scene) -> None:
    """In July the reports of the first half-year fall due: most come in time, one late, one not at all."""
    july = on(7, 1, 7)
    for n, (asset, until, due_on) in enumerate(reports_to_open(july.date())):
        report = operations.open_report(
            asset=asset, period_until=until, due_on=due_on, by=scene.system, at=july
        )
        if report is None or n == 1:
            continue
        operations.report_asset(
            report=report, condition="GOOD", place=asset.site, in_use=True, by=_clerk(scene, asset),
            at=on(8, 20) if n == 0 else on(7, 14),
        )  # fmt: skip


def ask_to_dispose(scene: Scene) -> None:
    """One firm moves its equipment with approval; another one's sale waits for the decision."""
    moving, selling = Asset.objects.running().with_parties().order_by("pk")[:2]
    asked = operations.request_disposal(
        asset=moving, kind="MOVE", to_site="경상남도 김해시 주촌면 2공장",
        reason="생산 라인을 2공장으로 옮김에 따라 설비도 이전함.", by=_partner(scene, moving), at=on(10, 12),
    )  # fmt: skip
    operations.recommend_disposal(
        request=asked, recommendation="지원 목적대로 계속 사용하므로 승인이 타당함.", by=scene.cast.officer,
        at=on(10, 15),
    )  # fmt: skip
    operations.approve_disposal(
        request=asked, reason="이전 후에도 같은 공정에 사용함.", by=scene.cast.approver, at=on(10, 19)
    )
    sale = operations.request_disposal(
        asset=selling, kind="SALE", to_whom="새벽정공", price_won=selling.price_won // 2,
        reason="해당 공정을 폐지하여 설비를 매각하려 함.", by=_partner(scene, selling), at=on(11, 10),
    )  # fmt: skip
    operations.recommend_disposal(
        request=sale, recommendation="공정 폐지가 확인되며, 보조금 상당액의 반환을 조건으로 승인이 타당함.",
        by=scene.cast.officer, at=on(11, 16),
    )  # fmt: skip


def inspect(scene: Scene) -> None:
    """One inspection was passed, its finding answered; another one is planned."""
    first, second = Asset.objects.running().with_parties().order_by("pk")[2:4]
    officer = scene.cast.officer
    done = _planned(scene, first, "ON_SITE", on(10, 20), on(10, 6))
    by = done.inspector
    for point in done.points.all():
        is_missing = point.code == "LABEL"
        note = "설비에 자산 표지가 붙어 있지 않음." if is_missing else ""
        operations.answer_point(
            point=point, answer="NO" if is_missing else "YES", note=note, by=by, at=on(10, 20, 14)
        )
    operations.add_photo(
        inspection=done, photo=_photo("현장사진.png", by, on(10, 20, 14)), by=by, at=on(10, 20, 14)
    )
    finding = operations.raise_finding(
        inspection=done, what="자산 표지가 붙어 있지 않음. 표지를 인쇄하여 붙이고 사진을 낼 것.",
        due_on=dt.date(2026, 11, 3), by=by, at=on(10, 20, 15),
    )  # fmt: skip
    operations.conclude_inspection(
        inspection=done,
        result="PASSED",
        reason="설비가 설치되어 가동 중임을 확인함.",
        by=by,
        at=on(10, 20, 16),
    )
    clerk = _clerk(scene, first)
    operations.answer_finding(
        finding=finding, answer="표지를 인쇄하여 설비 정면에 붙였습니다.",
        evidence=[_photo("표지.png", clerk, on(10, 28))], by=clerk, at=on(10, 28),
    )  # fmt: skip
    _planned(scene, second, "REMOTE", on(11, 26), on(11, 12))
    operations.override_rating(
        grant=second.grant,
        rating="MEDIUM",
        reason="계량기 설치가 늦어 한 등급 높게 봄.",
        by=officer,
        at=on(11, 12),
    )


def _planned(scene: Scene, asset: Asset, mode: str, planned: dt.datetime, at: dt.datetime) -> Inspection:
    """Plan an inspection with whichever officer did not check the payments alone."""
    officer, agency = scene.cast.officer, scene.cast.agency
    inspector = agency if is_only_checker(asset.grant, officer) else officer
    return operations.plan_inspection(
        grant=asset.grant, mode=mode, planned_on=planned.date(), inspector=inspector, by=officer, at=at
    )


def _photo(name: str, by: User, at: dt.datetime) -> Attachment:
    return store(file=io.BytesIO(PHOTO), filename=name, by=by, at=at)


def _number(scene: Scene, asset: Asset) -> int:
    return next(number for number, grant in scene.grants.items() if grant.pk == asset.grant_id)


def _clerk(scene: Scene, asset: Asset) -> User:
    return scene.cast.clerk(_number(scene, asset))


def _partner(scene: Scene, asset: Asset) -> User:
    return scene.cast.partner(_number(scene, asset))
