"""May to November: an anchor promises its part of the self-burden, pays it in, gives it on, and in kind."""

import datetime as dt

from core.evidence.models import Attachment
from disbursements import operations as disbursements
from disbursements.models import Pledge, PledgeGift
from reporting.dashboards.demo.scene import Scene, after, on, won

LED = "hyundai-kia"
#: partners of that consortium who get cash of the anchor, and what of it they spent
GIVEN = ((1, 60_000_000, 45_000_000), (2, 40_000_000, 0), (3, 30_000_000, 0))
PAID_IN, IN_KIND = 150_000_000, 20_000_000
ENOUGH = "작업일지와 단가표를 대조하여 인정함."
NOT_ENOUGH = "증빙에 작업 시간이 없어 인정하지 않음. 작업일지를 보완하여 다시 제출하시기 바랍니다."


def pledge(scene: Scene) -> None:
    """The anchor promises, pays in, gives; one receiver has not answered yet, one proof still waits."""
    consortium, by = scene.consortia[LED], scene.cast.anchor(LED)
    promised = disbursements.promise(
        consortium=consortium, cash_won=PAID_IN, in_kind_won=IN_KIND,
        purpose="참여기업 자기부담금 지원과 공정 진단", by=by, at=on(5, 12),
    )  # fmt: skip
    disbursements.pay_in(
        pledge=promised, amount_won=PAID_IN, paid_on=dt.date(2026, 5, 20),
        bank_reference=scene.reference("A-IN", dt.date(2026, 5, 20)),
        evidence=_receipt(scene, PAID_IN, on(5, 20)), by=by, at=on(5, 20),
    )  # fmt: skip
    _give(scene, promised)
    _do_in_kind(scene, promised)


def _give(scene: Scene, promised: Pledge) -> None:
    for n, (partner, amount, spent) in enumerate(GIVEN):
        at = on(6, 2) if n < 2 else on(11, 12)
        gift = disbursements.give(
            pledge=promised, grant=scene.grants[partner], amount_won=amount, paid_on=at.date(),
            bank_reference=scene.reference("A-OUT", at.date()), evidence=_receipt(scene, amount, at),
            by=scene.cast.anchor(LED), at=at,
        )  # fmt: skip
        if n < 2:
            _confirm(scene, gift, partner, spent, after(at, 2))


def _confirm(scene: Scene, gift: PledgeGift, partner: int, spent: int, at: dt.datetime) -> None:
    disbursements.confirm_gift(gift=gift, amount_won=gift.amount_won, by=scene.cast.partner(partner), at=at)
    if not spent:
        return
    clerk, when = scene.cast.clerk(partner), after(at, 30)
    number = scene.invoice_number(when.date())
    invoice = scene.paper(
        "전자세금계산서", {"승인번호": number, "품목": "설치 공사", "공급가액": won(spent)},
        f"세금계산서_{number[-6:]}.pdf", clerk, when,
    )  # fmt: skip
    disbursements.record_gift_use(
        grant=gift.grant, name="설치 공사(주관기업 부담분)", invoice_number=number, spent_on=when.date(),
        amount_won=spent, invoice=invoice, by=clerk, at=when,
    )  # fmt: skip


def _do_in_kind(scene: Scene, promised: Pledge) -> None:
    by, officer = scene.cast.anchor(LED), scene.cast.officer
    handed_in = [
        disbursements.record_in_kind(
            pledge=promised, name=name, given_on=at.date(), claimed_won=amount,
            proof=scene.paper("현물 출자 증빙", {"내용": name, "금액": won(amount)}, f"현물_{n}.pdf", by, at),
            by=by, at=at,
        )
        for n, (name, amount, at) in enumerate(
            (
                ("공정 진단 엔지니어 40시간", 8_000_000, on(6, 24)),
                ("에너지 관리 교육 2회", 3_000_000, on(7, 22)),
                ("시험 설비 대여 3개월", 6_000_000, on(11, 11)),
            )
        )
    ]  # fmt: skip
    disbursements.recognise_in_kind(
        in_kind=handed_in[0], recognised_won=7_200_000, reason=ENOUGH, by=officer, at=on(7, 1)
    )
    disbursements.refuse_in_kind(in_kind=handed_in[1], reason=NOT_ENOUGH, by=officer, at=on(7, 29))


def _receipt(scene: Scene, amount: int, at: dt.datetime) -> Attachment:
    lines = {"보낸 분": scene.anchors[LED].name, "금액": won(amount)}
    return scene.paper("이체확인증", lines, f"이체확인증_{at:%m%d}.pdf", scene.cast.anchor(LED), at)
