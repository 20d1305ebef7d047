"""Summer: the subsidy is paid, tier 2 is linked, money is passed on and spent."""

import datetime as dt
from typing import Any

from applications import operations as applications
from disbursements import operations as disbursements
from firms import operations as firms
from firms.models import SizeClass
from reporting.dashboards.demo.scene import Scene, on


def pay(scene: Scene) -> None:
    """The firm asks against an e-tax invoice; two officers release; the bank pays."""
    payment = disbursements.draft_payment(grant=scene.grant, by=scene.tier1_clerk, at=on(5, 12))
    invoice = scene.paper(
        "전자세금계산서",
        {"승인번호": "20260511-DEMO0001-0000A001", "공급자": "대한컴프레서", "공급가액": "200,000,000원"},
        "세금계산서_압축기.pdf",
        scene.tier1_clerk,
        on(5, 12),
    )
    disbursements.add_payment_line(
        payment=payment,
        cost_item=scene.application.cost_items.get(),
        invoice_number="20260511DEMO00010000A001",
        invoice_on=dt.date(2026, 5, 11),
        supplier_number="1248100998",
        supplier_name="대한컴프레서",
        supply_won=200_000_000,
        invoice=invoice,
        by=scene.tier1_clerk,
        at=on(5, 12, 11),
    )
    payment = disbursements.submit_payment(payment=payment, by=scene.tier1_rep, at=on(5, 13))
    disbursements.check_payment(
        payment=payment,
        finding="세금계산서와 견적서의 품목·금액이 일치함.",
        by=scene.officer,
        at=on(5, 15),
    )
    disbursements.release_payment(payment=payment, by=scene.approver, at=on(5, 18))
    disbursements.confirm_payment(
        payment=payment,
        paid_on=dt.date(2026, 5, 19),
        bank_reference="DEMO-20260519-0001",
        amount_won=120_000_000,
        by=scene.officer,
        at=on(5, 19, 16),
    )


def link_tier_two(scene: Scene) -> None:
    """Tier 2 registers and joins under tier 1; a contribution is agreed."""
    scene.tier2 = scene.firm(
        scene.tier2_rep,
        "가온열처리 (가상 2차 협력사)",
        "문도현",
        "C25923",
        "busan",
        SizeClass.SME,
        on(5, 20),
    )
    firms.add_clerk(
        firm=scene.tier2,
        user_email=scene.tier2_clerk.email,
        name="오하은",
        by=scene.tier2_rep,
        at=on(5, 20, 11),
    )
    scene.bring_in(scene.tier2, scene.tier1_member, scene.tier1_rep, scene.tier2_rep, on(5, 21), on(5, 22))
    linked = applications.propose_contribution(
        parent=scene.application,
        firm=scene.tier2,
        title="2차 협력사 압축기 교체 상생 지원",
        purpose="지원받은 보조금에 상응하는 금액으로 2차 협력사의 압축기 1대를 교체한다.",
        amount=120_000_000,
        starts_on=dt.date(2026, 6, 1),
        ends_on=dt.date(2026, 12, 31),
        by=scene.tier1_rep,
        at=on(5, 26),
    )
    applications.record_contribution(
        application=linked, reason="상생 협약서와 금액을 확인하여 등록함.", by=scene.officer, at=on(5, 29)
    )
    scene.linked = disbursements.accept_award(application=linked, by=scene.tier2_rep, at=on(6, 1))


def pass_money_on(scene: Scene) -> None:
    """Tier 1 passes money on twice; tier 2 confirms the first and spends most of it."""
    first = _pass_on(scene, 80_000_000, on(6, 10), "DEMO-T1-0610")
    disbursements.confirm_pass_through(
        pass_through=first, amount_won=80_000_000, by=scene.tier2_rep, at=on(6, 12)
    )
    invoice = scene.paper(
        "전자세금계산서",
        {"승인번호": "20260625-DEMO0002-0000B001", "공급자": "대한컴프레서", "공급가액": "75,000,000원"},
        "세금계산서_2차_압축기.pdf",
        scene.tier2_clerk,
        on(6, 26),
    )
    disbursements.record_gift_use(
        grant=scene.linked,
        name="인버터 스크루 압축기 75 kW",
        invoice_number="20260625DEMO00020000B001",
        spent_on=dt.date(2026, 6, 25),
        amount_won=75_000_000,
        invoice=invoice,
        by=scene.tier2_clerk,
        at=on(6, 26),
    )
    _pass_on(scene, 30_000_000, on(11, 16), "DEMO-T1-1116")


def _pass_on(scene: Scene, amount: int, at: dt.datetime, reference: str) -> Any:
    receipt = scene.paper(
        "이체확인증",
        {"보낸 분": scene.tier1.name, "받는 분": scene.tier2.name, "금액": f"{amount:,}원"},
        f"이체확인증_{at:%m%d}.pdf",
        scene.tier1_clerk,
        at,
    )
    return disbursements.record_pass_through(
        payer=scene.grant,
        receiver=scene.linked,
        amount_won=amount,
        paid_on=at.date(),
        bank_reference=reference,
        evidence=receipt,
        by=scene.tier1_clerk,
        at=at,
    )
