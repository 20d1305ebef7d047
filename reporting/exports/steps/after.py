"""What is handed over of settlement, recovery and important property: rows and columns."""

from typing import Any

from django.db.models import QuerySet, Sum

from disbursements.models import Asset, AssetReport, Debt, Settlement
from disbursements.queries.debts import with_open
from programs.models import Program
from reporting.exports.steps.table import CASE, Column, Step, Table, day, firm, number, status, won


def _settlements(program: Program) -> QuerySet:
    found = Settlement.objects.filter(grant__consortium__program=program)
    return found.select_related("grant__application", "grant__firm").annotate(
        paid_won=Sum("lines__paid_won"), stated_won=Sum("lines__stated_won")
    )


def _debts(program: Program) -> QuerySet:
    ordered = Debt.objects.filter(grant__consortium__program=program, ordered_at__isnull=False)
    debts: QuerySet = with_open(ordered.select_related("grant__application", "firm"))
    return debts


def _assets(program: Program) -> QuerySet:
    kept = Asset.objects.filter(grant__consortium__program=program)
    return kept.select_related("grant__application", "grant__firm").prefetch_related("serials")


def _asset_reports(program: Program) -> QuerySet:
    asked = AssetReport.objects.filter(asset__grant__consortium__program=program)
    return asked.select_related("asset__grant__application", "asset__grant__firm")


def _serials(asset: Any) -> str:
    return ", ".join(sorted(serial.number for serial in asset.serials.all()))


def _use(report: Any) -> str | None:
    """Return whether it is used; nothing until the firm has said so."""
    if report.in_use is None:
        return None
    return "Y" if report.in_use else "N"


