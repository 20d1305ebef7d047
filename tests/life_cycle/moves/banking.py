"""The bank: accounts that change, batches, what its statements say; stand-ins and limits."""

import datetime as dt
import io
from random import Random

from core.evidence.checks import XML
from core.evidence.operations import store
from core.users import operations as users
from core.users.models import Delegation
from disbursements import operations
from disbursements.models import (
    BankAccount,
    BatchEntry,
    Grant,
    PaymentBatch,
    PaymentRequest,
    StatementEntry,
    end_to_end_id,
)
from disbursements.queries.paying import bank_part, releases
from programs.models import GrantKind
from tests.disbursements.test_bank_files import camt
from tests.life_cycle.moves.picking import number, paper, pick
from tests.life_cycle.world import PAYER_NUMBER, World

PAYMENTS = PaymentRequest.objects.all()
ACCOUNTS = BankAccount.objects.all()
BATCHES = PaymentBatch.objects.all()
ENTRIES = StatementEntry.objects.all()


def change_account(world: World, rng: Random) -> None:
    """The firm of some grant says where it wants to be paid from now on; nothing is paid until it is answered."""
    grants = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION).filter(status="OPENED")
    grant = pick(rng, grants, Grant.objects.all())
    by = world.of(grant.firm_id)
    operations.register_bank_account(
        grant=grant,
        bank_code="088",
        number=str(rng.randrange(10**11, 10**12)),
        holder_name=grant.firm.name,
        bankbook=paper(by),
        only_this_grant=rng.random() < 0.1,
        by=by,
        at=world.at,
    )


def confirm_account(world: World, rng: Random) -> None:
    account = pick(rng, ACCOUNTS.waiting(), ACCOUNTS)
    operations.confirm_bank_account(account=account, by=world.officer, at=world.at)


def refuse_account(world: World, rng: Random) -> None:
    account = pick(rng, ACCOUNTS.waiting(), ACCOUNTS)
    operations.refuse_bank_account(account=account, reason="예금주 다름", by=world.officer, at=world.at)


def compose_batch(world: World, rng: Random) -> None:
    pays_on = world.today + dt.timedelta(days=rng.randint(-1, 5))
    operations.compose_batch(
        program=world.program, pays_on=max(pays_on, world.today), by=world.officer, at=world.at
    )


def add_to_batch(world: World, rng: Random) -> None:
    batch = pick(rng, BATCHES.filter(status="COMPOSED"), BATCHES)
    payment = pick(
        rng, PAYMENTS.filter(status="APPROVED", grant__consortium__program=batch.program_id), PAYMENTS
    )
    operations.add_to_batch(batch=batch, payment=payment, by=world.officer, at=world.at)


def take_from_batch(world: World, rng: Random) -> None:
    entry = pick(rng, BatchEntry.objects.filter(batch__status="COMPOSED"), BatchEntry.objects.all())
    operations.take_from_batch(entry=entry, by=world.officer, at=world.at)


def release_batch(world: World, rng: Random) -> None:
    batch = pick(rng, BATCHES.filter(status="COMPOSED", entries__isnull=False), BATCHES)
    operations.release_batch(batch=batch, by=world.payer, at=world.at)


def dissolve_batch(world: World, rng: Random) -> None:
    batch = pick(rng, BATCHES.filter(status="COMPOSED"), BATCHES)
    operations.dissolve_batch(batch=batch, by=world.officer, at=world.at)


def answer_of_bank(world: World, rng: Random) -> None:
    """The bank says that it paid what was released, and of one thing what nobody knows."""
    payment = pick(rng, PAYMENTS.filter(status="RELEASED"), PAYMENTS)
    _bring(world, rng, payment, "DBIT", ("", 12_345, "DBIT", number(rng)))


def money_comes_back(world: World, rng: Random) -> None:
    """The bank says that what it had paid came back."""
    payment = pick(rng, PAYMENTS.filter(status__in=["CONFIRMED", "RELEASED"]), PAYMENTS)
    _bring(world, rng, payment, "CRDT")


def _bring(world: World, rng: Random, payment: PaymentRequest, direction: str, *more: tuple) -> None:
    name = end_to_end_id(payment.pk, releases(payment))
    entry = (name, bank_part(payment), direction, number(rng))
    data = camt(entry, *more, day=f"{world.today}", account=PAYER_NUMBER)
    at = world.at
    file = store(
        file=io.BytesIO(data), filename="answer.xml", allowed=frozenset({XML}), by=world.officer, at=at
    )
    statement = operations.receive_statement(
        program=payment.grant.consortium.program, file=file, by=world.officer, at=at
    )
    operations.reconcile_statement(statement=statement, by=world.officer, at=at)


def reconcile_again(world: World, rng: Random) -> None:
    entry = pick(rng, ENTRIES.filter(outcome="UNMATCHED"), ENTRIES)
    operations.reconcile_entry(entry=entry, by=world.officer, at=world.at)


def explain_entry(world: World, rng: Random) -> None:
    entry = pick(rng, ENTRIES.filter(outcome="UNMATCHED"), ENTRIES)
    operations.explain_entry(entry=entry, reason="통장 이자", by=world.officer, at=world.at)


def delegate(world: World, rng: Random) -> None:
    """Let an official of the agency act for who approves and who releases, for some days."""
    for giver, role in ((world.approver, "APPROVING_OFFICER"), (world.payer, "PAYING_OFFICER")):
        users.delegate(
            office=world.program.office,
            giver=giver,
            stand_in=world.stand_in,
            role=role,
            valid_from=world.today,
            valid_until=world.today + dt.timedelta(days=rng.randint(0, 9)),
            reason="출장",
            by=rng.choice([giver, world.lead]),
            at=world.at,
        )


def revoke_delegation(world: World, rng: Random) -> None:
    """Take a delegation back, one time in four where one stands."""
    standing = Delegation.objects.filter(revoked_at__isnull=True)
    delegation = pick(rng, standing, Delegation.objects.all())
    users.revoke_delegation(delegation=delegation, by=world.lead, at=world.at)


def approve_as_stand_in(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status="CHECKED"), PAYMENTS)
    operations.approve_payment(payment=payment, by=world.stand_in, at=world.at)


def release_as_stand_in(world: World, rng: Random) -> None:
    payment = pick(rng, PAYMENTS.filter(status="APPROVED"), PAYMENTS)
    operations.release_payment(payment=payment, by=world.stand_in, at=world.at)


def set_limit(world: World, rng: Random) -> None:
    """Bind a role to an amount: often to none, seldom to one that stops most payments for a while."""
    operations.set_limit(
        office=world.program.office,
        hand=rng.choice(["APPROVE", "RELEASE"]),
        role=rng.choice(["APPROVING_OFFICER", "PAYING_OFFICER"]),
        limit_won=rng.choice([None, None, 1_000_000_000, 20_000_000]),
        valid_from=world.today,
        source="위임전결 규정",
        by=world.lead,
        at=world.at,
    )


MOVES = (
    change_account,
    confirm_account,
    refuse_account,
    compose_batch,
    add_to_batch,
    take_from_batch,
    release_batch,
    dissolve_batch,
    answer_of_bank,
    money_comes_back,
    reconcile_again,
    explain_entry,
    delegate,
    revoke_delegation,
    approve_as_stand_in,
    release_as_stand_in,
    set_limit,
)
