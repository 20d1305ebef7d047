"""May and June: of three lines one was refused; it is put right in the next request, and paid."""

import datetime as dt

from disbursements import operations as disbursements
from disbursements.models import LineStatus, PaymentLine
from reporting.dashboards.demo import payments
from reporting.dashboards.demo.facts import Stage
from reporting.dashboards.demo.scene import Scene, after, on, won


def put_right(scene: Scene) -> None:
    """The firm has the invoice written again and asks for that line alone; it is accepted and paid."""
    number, at = payments.REFUSED_LINE, on(6, 8)
    refused = PaymentLine.objects.get(
        request__grant=scene.grants[number], status=LineStatus.REFUSED, corrected_by__isnull=True
    )
    line = _write_again(scene, number, refused, at)
    payment = disbursements.submit_payment(
        payment=line.request, by=scene.cast.partner(number), at=after(at, 1)
    )
    payments.go_on(scene, payment, number, Stage.PAID, at)


def _write_again(scene: Scene, number: int, refused: PaymentLine, at: dt.datetime) -> PaymentLine:
    """Let the clerk put the refused line right by the invoice that its supplier issued anew."""
    clerk, day = scene.cast.clerk(number), at.date() - dt.timedelta(days=3)
    approval = scene.invoice_number(day)
    terms = {"승인번호": approval, "공급자": refused.supplier_name, "공급가액": won(refused.supply_won)}
    return disbursements.correct_payment_line(
        line=refused,
        cost_item=refused.cost_item,
        invoice_number=approval,
        invoice_on=day,
        supplier_number=refused.supplier_number,
        supplier_name=refused.supplier_name,
        supply_won=refused.supply_won,
        tax_won=refused.tax_won,
        invoice=scene.paper("수정전자세금계산서", terms, f"수정세금계산서_{approval[-6:]}.pdf", clerk, at),
        by=clerk,
        at=at,
    )
