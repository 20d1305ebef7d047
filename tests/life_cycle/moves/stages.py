"""Money before its invoices and after them: advances, the lines they cover, shares held back until the end."""

from random import Random

from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from disbursements.queries.held import free_held
from programs.models import GrantKind
from tests.factories.people import business_number
from tests.life_cycle.moves.picking import NothingToDo, number, paper, pick, won
from tests.life_cycle.world import World

PAYMENTS = PaymentRequest.objects.all()
FROM_BUDGET = Grant.objects.filter(kind=GrantKind.SUBSIDY, status="OPENED", awarded_won__gt=0)
ADVANCES = PAYMENTS.filter(kind="ADVANCE")


def draft_advance(world: World, rng: Random) -> None:
    """Ask for up to a sixth of the award before any invoice; one time in twenty for more than the award."""
    without_draft = FROM_BUDGET.exclude(payment_requests__status="DRAFTED")
    grant = pick(rng, without_draft, Grant.objects.all())
    amount = won(rng, grant.awarded_won // 6) if rng.random() < 0.95 else grant.awarded_won + 1
    operations.draft_payment(
        grant=grant, kind="ADVANCE", amount_won=amount, by=world.of(grant.firm_id), at=world.at
    )


def change_advance(world: World, rng: Random) -> None:
    payment = pick(rng, ADVANCES.filter(status__in=["DRAFTED", "RETURNED"]), ADVANCES)
    operations.set_advance(
        payment=payment,
        amount_won=won(rng, payment.requested_won),
        by=world.of(payment.grant.firm_id),
        at=world.at,
    )


def ask_against_advance(world: World, rng: Random) -> None:
    """Ask for an invoice so small that what is held of an advance meets it whole."""
    advanced = FROM_BUDGET.filter(payment_requests__in=ADVANCES.filter(status="CONFIRMED"))
    grant = pick(rng, advanced.exclude(payment_requests__status="DRAFTED").distinct())
    if not free_held(grant):
        raise NothingToDo
    ask_for(world, rng, grant, won(rng, free_held(grant)))


def ask_for(world: World, rng: Random, grant: Grant, supply_won: int) -> None:
    """Draft a request with one line and hand it in."""
    by, item = world.of(grant.firm_id), grant.application.cost_items.first()
    if item is None:
        raise NothingToDo
    payment = operations.draft_payment(grant=grant, by=by, at=world.at)
    operations.add_payment_line(
        payment=payment,
        cost_item=item,
        invoice_number=number(rng),
        invoice_on=world.today,
        supplier_number=business_number(77),
        supplier_name="시험기계",
        supply_won=supply_won,
        invoice=paper(by),
        by=by,
        at=world.at,
    )
    operations.submit_payment(payment=payment, by=by, at=world.at)


def cover_lines(world: World, rng: Random) -> None:
    """Approve a request that what is held of an advance covers whole: nothing is left to pay."""
    payment = pick(rng, PAYMENTS.filter(status="CHECKED", payable_won=0, covered_won__gt=0))
    operations.approve_payment(payment=payment, by=world.approver, at=world.at)


def ask_for_held_back(world: World, rng: Random) -> None:
    """Ask for all that was held back of what was paid."""
    kept = FROM_BUDGET.filter(payment_requests__kept_won__gt=0, payment_requests__status="CONFIRMED")
    grant = pick(rng, kept.exclude(payment_requests__status="DRAFTED").distinct(), Grant.objects.all())
    operations.draft_payment(grant=grant, kind="HOLD_BACK", by=world.of(grant.firm_id), at=world.at)


MOVES = (draft_advance, change_advance, ask_against_advance, cover_lines, ask_for_held_back)
