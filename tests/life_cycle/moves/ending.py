"""How a grant and a year end: settlements stated, decided and confirmed, grants closed, fiscal years closed."""

from random import Random

from disbursements import operations
from disbursements.models import FiscalYearClose, Grant, Settlement, SettlementLine
from disbursements.operations.year_close import Carry
from disbursements.queries.debts import recoverable
from programs.models import GrantKind
from tests.life_cycle.moves.picking import paper, pick, won
from tests.life_cycle.world import LAST_YEAR, World

SUBSIDIES = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION)
SETTLEMENTS = Settlement.objects.all()
LINES = SettlementLine.objects.all()
CLOSES = FiscalYearClose.objects.all()


def open_settlement(world: World, rng: Random) -> None:
    paid = SUBSIDIES.filter(payment_requests__status="CONFIRMED", settlements__isnull=True)
    grant = pick(rng, paid.distinct(), Grant.objects.all())
    operations.open_settlement(grant=grant, by=world.officer, at=world.at)


def open_settlement_by_clock(world: World, rng: Random) -> None:
    """The clock opens what is owed, also of a grant of which nothing was paid."""
    grant = pick(rng, SUBSIDIES.filter(settlements__isnull=True), SUBSIDIES)
    operations.open_due_settlement(grant=grant, by=world.officer, at=world.at)


def state_settlement(world: World, rng: Random) -> None:
    """Hand it in; each line as it was paid or, one time in four, with less and why; mostly with interest."""
    settlement = pick(rng, SETTLEMENTS.filter(status__in=["DUE", "RETURNED"]), SETTLEMENTS)
    by = world.of(settlement.grant.firm_id)
    less = rng.random() > 0.75
    stated = {
        line.public_id: (line.paid_won * 9 // 10 if less else line.paid_won, "일부 집행하지 않음")
        for line in settlement.lines.exclude(verdict="CONFIRMED")
    }
    operations.state_settlement(
        settlement=settlement,
        stated=stated,
        own_burden_won=settlement.own_burden_won,
        interest_won=rng.randint(0, 9_999),
        performance="설비 교체 완료",
        report=paper(by),
        by=by,
        at=world.at,
    )


def confirm_line(world: World, rng: Random) -> None:
    """Confirm a line as stated, as far as so much is left of it, or one time in four for less."""
    line = pick(rng, LINES.filter(verdict="OPEN", settlement__status="SUBMITTED"), LINES)
    confirmed = min(line.stated_won, sum(recoverable(line.settlement.grant)))
    if rng.random() > 0.76:
        confirmed = confirmed * 8 // 10
    operations.decide_line(
        line=line, verdict="CONFIRMED", confirmed_won=confirmed, reason="증빙 확인", by=world.officer,
        at=world.at,
    )  # fmt: skip


def order_correction(world: World, rng: Random) -> None:
    line = pick(rng, LINES.filter(verdict="OPEN", settlement__status="SUBMITTED"), LINES)
    operations.decide_line(
        line=line, verdict="TO_CORRECT", reason="영수증 누락", by=world.officer, at=world.at
    )


def return_settlement(world: World, rng: Random) -> None:
    ready = SETTLEMENTS.filter(status="SUBMITTED", lines__verdict="TO_CORRECT").distinct()
    settlement = pick(rng, ready, SETTLEMENTS)
    operations.return_settlement(settlement=settlement, reason="보완 요구", by=world.officer, at=world.at)


def check_settlement(world: World, rng: Random) -> None:
    ready = SETTLEMENTS.filter(status="SUBMITTED").exclude(lines__verdict__in=["OPEN", "TO_CORRECT"])
    settlement = pick(rng, ready, SETTLEMENTS)
    operations.check_settlement(settlement=settlement, finding="적정", by=world.officer, at=world.at)


def send_settlement_back(world: World, rng: Random) -> None:
    settlement = pick(rng, SETTLEMENTS.filter(status="CHECKED"), SETTLEMENTS)
    operations.send_settlement_back(
        settlement=settlement, reason="다시 볼 것", by=world.approver, at=world.at
    )


def confirm_settlement(world: World, rng: Random) -> None:
    settlement = pick(rng, SETTLEMENTS.filter(status="CHECKED"), SETTLEMENTS)
    operations.confirm_settlement(settlement=settlement, reason="정산 확정", by=world.approver, at=world.at)


def record_interest(world: World, rng: Random) -> None:
    settlement = pick(rng, SETTLEMENTS.filter(status="CONFIRMED", interest_won__gt=0), SETTLEMENTS)
    operations.record_interest(settlement=settlement, by=world.officer, at=world.at)


def close_grant(world: World, rng: Random) -> None:
    settled = SUBSIDIES.filter(status="OPENED", settlements__status="CONFIRMED")
    grant = pick(rng, settled, SUBSIDIES)
    operations.close_grant(grant=grant, reason="정산 끝남", by=world.approver, at=world.at)


def prepare_year_close(world: World, rng: Random) -> None:
    """Prepare the close of last year: a part is carried over into this year's call, the rest lapses."""
    carry = Carry(won(rng, 900_000_000), world.call, "사고이월: 납기 지연")
    operations.prepare_year_close(
        program=world.last_call.program,
        year=LAST_YEAR,
        carried={world.last_call.pk: carry} if rng.random() < 0.8 else {},
        by=world.officer,
        at=world.at,
    )


def withdraw_year_close(world: World, rng: Random) -> None:
    close = pick(rng, CLOSES.filter(status="PREPARED"), CLOSES)
    operations.withdraw_year_close(close=close, reason="다시 계산", by=world.officer, at=world.at)


def decide_year_close(world: World, rng: Random) -> None:
    close = pick(rng, CLOSES.filter(status="PREPARED"), CLOSES)
    operations.decide_year_close(close=close, by=world.approver, at=world.at)


MOVES = (
    open_settlement,
    open_settlement_by_clock,
    state_settlement,
    confirm_line,
    order_correction,
    return_settlement,
    check_settlement,
    send_settlement_back,
    confirm_settlement,
    record_interest,
    close_grant,
    prepare_year_close,
    withdraw_year_close,
    decide_year_close,
)
