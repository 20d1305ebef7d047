"""Payment requests: lines against invoices, asked for, checked, released, paid or sent back by the bank."""

from random import Random

from django.db.models import Q

from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from disbursements.queries.paying import account_of
from disbursements.rules import Verdict
from programs.models import GrantKind
from tests.factories.people import business_number
from tests.life_cycle.moves.picking import number, paper, pick, won
from tests.life_cycle.world import World

PAID_BY_BUDGET = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION)
PAYMENTS = PaymentRequest.objects.all()


def draft_payment(world: World, rng: Random) -> None:
    grant = pick(rng, PAID_BY_BUDGET.filter(status="OPENED", awarded_won__gt=0), Grant.objects.all())
    operations.draft_payment(grant=grant, by=world.of(grant.firm_id), at=world.at)


def add_line(world: World, rng: Random) -> None:
    with_lines = PAYMENTS.exclude(kind__in=["ADVANCE", "HOLD_BACK"])
    payment = pick(rng, with_lines.filter(status__in=["DRAFTED", "RETURNED"]), PAYMENTS)
    item = payment.grant.application.cost_items.first()
    by = world.of(payment.grant.firm_id)
    operations.add_payment_line(
        payment=payment,
        cost_item=item,
        invoice_number=number(rng),
        invoice_on=world.today,
        supplier_number=business_number(77),
        supplier_name="시험기계",
        supply_won=won(rng, item.cost_won if item else 1) if rng.random() < 0.5 else 400_000,
        invoice=paper(by),
        by=by,
        at=world.at,
    )


def submit_payment(world: World, rng: Random) -> None:
    editable = PAYMENTS.filter(status__in=["DRAFTED", "RETURNED"])
    ready = editable.filter(Q(lines__isnull=False) | Q(kind__in=["ADVANCE", "HOLD_BACK"]))
    payment = pick(rng, ready.distinct(), PAYMENTS)
    operations.submit_payment(payment=payment, by=world.of(payment.grant.firm_id), at=world.at)


def return_payment(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status__in=["SUBMITTED", "CHECKED", "APPROVED"]), PAYMENTS)
    operations.return_payment(payment=payment, reason="보완", by=world.officer, at=world.at)


def check_payment(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status="SUBMITTED"), PAYMENTS)
    lines = list(payment.lines.offered())
    verdicts = {line.pk: Verdict(rng.random() < 0.8, "공급자 확인 필요") for line in lines}
    operations.check_payment(
        payment=payment, decisions=verdicts, finding="적정", by=world.officer, at=world.at
    )


def approve_payment(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status="CHECKED"), PAYMENTS)
    operations.approve_payment(payment=payment, by=world.approver, at=world.at)


def register_account(world: World, rng: Random) -> None:
    """The firm of some grant registers where it is paid; an officer confirms it."""
    grant = pick(rng, PAID_BY_BUDGET.filter(status="OPENED"), Grant.objects.all())
    by = world.of(grant.firm_id)
    account = operations.register_bank_account(
        grant=grant,
        bank_code="004",
        number=str(rng.randrange(10**11, 10**12)),
        holder_name=grant.firm.name,
        bankbook=paper(by),
        by=by,
        at=world.at,
    )
    operations.confirm_bank_account(account=account, by=world.officer, at=world.at)


def release_payment(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status="APPROVED"), PAYMENTS)
    if not account_of(payment.grant, world.at):
        register_account(world, rng)
    operations.release_payment(payment=payment, by=world.payer, at=world.at)


def confirm_payment(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status="RELEASED"), PAYMENTS)
    operations.confirm_payment(
        payment=payment,
        paid_on=world.today,
        bank_reference=f"B{number(rng)}",
        amount_won=payment.payable_won,
        by=world.officer,
        at=world.at,
    )


def return_from_bank(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status__in=["RELEASED", "CONFIRMED"]), PAYMENTS)
    operations.return_from_bank(payment=payment, reason="계좌 오류", by=world.officer, at=world.at)


MOVES = (
    draft_payment,
    add_line,
    submit_payment,
    return_payment,
    check_payment,
    approve_payment,
    register_account,
    release_payment,
    confirm_payment,
    return_from_bank,
)
