"""April to November: tier 1 contributes to tier 2, tier 2 hands on to tier 3; some is late, some disputed."""

import datetime as dt

from applications import operations as applications
from disbursements import operations as disbursements
from disbursements.models import PassThrough
from reporting.dashboards.demo.facts import GIFTS, Gift
from reporting.dashboards.demo.scene import Scene, after, on, won

AGREED = "상생 협약서와 금액을 확인하여 등록함."
PURPOSE = "지원받은 보조금에 상응하는 금액으로 하위 협력사의 설비를 교체한다."
NOT_ARRIVED = "입금 내역이 확인되지 않습니다. 계좌와 금액을 다시 확인하여 주시기 바랍니다."


def agree(scene: Scene) -> None:
    """Every payer of the chain promises a contribution; the office records it, the receiver accepts."""
    for n, gift in enumerate(GIFTS):
        at = after(on(5, 6, 9), days=2 * n)
        linked = applications.propose_contribution(
            parent=scene.applications[gift.payer],
            firm=scene.firms[gift.receiver],
            title=gift.title,
            purpose=PURPOSE,
            amount=gift.agreed_won,
            starts_on=dt.date(2026, 6, 1),
            ends_on=dt.date(2026, 12, 31),
            by=scene.cast.partner(gift.payer),
            at=at,
        )
        recorder = scene.cast.agency if n % 2 else scene.cast.officer
        linked = applications.record_contribution(
            application=linked, reason=AGREED, by=recorder, at=after(at, 2)
        )
        scene.applications[gift.receiver] = linked
        scene.grants[gift.receiver] = disbursements.accept_award(
            application=linked, by=scene.cast.partner(gift.receiver), at=after(at, 3)
        )


def hand_on(scene: Scene) -> None:
    """Partner 1 contributes all it owes, partner 2 part of it, partner 3 nothing; partner 4 hands on."""
    to_tier2, to_cast, _overdue, to_tier3 = GIFTS
    _confirm(scene, to_tier2, _pay(scene, to_tier2, 256_500_000, on(6, 16)), on(6, 18))
    _confirm(scene, to_cast, _pay(scene, to_cast, 200_000_000, on(7, 7)), on(7, 9))
    _confirm(scene, to_tier3, _pay(scene, to_tier3, 100_000_000, on(7, 13)), on(7, 14))
    for gift, amount in ((to_tier2, 150_000_000), (to_cast, 190_000_000), (to_tier3, 95_000_000)):
        _spend(scene, gift, amount, on(7, 28))
    _confirm(scene, to_tier2, _pay(scene, to_tier2, 171_000_000, on(10, 13)), on(10, 15))
    _spend(scene, to_tier2, 150_000_000, on(10, 20))
    disputed = _pay(scene, to_cast, 150_000_000, on(10, 20))
    disbursements.dispute_pass_through(
        pass_through=disputed, reason=NOT_ARRIVED, by=scene.cast.partner(5), at=on(10, 22)
    )
    _pay(scene, to_cast, 120_000_000, on(11, 16))


def _pay(scene: Scene, gift: Gift, amount: int, at: dt.datetime) -> PassThrough:
    """Let the payer record its bank transfer, with the receipt."""
    clerk = scene.cast.clerk(gift.payer)
    return disbursements.record_pass_through(
        payer=scene.grants[gift.payer],
        receiver=scene.grants[gift.receiver],
        amount_won=amount,
        paid_on=at.date(),
        bank_reference=scene.reference(f"P{gift.payer:02d}", at.date()),
        evidence=scene.receipt(gift.payer, gift.receiver, amount, at),
        by=clerk,
        at=at,
    )


def _confirm(scene: Scene, gift: Gift, passed: PassThrough, at: dt.datetime) -> None:
    disbursements.confirm_pass_through(
        pass_through=passed, amount_won=passed.amount_won, by=scene.cast.partner(gift.receiver), at=at
    )


def _spend(scene: Scene, gift: Gift, amount: int, at: dt.datetime) -> None:
    """Let the receiver record what it bought with the contribution."""
    if gift.item is None:
        return
    clerk, day = scene.cast.clerk(gift.receiver), at.date() - dt.timedelta(days=1)
    number = scene.invoice_number(day)
    invoice = scene.paper(
        "전자세금계산서",
        {
            "승인번호": number,
            "공급자": gift.item.maker,
            "품목": gift.item.name,
            "공급가액": won(amount),
        },
        f"세금계산서_{number[-6:]}.pdf",
        clerk,
        at,
    )
    disbursements.record_gift_use(
        grant=scene.grants[gift.receiver],
        name=gift.item.name,
        invoice_number=number,
        spent_on=day,
        amount_won=amount,
        invoice=invoice,
        by=clerk,
        at=at,
    )
