"""Accounts of the firms, stand-ins and limits; a batch that waits, one that was paid, and the bank's word."""

import datetime as dt
import io

from core.evidence.checks import CSV
from core.evidence.operations import store
from core.users import operations as users
from core.users.models import Role
from disbursements import operations as disbursements
from disbursements.bank.layouts import DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from disbursements.models import Grant, PaymentRequest, end_to_end_id
from reporting.dashboards.demo import payments
from reporting.dashboards.demo.facts import Stage
from reporting.dashboards.demo.scene import Scene, after, on

#: bank codes that the firms of the demo take in turn
CODES = ("004", "088", "020", "011", "003")
#: a firm whose second payment waits in a batch, and one that registered another account in November
IN_A_BATCH, CHANGES_ACCOUNT = 20, 26


def prepare(scene: Scene) -> None:
    """In January the office sets from where it pays, who may how much, and who stands in for whom."""
    program, office, at = scene.call.program, scene.call.program.office, on(1, 20)
    disbursements.set_bank_profile(
        program=program, payer_name=office.name_ko, bank_code="011", number="30100000260101",
        columns=DEFAULT_COLUMNS, answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949",
        by=scene.cast.officer, at=at,
    )  # fmt: skip
    for hand, role in (("APPROVE", Role.APPROVING_OFFICER), ("RELEASE", Role.PAYING_OFFICER)):
        disbursements.set_limit(
            office=office, hand=hand, role=role, limit_won=2_000_000_000, valid_from=at.date(),
            source="위임전결 규정 제8조", by=scene.cast.lead, at=at,
        )  # fmt: skip


def register_accounts(scene: Scene) -> None:
    """Every firm registers the account in which it keeps the subsidy apart; an officer confirms it."""
    for number, grant in scene.grants.items():
        if grant.kind == "SUBSIDY":
            register(scene, number, grant, grant.accepted_at, is_confirmed=True)


def register(scene: Scene, number: int, grant: Grant, at: dt.datetime, *, is_confirmed: bool) -> None:
    """Let a firm register an account, and an officer confirm it."""
    by, moment = scene.cast.partner(number), after(at, hours=1)
    digits = f"{number:03d}{moment:%m%d}{grant.pk % 10000:04d}01"
    bankbook = scene.paper(
        "통장 사본", {"예금주": grant.firm.name, "계좌번호": digits}, f"통장사본_{number}.pdf", by, moment
    )
    account = disbursements.register_bank_account(
        grant=grant, bank_code=CODES[number % len(CODES)], number=digits, holder_name=grant.firm.name,
        bankbook=bankbook, by=by, at=moment,
    )  # fmt: skip
    if is_confirmed:
        disbursements.confirm_bank_account(account=account, by=scene.cast.officer, at=after(moment, hours=3))


def stand_in_and_wait(scene: Scene) -> None:
    """In November the approving officer is away, a batch waits, an account changes, the bank has answered."""
    at, cast = on(11, 16, 10), scene.cast
    users.delegate(
        office=scene.call.program.office, giver=cast.approver, stand_in=cast.payer,
        role=Role.APPROVING_OFFICER, valid_from=at.date(), valid_until=dt.date(2026, 11, 27), reason="연가",
        by=cast.approver, at=at,
    )  # fmt: skip
    batch = disbursements.compose_batch(
        program=scene.call.program, pays_on=dt.date(2026, 11, 25), by=cast.agency, at=at
    )
    payment = payments.ask_and_pay(scene, IN_A_BATCH, 30, Stage.CHECKED, on(11, 9, 11))
    disbursements.approve_payment(payment=payment, by=cast.approver, at=at)
    disbursements.add_to_batch(batch=batch, payment=payment, by=cast.agency, at=after(at, hours=1))
    register(scene, CHANGES_ACCOUNT, scene.grants[CHANGES_ACCOUNT], on(11, 17), is_confirmed=False)
    _read_the_bank(scene, on(11, 18, 9))


def _read_the_bank(scene: Scene, at: dt.datetime) -> None:
    """Read a statement with an entry that names no payment, and one of another amount."""
    paid = PaymentRequest.objects.filter(status="RELEASED").order_by("pk").first()
    named = end_to_end_id(paid.pk, 1) if paid else ""
    interest = "2026-11-17,IB1117-01,,,1250,예금이자,이자 입금\r\n"
    lines = f"{interest}2026-11-17,IB1117-02,{named},1000,,,이체 수수료\r\n"
    file = store(
        file=io.BytesIO(lines.encode("cp949")), filename="거래내역_1117.csv", allowed=frozenset({CSV}),
        by=scene.cast.officer, at=at,
    )  # fmt: skip
    statement = disbursements.receive_statement(
        program=scene.call.program, file=file, by=scene.cast.officer, at=at
    )
    disbursements.reconcile_statement(statement=statement, by=scene.cast.officer, at=at)
