"""Money down the chain: gifts of one's own, subsidy handed on; grants suspended, shrunk, cancelled."""

from random import Random

from applications import operations as applications
from applications.models import Application
from core.ledger.queries import balance
from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentRequest
from programs.models import GrantKind, Member, MemberStatus
from tests.factories.people import FIRST_DAY
from tests.life_cycle.moves.picking import NothingToDo, number, paper, pick, won
from tests.life_cycle.world import World

GRANTS = Grant.objects.all()
GIFTS = Grant.objects.filter(kind=GrantKind.CONTRIBUTION)
PASSED = PassThrough.objects.all()


def _below(case: Application, rng: Random) -> Member:
    below = Member.objects.filter(
        consortium=case.consortium_id, upstream__firm=case.firm_id, status=MemberStatus.JOINED
    )
    return pick(rng, below)


def propose_contribution(world: World, rng: Random) -> None:
    ready = Application.objects.filter(
        status="ACCEPTED", consortium__pass_through_kind="CONTRIBUTION", grant__isnull=False
    )
    parent = pick(rng, ready, Application.objects.filter(kind="GRANT"))
    applications.propose_contribution(
        parent=parent,
        firm=_below(parent, rng).firm,
        title="상생 지원",
        purpose="설비 교체",
        amount=won(rng, 20_000_000),
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY.replace(month=12),
        by=world.of(parent.firm_id),
        at=world.at,
    )


def record_contribution(world: World, rng: Random) -> None:
    gifts = Application.objects.filter(grant_kind=GrantKind.CONTRIBUTION)
    case = pick(rng, gifts.filter(status="SUBMITTED"), gifts)
    applications.record_contribution(application=case, reason="확인", by=world.officer, at=world.at)


def give(world: World, rng: Random) -> None:
    """Give a part, or all that is still owed."""
    receiver = pick(rng, GIFTS.filter(status="OPENED"), GRANTS)
    payer = receiver.parent
    if payer is None:
        raise NothingToDo
    by = world.of(payer.firm_id)
    operations.record_pass_through(
        payer=payer,
        receiver=receiver,
        amount_won=won(rng, 5_000_000)
        if rng.random() < 0.7
        else balance(payer.owner, "duty_open") or 400_000,
        paid_on=world.today,
        bank_reference=number(rng),
        evidence=paper(by),
        by=by,
        at=world.at,
    )


def confirm_money(world: World, rng: Random) -> None:
    passed = pick(rng, PASSED.filter(status="RECORDED"), PASSED)
    amount = passed.amount_won if rng.random() < 0.95 else passed.amount_won + 1
    operations.confirm_pass_through(
        pass_through=passed, amount_won=amount, by=world.of(passed.receiver.firm_id), at=world.at
    )


def dispute_money(world: World, rng: Random) -> None:
    passed = pick(rng, PASSED.filter(status="RECORDED"), PASSED)
    operations.dispute_pass_through(
        pass_through=passed, reason="미입금", by=world.of(passed.receiver.firm_id), at=world.at
    )


def use_gift(world: World, rng: Random) -> None:
    grant = pick(rng, GIFTS.filter(received_from__status="CONFIRMED"), GIFTS)
    by = world.of(grant.firm_id)
    operations.record_gift_use(
        grant=grant,
        name="압축기",
        invoice_number=number(rng),
        spent_on=world.today,
        amount_won=won(rng, 1_000_000),
        invoice=paper(by),
        by=by,
        at=world.at,
    )


def propose_regrant(world: World, rng: Random) -> None:
    ready = Application.objects.filter(status="ACCEPTED", regrant_won__gt=0)
    parent = pick(rng, ready, Application.objects.filter(kind="GRANT"))
    applications.propose_regrant(
        parent=parent,
        firm=_below(parent, rng).firm,
        title="하위 협력사 설비",
        purpose="설비 교체",
        amount=_regrant(rng, parent.regrant_won),
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY.replace(month=12),
        by=world.of(parent.firm_id),
        at=world.at,
    )


def _regrant(rng: Random, most: int) -> int:
    """Return a part, one time in five all, or one time in twenty a won too much."""
    chance = rng.random()
    return won(rng, most) if chance < 0.75 else most + (chance > 0.95)


def retract_regrant(world: World, rng: Random) -> None:
    proposed = Application.objects.filter(grant_kind=GrantKind.INDIRECT)
    case = pick(rng, proposed.filter(status="DRAFTED"), proposed)
    by = world.of(case.parent.firm_id) if case.parent else world.of(case.firm_id)
    applications.retract_regrant(application=case, reason="계획 변경", by=by, at=world.at)


def hand_on(world: World, rng: Random) -> None:
    payment = pick(rng, PaymentRequest.objects.filter(status="CONFIRMED", grant__kind=GrantKind.INDIRECT))
    way, above = [], payment.grant.parent
    while above is not None:
        way.append(above)
        above = above.parent
    payer = rng.choice(way)
    by = world.of(payer.firm_id)
    operations.record_hop(
        payment=payment,
        payer=payer,
        paid_on=world.today,
        bank_reference=number(rng),
        evidence=paper(by),
        by=by,
        at=world.at,
    )


def suspend(world: World, rng: Random) -> None:
    grant = pick(rng, GRANTS.filter(status="OPENED"), GRANTS)
    operations.suspend_grant(grant=grant, reason="현장 점검", by=world.officer, at=world.at)


def resume(world: World, rng: Random) -> None:
    grant = pick(rng, GRANTS.filter(status="SUSPENDED"), GRANTS)
    operations.resume_grant(grant=grant, reason="점검 완료", by=world.officer, at=world.at)


def shrink(world: World, rng: Random) -> None:
    grant = pick(rng, GRANTS.exclude(kind=GrantKind.CONTRIBUTION).exclude(status="CANCELLED"), GRANTS)
    own = won(rng, grant.awarded_won // 4)
    regrant = won(rng, grant.regrant_won // 4) if grant.regrant_won else 0
    operations.shrink_grant(
        grant=grant, own_won=own, regrant_won=regrant, reason="사업 축소", by=world.approver, at=world.at
    )


def cancel(world: World, rng: Random) -> None:
    if rng.random() < 0.7:
        raise NothingToDo
    grant = pick(rng, GRANTS.filter(status__in=["OPENED", "SUSPENDED"]), GRANTS)
    operations.cancel_grant(grant=grant, reason="협약 위반", by=world.approver, at=world.at)


def give_back(world: World, rng: Random) -> None:
    payment = pick(rng, PaymentRequest.objects.filter(status="CONFIRMED", grant__kind=GrantKind.INDIRECT))
    holder = payment.grant.parent
    if holder is None or rng.random() < 0.7:
        raise NothingToDo
    operations.record_return(
        grant=holder,
        payment=payment,
        amount=payment.payable_won,
        paid_on=world.today,
        bank_reference=number(rng),
        reason="반납",
        by=world.officer,
        at=world.at,
    )


MOVES = (
    propose_contribution,
    record_contribution,
    give,
    confirm_money,
    dispute_money,
    use_gift,
    propose_regrant,
    retract_regrant,
    hand_on,
    suspend,
    resume,
    shrink,
    cancel,
    give_back,
)
