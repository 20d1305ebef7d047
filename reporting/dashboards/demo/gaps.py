"""Autumn: papers that don't agree, a waiver that is asked for, an invoice cancelled after its payment."""

import io

from core.evidence.checks import CSV
from core.evidence.operations import store
from disbursements import operations as disbursements
from disbursements.models import Discrepancy, DiscrepancyKind, PaymentLine
from disbursements.workflow import PaymentStatus
from reporting.dashboards.demo.scene import Scene, on

FEE = "은행 수수료가 이체액에서 공제됨. 공급자에게 차액을 별도로 지급하고 영수증을 받기로 함."


def find_gaps(scene: Scene) -> None:
    """A waiver waits for the transfer that was short; of a list of cancelled invoices one was paid."""
    gap = Discrepancy.objects.filter(kind=DiscrepancyKind.TRANSFER_AMOUNT).order_by("pk").first()
    if gap is not None:
        disbursements.ask_waiver(
            discrepancy=gap, reason=FEE, ends_on=on(12, 31).date(), by=scene.cast.officer, at=on(11, 10)
        )
    paid = (
        PaymentLine.objects.accepted().filter(request__status=PaymentStatus.CONFIRMED).order_by("pk").last()
    )
    if paid is None:
        return
    rows = f"승인번호,취소일자\n{paid.invoice_number},2026-11-11\n20261030DEMO000000000999,2026-11-11\n"
    listing = store(
        file=io.BytesIO(rows.encode("cp949")), filename="취소_세금계산서.csv", allowed=frozenset({CSV}),
        by=scene.cast.officer, at=on(11, 12),
    )  # fmt: skip
    disbursements.take_cancelled_invoices(
        program=scene.call.program, listing=listing, by=scene.cast.officer, at=on(11, 12)
    )
