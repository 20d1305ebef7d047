"""Debts: proposed, ordered, dropped, paid in parts, set off, written off, withdrawn; what is owed beside them."""

import datetime as dt
from random import Random

from disbursements import operations
from disbursements.models import AssetRequest, Debt, Grant, InstalmentPlan, PaymentRequest, SetOff
from disbursements.queries.debts import free_won, recoverable
from disbursements.queries.paying import bank_part
from programs.models import GrantKind
from tests.life_cycle.moves.picking import NothingToDo, number, pick, won
from tests.life_cycle.moves.stages import FROM_BUDGET, ask_for
from tests.life_cycle.world import World

SUBSIDIES = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION)
DEBTS = Debt.objects.all()
ORDERED = DEBTS.filter(status="ORDERED")
PROPOSED = DEBTS.filter(status="PROPOSED")
PRINCIPAL = DEBTS.filter(kind="PRINCIPAL", status__in=["ORDERED", "PAID"])
#: a debt is due thirty days after its order; the missed part of a plan, a while after
OVERDUE = dt.timedelta(days=45)


def propose_debt(world: World, rng: Random) -> None:
    """Propose to recover a part of what a firm was paid; one time in twenty far too much."""
    paid = SUBSIDIES.filter(payment_requests__status="CONFIRMED")
    grant = pick(rng, paid.distinct(), Grant.objects.all())
    there = sum(recoverable(grant))
    operations.propose_debt(
        grant=grant,
        ground=rng.choice(["MISUSE", "FALSE_APPLICATION", "BREACH", "EXCESS"]),
        amount=won(rng, there // rng.choice([1, 10, 30]) if rng.random() < 0.95 else there * 20),
        reason="목적 외 사용",
        by=world.officer,
        at=world.at,
    )


def propose_from_conduit(world: World, rng: Random) -> None:
    """Propose to recover a payment that lies with a firm above the one it is for."""
    payments = PaymentRequest.objects.filter(status="CONFIRMED", grant__kind=GrantKind.INDIRECT)
    payment = pick(rng, payments)
    operations.propose_debt(
        grant=payment.grant.parent,
        payment=payment,
        ground="BREACH",
        amount=payment.payable_won,
        reason="전달하지 않음",
        by=world.officer,
        at=world.at,
    )


def order_debt(world: World, rng: Random) -> None:
    debt = pick(rng, PROPOSED, DEBTS)
    at = max(world.at, debt.proposed_at + dt.timedelta(seconds=1))
    operations.order_debt(debt=debt, reason="회수 결정", by=world.approver, at=at)


def drop_debt(world: World, rng: Random) -> None:
    debt = pick(rng, PROPOSED, DEBTS)
    operations.drop_debt(debt=debt, reason="소명 인정", by=world.approver, at=world.at)


def charge_surcharge(world: World, rng: Random) -> None:
    debt = pick(rng, PRINCIPAL, DEBTS)
    operations.charge_beside(
        debt=debt, kind="SURCHARGE", amount=won(rng, debt.amount_won), reason="제재부가금", by=world.officer,
        at=world.at,
    )  # fmt: skip


def charge_interest(world: World, rng: Random) -> None:
    """Charge what has arisen since the last payment, a month later."""
    debt = pick(rng, PRINCIPAL, DEBTS)
    operations.charge_beside(
        debt=debt, kind="INTEREST", amount=0, reason="이자", by=world.officer, at=world.at + OVERDUE
    )


def charge_late_fee(world: World, rng: Random) -> None:
    at = world.at + OVERDUE
    overdue = ORDERED.exclude(kind="LATE_FEE").filter(due_on__lt=at.date())
    debt = pick(rng, overdue, DEBTS)
    operations.charge_beside(debt=debt, kind="LATE_FEE", amount=0, reason="가산금", by=world.officer, at=at)


def pay_debt(world: World, rng: Random) -> None:
    debt = pick(rng, ORDERED, DEBTS)
    at = max(world.at, (debt.ordered_at or world.at) + dt.timedelta(seconds=1))
    free = free_won(debt)
    operations.record_debt_payment(
        debt=debt,
        amount=won(rng, free) if rng.random() < 0.5 else free + (rng.random() < 0.05),
        paid_on=at.astimezone(world.at.tzinfo).date(),
        bank_reference=number(rng),
        by=world.officer,
        at=at,
    )


def agree_instalments(world: World, rng: Random) -> None:
    debt = pick(rng, ORDERED.exclude(plans__ended_at__isnull=True, plans__isnull=False), DEBTS)
    operations.agree_to_instalments(
        debt=debt,
        number=rng.randint(2, 12),
        first_due_on=world.today + dt.timedelta(days=15),
        reason="일시납 곤란",
        by=world.approver,
        at=world.at,
    )


def miss_instalment(world: World, rng: Random) -> None:
    """The clock comes by after the first part of a plan was due."""
    plans = InstalmentPlan.objects.all()
    plan = pick(rng, plans.filter(ended_at__isnull=True, debt__status="ORDERED"), plans)
    if not operations.end_missed_plan(plan=plan, by=world.officer, at=world.at + OVERDUE):
        raise NothingToDo


def write_off(world: World, rng: Random) -> None:
    debt = pick(rng, ORDERED, DEBTS)
    operations.write_off_debt(debt=debt, reason="회수 불능", by=world.approver, at=world.at)


def withdraw_debt(world: World, rng: Random) -> None:
    debt = pick(rng, ORDERED.filter(entries__isnull=True), DEBTS)
    operations.withdraw_debt(debt=debt, reason="처분 취소", by=world.approver, at=world.at)


def ask_of_debtor(world: World, rng: Random) -> None:
    """Let a firm that owes ask for less than it owes, so that a set-off can take all of it."""
    owing = FROM_BUDGET.filter(firm__in=ORDERED.values("firm")).exclude(payment_requests__status="DRAFTED")
    grant = pick(rng, owing)
    if not (most := _largest(grant.firm_id)):
        raise NothingToDo
    ask_for(world, rng, grant, won(rng, min(free_won(most), 400_000)))


def _largest(firm_id: int) -> Debt | None:
    """Return the debt of a firm of which most is free."""
    owed = [debt for debt in ORDERED.filter(firm=firm_id) if free_won(debt) > 0]
    return max(owed, key=free_won, default=None)


def set_off(world: World, rng: Random) -> None:
    """Set a debt off against a payment of the same firm: mostly as far as it goes, or in part."""
    payments = PaymentRequest.objects.filter(status__in=["CHECKED", "APPROVED"])
    from_budget = payments.exclude(grant__kind=GrantKind.INDIRECT)
    payment = pick(rng, from_budget.filter(grant__firm__in=ORDERED.values("firm")), payments)
    debt = _largest(payment.grant.firm_id) or pick(rng, DEBTS)
    most = max(1, min(free_won(debt), bank_part(payment)))
    operations.bind_set_off(
        payment=payment,
        debt=debt,
        amount=most if rng.random() < 0.8 else won(rng, most),
        by=world.approver,
        at=world.at,
    )


def lift_set_off(world: World, rng: Random) -> None:
    bound = SetOff.objects.filter(lifted_at__isnull=True, entry__isnull=True)
    operations.lift_set_off(set_off=pick(rng, bound, SetOff.objects.all()), by=world.approver, at=world.at)


def confirm_set_off(world: World, rng: Random) -> None:
    """Confirm a released payment of which nothing is left for the bank; one time in twenty any other."""
    released = PaymentRequest.objects.filter(status="RELEASED")
    bound = released.filter(set_offs__lifted_at__isnull=True, set_offs__isnull=False).distinct()
    whole = [payment.pk for payment in bound if not bank_part(payment)]
    payment = pick(rng, released.filter(pk__in=whole), released)
    operations.confirm_set_off(payment=payment, by=world.officer, at=world.at)


def propose_disposal_debt(world: World, rng: Random) -> None:
    """Propose to recover what an approved disposal gives back."""
    requests = AssetRequest.objects.filter(status="APPROVED")
    request = pick(rng, requests.filter(to_return_won__gt=0, debts__isnull=True), requests)
    operations.propose_return(request=request, by=world.officer, at=world.at)


def exclude_firm(world: World, rng: Random) -> None:
    """Exclude a firm, seldom: it gets nothing afterwards."""
    if rng.random() < 0.7:
        raise NothingToDo
    debt = pick(rng, ORDERED, DEBTS)
    until_on = world.today + dt.timedelta(days=rng.randint(1, 300))
    operations.exclude_firm(debt=debt, until_on=until_on, reason="거짓 신청", by=world.approver, at=world.at)


MOVES = (
    propose_debt,
    propose_from_conduit,
    order_debt,
    drop_debt,
    charge_surcharge,
    charge_interest,
    charge_late_fee,
    pay_debt,
    agree_instalments,
    miss_instalment,
    write_off,
    withdraw_debt,
    ask_of_debtor,
    set_off,
    lift_set_off,
    confirm_set_off,
    propose_disposal_debt,
    exclude_firm,
)