AFTER = (
    Table(
        Step.SETTLEMENT, _settlements,
        (
            number("Settlement.public_id"),
            CASE,
            *firm("Settlement.grant.firm", lambda case: case.grant.firm),
            Column("정산사유", "Settlement.basis", "사업 완료, 폐지 승인, 회계연도 종료의 구분",
                   lambda case: case.basis),
            day("정산기준일", "Settlement.until_on", "정산의 대상이 되는 마지막 날",
                lambda case: case.until_on),
            day("제출기한", "Settlement.due_on", "정산보고서를 제출할 마지막 날", lambda case: case.due_on),
            day("제출일", "Settlement.submitted_at", "정산보고서를 처음 제출한 날",
                lambda case: case.submitted_at, is_required=False),
            won("지급액", "SettlementLine.paid_won", "비목별 지급액의 합계", lambda case: case.paid_won or 0),
            won("집행액", "SettlementLine.stated_won", "업체가 밝힌 비목별 사용액의 합계",
                lambda case: case.stated_won or 0),
            won("자기부담집행액", "Settlement.own_burden_won", "자기부담금 집행액",
                lambda case: case.own_burden_won),
            won("발생이자", "Settlement.interest_won", "보조금에서 생긴 예금이자",
                lambda case: case.interest_won),
            won("총보조사업비", "Settlement.gross_won", "확정할 때까지 받은 보조금 전액; 확정 전이면 0",
                lambda case: case.gross_won or 0),
            won("순보조사업비", "Settlement.net_won", "총보조사업비 중 재교부액을 뺀 금액; 확정 전이면 0",
                lambda case: case.net_won or 0),
            won("확정금액", "Settlement.confirmed_won", "확정한 보조금; 확정 전이면 0",
                lambda case: case.confirmed_won or 0),
            won("반납대상액", "Settlement.excess_won", "확정금액을 넘어 반납할 금액; 확정 전이면 0",
                lambda case: case.excess_won or 0),
            day("확정일", "Settlement.confirmed_at", "금액을 확정한 날", lambda case: case.confirmed_at,
                is_required=False),
            status("Settlement.status"),
        ),
        amount="확정금액",
    ),
    Table(
        Step.RECOVERY, _debts,
        (
            number("Debt.public_id"),
            CASE,
            *firm("Debt.firm", lambda debt: debt.firm),
            Column("채권종류", "Debt.kind", "반환할 보조금, 이자, 제재부가금, 가산금의 구분",
                   lambda debt: debt.kind),
            Column("사유", "Debt.ground", "환수 또는 제재의 사유 코드", lambda debt: debt.ground),
            won("부과금액", "Debt.amount_won", "납부를 명한 금액", lambda debt: debt.amount_won),
            won("납부금액", "DebtEntry.amount_won", "납부하거나 상계하거나 결손 처분한 금액의 합계",
                lambda debt: debt.met_won),
            won("미납금액", "Debt.amount_won - DebtEntry.amount_won", "남은 금액",
                lambda debt: debt.open_won),
            day("부과일", "Debt.ordered_at", "납부를 명한 날", lambda debt: debt.ordered_at),
            day("납부기한", "Debt.due_on", "납부할 마지막 날", lambda debt: debt.due_on, is_required=False),
            status("Debt.status"),
        ),
        amount="부과금액",
    ),
    Table(
        Step.ASSET, _assets,
        (
            number("Asset.public_id"),
            CASE,
            *firm("Asset.grant.firm", lambda asset: asset.grant.firm),
            Column("자산번호", "Asset.number", "자산 표지에 적힌 번호", lambda asset: asset.number),
            Column("품명", "Asset.name", "취득한 설비의 이름", lambda asset: asset.name),
            Column("제조사", "Asset.maker", "제조사", lambda asset: asset.maker, is_required=False),
            Column("모델명", "Asset.model", "모델명", lambda asset: asset.model, is_required=False),
            Column("제조번호", "AssetSerial.number", "제조번호; 여러 대이면 쉼표로 나눔", _serials,
                   is_required=False),
            Column("설치장소", "Asset.site", "설치한 주소", lambda asset: asset.site, is_required=False),
            won("취득금액", "Asset.price_won", "부가가치세를 뺀 취득 금액", lambda asset: asset.price_won),
            won("보조금액", "Asset.funded_won", "취득 금액 가운데 보조금", lambda asset: asset.funded_won),
            day("취득일", "Asset.acquired_on", "취득한 날", lambda asset: asset.acquired_on),
            day("처분제한기한", "Asset.restricted_until", "승인 없이 처분할 수 없는 마지막 날",
                lambda asset: asset.restricted_until),
            day("처분일", "Asset.ended_on", "처분한 날", lambda asset: asset.ended_on, is_required=False),
            status("Asset.status"),
        ),
        amount="취득금액",
    ),
    Table(
        Step.ASSET_REPORT, _asset_reports,
        (
            number("AssetReport.public_id"),
            Column("교부신청번호", "asset.grant.application.public_id", "교부신청 건의 번호",
                   lambda report: report.asset.grant.application.public_id),
            *firm("AssetReport.asset.grant.firm", lambda report: report.asset.grant.firm),
            Column("자산번호", "AssetReport.asset.number", "자산 표지에 적힌 번호",
                   lambda report: report.asset.number),
            day("반기말일", "AssetReport.period_until", "보고 대상 반기의 마지막 날",
                lambda report: report.period_until),
            day("제출기한", "AssetReport.due_on", "보고서를 제출할 마지막 날", lambda report: report.due_on),
            day("보고일", "AssetReport.reported_at", "보고서를 제출한 날", lambda report: report.reported_at,
                is_required=False),
            Column("설비상태", "AssetReport.condition", "설비 상태 코드", lambda report: report.condition,
                   is_required=False),
            Column("사용여부", "AssetReport.in_use", "Y: 사용 중, N: 사용하지 않음", _use, is_required=False),
            Column("설치장소", "AssetReport.place", "보고한 설치장소", lambda report: report.place,
                   is_required=False),
        ),
        status="",
    ),
)  # fmt: skip
