"""May to November: firms ask for the subsidy against e-tax invoices; the office checks and pays."""

import datetime as dt

from applications.models import CostItem
from disbursements import operations as disbursements
from disbursements.models import Grant, PaymentRequest
from disbursements.rules import Verdict
from programs.models import EvidenceKind
from reporting.dashboards.demo.facts import UNDERTAKINGS, Stage, Undertaking
from reporting.dashboards.demo.scene import Scene, after, on, won

#: suppliers by maker: numbers that pass the check digit and are nobody's
SUPPLIERS = {
    "대한컴프레서": "9008000018",
    "한빛솔라": "9008000022",
    "대한산업기계": "9008000037",
    "한빛반도체장비": "9008000041",
    "한빛조명": "9008000056",
    "탄소경영연구원": "9008000060",
    "한국탄소검증": "9008000075",
}
#: whose bank took its fee out of the transfer, and how much
SHORT_PAYER, SHORT = 1, 500
#: whose last line the officer refuses, and why
REFUSED_LINE = 24
WRONG_DAY = "세금계산서의 작성일자가 거래명세서와 다릅니다. 수정세금계산서를 발급받아 주십시오."
#: who is paid together in May
IN_BATCH = (14, 18, 31)
CHECKED = "세금계산서와 견적서의 품목·금액이 일치하고 설치를 확인함."


def pay(scene: Scene) -> None:
    """Every case goes as far as its stage: asked for, checked, approved, released, paid; some as a batch."""
    for n, undertaking in enumerate(UNDERTAKINGS):
        if undertaking.stage < Stage.ASKED:
            continue
        stage = Stage.CHECKED if undertaking.number in IN_BATCH else undertaking.stage
        for m, percent in enumerate(undertaking.payments):
            at = _begins(undertaking, n) if not m else after(on(9, 8), hours=n % 6)
            ask_and_pay(scene, undertaking.number, percent, stage, at)


def _begins(undertaking: Undertaking, n: int) -> dt.datetime:
    """Return when a case asks for its first payment: what is still open, this autumn."""
    if undertaking.stage >= Stage.PAID:
        return after(on(5, 11, 9), days=n // 2, hours=n % 2)
    return after(on(11, 9, 9), days=n % 4, hours=n % 3)


def ask_and_pay(scene: Scene, number: int, percent: int, stage: Stage, at: dt.datetime) -> PaymentRequest:
    """Ask for what `percent` of the costs bring, and pay it as far as the stage goes."""
    grant, clerk = scene.grants[number], scene.cast.clerk(number)
    payment = disbursements.draft_payment(grant=grant, by=clerk, at=at)
    for item in scene.cost_items[number]:
        _add_line(scene, payment, grant, item, item.cost_won * percent // 100, at)
    payment = disbursements.submit_payment(
        payment=payment, by=scene.cast.partner(number), at=after(at, 1, hours=1)
    )
    return go_on(scene, payment, number, stage, at)


def go_on(
    scene: Scene, payment: PaymentRequest, number: int, stage: Stage, at: dt.datetime
) -> PaymentRequest:
    """Check, approve, release and confirm what was asked for at `at`, as far as the stage goes."""
    if stage >= Stage.CHECKED:
        checker = scene.cast.agency if number % 3 == 1 else scene.cast.officer
        payment = disbursements.check_payment(
            payment=payment, decisions=_verdicts(scene, payment), finding=CHECKED, by=checker, at=after(at, 3)
        )
    if stage >= Stage.RELEASED:
        payment = disbursements.approve_payment(payment=payment, by=scene.cast.approver, at=after(at, 5))
        payment = disbursements.release_payment(payment=payment, by=scene.cast.payer, at=after(at, 6))
    if stage >= Stage.PAID:
        paid = after(at, 7, hours=6)
        payment = disbursements.confirm_payment(
            payment=payment,
            paid_on=paid.date(),
            bank_reference=scene.reference("BANK", paid.date()),
            amount_won=payment.payable_won,
            by=scene.cast.officer,
            at=paid,
        )
    return payment


def _add_line(
    scene: Scene, payment: PaymentRequest, grant: Grant, item: CostItem, supply_won: int, at: dt.datetime
) -> None:
    """Add the e-tax invoice for a part of a cost item."""
    clerk = scene.cast.clerk(_number_of(scene, grant))
    day = at.date() - dt.timedelta(days=1)
    number, supplier = scene.invoice_number(day), item.chosen_quote.supplier
    invoice = scene.paper(
        "전자세금계산서",
        {"승인번호": number, "공급자": supplier, "품목": item.name, "공급가액": won(supply_won)},
        f"세금계산서_{number[-6:]}.pdf",
        clerk,
        at,
    )
    line = disbursements.add_payment_line(
        payment=payment,
        cost_item=item,
        invoice_number=number,
        invoice_on=day,
        supplier_number=SUPPLIERS[supplier],
        supplier_name=supplier,
        supply_won=supply_won,
        tax_won=supply_won // 10,
        invoice=invoice,
        by=clerk,
        at=after(at, hours=1),
    )
    short = SHORT if item == scene.cost_items[SHORT_PAYER][0] else 0
    disbursements.add_line_evidence(
        line=line,
        kind=EvidenceKind.TRANSFER,
        number=scene.reference("TR", day),
        dated_on=day,
        amount_won=line.supply_won + line.tax_won - short,
        attachment=scene.paper("이체확인증", {"금액": won(supply_won)}, f"이체_{number[-6:]}.pdf", clerk, at),
        by=clerk,
        at=after(at, hours=1),
    )


def _number_of(scene: Scene, grant: Grant) -> int:
    return next(number for number, other in scene.grants.items() if other.pk == grant.pk)


def _verdicts(scene: Scene, payment: PaymentRequest) -> dict[int, Verdict]:
    """Return that the evidence of every line bears it, but for one line of one firm when it first asks."""
    wrong = scene.cost_items[REFUSED_LINE][-1] if payment.number == 1 else None
    return {
        line.pk: Verdict(False, WRONG_DAY) if line.cost_item == wrong else Verdict(True)
        for line in payment.lines.offered()
    }
