"""May and June: three payments released as a batch; the bank pays two and sends one back, paid again."""

import datetime as dt
import io

from core.evidence.checks import CSV
from core.evidence.operations import store
from disbursements import operations as disbursements
from disbursements.models import PaymentBatch, PaymentRequest, end_to_end_id
from reporting.dashboards.demo import bank
from reporting.dashboards.demo.payments import IN_BATCH
from reporting.dashboards.demo.scene import Scene, on

#: whose account the bank could not pay to
CAME_BACK = 18


def pay_together(scene: Scene) -> None:
    """The approved payments are put together and released; the bank's statement answers for each."""
    cast, program = scene.cast, scene.call.program
    waiting = [_request(scene, number) for number in IN_BATCH]
    for payment in waiting:
        disbursements.approve_payment(payment=payment, by=cast.approver, at=on(5, 26))
    batch = disbursements.compose_batch(
        program=program, pays_on=dt.date(2026, 5, 28), by=cast.agency, at=on(5, 27)
    )
    for payment in waiting:
        disbursements.add_to_batch(batch=batch, payment=payment, by=cast.agency, at=on(5, 27, 11))
    batch = disbursements.release_batch(batch=batch, by=cast.payer, at=on(5, 28))
    _answer(scene, batch, on(5, 29, 9))


def pay_again(scene: Scene) -> None:
    """The firm registers another account, an officer confirms it, and the money is sent once more."""
    cast = scene.cast
    bank.register(scene, CAME_BACK, scene.grants[CAME_BACK], on(6, 2), is_confirmed=True)
    payment = disbursements.release_payment(payment=_request(scene, CAME_BACK), by=cast.payer, at=on(6, 4))
    disbursements.confirm_payment(
        payment=payment,
        paid_on=dt.date(2026, 6, 5),
        bank_reference=scene.reference("BANK", dt.date(2026, 6, 5)),
        amount_won=payment.payable_won,
        by=cast.officer,
        at=on(6, 5, 15),
    )


def _request(scene: Scene, number: int) -> PaymentRequest:
    return PaymentRequest.objects.get(grant=scene.grants[number])


def _answer(scene: Scene, batch: PaymentBatch, at: dt.datetime) -> None:
    """Read the bank's statement: money left for all of them, and came back from one."""
    day, rows = f"{at:%Y-%m-%d}", []
    for n, entry in enumerate(batch.entries.select_related("payment__grant__firm").order_by("pk"), start=1):
        named = f"{end_to_end_id(entry.payment_id, entry.attempt)}"
        firm = entry.payment.grant.firm
        rows.append(f"{day},IB0529-{n:02d},{named},{entry.amount_won},,{firm.name},보조금 지급")
        if firm == scene.firms[CAME_BACK]:
            rows.append(f"{day},IB0529-{n:02d}R,{named},,{entry.amount_won},{firm.name},수취 불가 계좌(해지)")
    file = store(
        file=io.BytesIO("".join(f"{row}\r\n" for row in rows).encode("cp949")),
        filename="거래내역_0529.csv", allowed=frozenset({CSV}), by=scene.cast.officer, at=at,
    )  # fmt: skip
    statement = disbursements.receive_statement(
        program=scene.call.program, file=file, by=scene.cast.officer, at=at
    )
    disbursements.reconcile_statement(statement=statement, by=scene.cast.officer, at=at)
