"""May to November: subsidy handed on over four tiers, proposed by the firm above, awarded by the ministry."""

import datetime as dt

from applications import operations as applications
from disbursements import operations as disbursements
from disbursements.models import PassThrough, PaymentRequest
from reporting.dashboards.demo import awards, payments
from reporting.dashboards.demo.facts import ENDED_ON, REGRANTS, Stage
from reporting.dashboards.demo.gifts import NOT_ARRIVED
from reporting.dashboards.demo.scene import Scene, after, on

PURPOSE = "{title}. 상위 협력사가 받은 재교부 몫으로 설비를 교체하고 감축량을 검증받는다."


def regrant(scene: Scene) -> None:
    """From tier to tier: the firm above proposes, the firm below applies, two officers decide, it accepts."""
    for n, regranted in enumerate(REGRANTS):
        at, number = after(on(5, 4, 9), days=14 * n), regranted.number
        draft = applications.propose_regrant(
            parent=scene.applications[number - 1],
            firm=scene.firms[number],
            title=regranted.title,
            purpose=PURPOSE.format(title=regranted.title),
            amount=regranted.own_won + regranted.regrant_won,
            starts_on=dt.date(2026, 5, 20),
            ends_on=ENDED_ON,
            by=scene.cast.partner(number - 1),
            at=at,
        )
        if regranted.regrant_won:
            draft = applications.edit_application(
                application=draft,
                version=draft.version,
                regrant_asked_won=regranted.regrant_won,
                by=scene.cast.partner(number),
                at=after(at, 1),
            )
        awards.fill_in(scene, number, draft, regranted.items, after(at, 1, hours=1))
        submitted = applications.submit(application=draft, by=scene.cast.partner(number), at=after(at, 2))
        awards.award(scene, submitted, scene.cast.officer, after(at, 3), regrant_won=regranted.regrant_won)
        submitted.refresh_from_db()
        scene.applications[number] = submitted
        scene.grants[number] = disbursements.accept_award(
            application=submitted, by=scene.cast.partner(number), at=after(at, 9)
        )


def pay_through(scene: Scene) -> None:
    """
    Money for tiers 2, 3 and 4 is paid to tier 1 and handed on from firm to firm, each confirming.

    What is meant for tier 4 was disputed there: it lay with tier 3, which paid again.
    """
    top = REGRANTS[0].number - 1
    for n, regranted in enumerate(REGRANTS):
        number, at = regranted.number, after(on(7, 13, 9), days=14 * n)
        payment = payments.ask_and_pay(scene, number, 100, Stage.PAID, at)
        for hop, payer in enumerate(range(top, number)):
            sent = after(at, 12 + 6 * hop)
            passed = _hand_on(scene, payment, payer, sent)
            _answer(scene, passed, payer + 1, number, after(sent, 2))
    again = _hand_on(scene, payment, number - 1, on(9, 14))
    disbursements.confirm_pass_through(
        pass_through=again, amount_won=again.amount_won, by=scene.cast.partner(number), at=on(9, 16)
    )


def _hand_on(scene: Scene, payment: PaymentRequest, payer: int, at: dt.datetime) -> PassThrough:
    return disbursements.record_hop(
        payment=payment,
        payer=scene.grants[payer],
        paid_on=at.date(),
        bank_reference=scene.reference(f"P{payer:02d}", at.date()),
        evidence=scene.receipt(payer, payer + 1, payment.payable_won, at),
        by=scene.cast.clerk(payer),
        at=at,
    )


def _answer(scene: Scene, passed: PassThrough, receiver: int, goal: int, at: dt.datetime) -> None:
    """Let the receiver confirm what arrived; tier 4 says that it did not."""
    person = scene.cast.partner(receiver)
    if receiver == goal == REGRANTS[-1].number:
        disbursements.dispute_pass_through(pass_through=passed, reason=NOT_ARRIVED, by=person, at=at)
        return
    disbursements.confirm_pass_through(pass_through=passed, amount_won=passed.amount_won, by=person, at=at)
