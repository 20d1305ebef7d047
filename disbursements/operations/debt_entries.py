"""What lessens a debt: the firm pays, or the office writes off what can't be had."""

import datetime as dt

from applications.rules import check_reason
from core.ledger.operations import Account, Move, Owner, account, check_amount, post_event
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import refusals
from disbursements.announcements import debts as announcements
from disbursements.models import Debt, DebtEntry, EntryKind
from disbursements.operations.debts import _check_unbound, locked_debt
from disbursements.operations.references import use_reference
from disbursements.operations.year_close import open_day
from disbursements.permissions import debts as permissions
from disbursements.queries.debts import free_won, met_won, next_part, open_won
from disbursements.refusals import debts as no
from disbursements.workflow import DebtKind, DebtStatus


@operation
def record_debt_payment(
    *, debt: Debt, amount: int, paid_on: dt.date, bank_reference: str, by: User, at: dt.datetime
) -> DebtEntry:
    """
    Record that the firm paid a debt or a part of it: debt → programme.

    :raises NotAllowed: if `by` does not record the bank's word in this programme.
    :raises InvalidTransition: if it is not ordered, or settled already.
    :raises MoreThanOpen: naming what is open; what is bound as a set-off is not.
    :raises InvoiceInFuture, PaidBeforeOrder, NoBankReference, BankReferenceUsed: if day or reference can't
        be right.
    """
    belongs_to = open_day(debt.grant.consortium.program_id, paid_on, at=at)
    debt = locked_debt(debt)
    require(permissions.may_record_debt_payment, by, debt, at=at)
    debt.check_can_move_to(DebtStatus.PAID)
    check_amount(amount)
    if amount > (free := free_won(debt)):
        raise no.MoreThanOpen(field="amount", open=f"{free:,}")
    _check_day(debt, paid_on, at)
    reference = use_reference(bank_reference, owner_kind="debt", owner_id=debt.pk, by=by, at=at)
    entry = DebtEntry.objects.create(
        debt=debt, kind=EntryKind.PAID, amount_won=amount, paid_on=paid_on, bank_reference=reference,
        at=at, by=by,
    )  # fmt: skip
    key = f"debt:{debt.pk}:entry:{entry.pk}"
    move = Move(key, account(debt.owner, debt.code), paid_into(debt), amount)
    post_event(moves=[move], effective_on=belongs_to, at=at, by=by, event=key)
    settle_if_met(debt, by=by, at=at)
    return entry


def paid_into(debt: Debt) -> Account:
    """Return the programme's account into which a debt is paid: returned, interest, surcharge, late fee."""
    code = "returned" if debt.kind == DebtKind.PRINCIPAL else debt.code
    return account(Owner("program", debt.grant.consortium.program_id), code)


def settle_if_met(debt: Debt, *, by: User, at: dt.datetime) -> None:
    """Move a locked debt on when nothing of it is open, and tell the firm."""
    if met_won(debt) == debt.amount_won:
        debt.move_to(DebtStatus.PAID, by=by, at=at)
        announcements.settled(debt, by=by, at=at)
    elif part := next_part(debt):
        announcements.due_anew(debt, part.due_on, by=by, at=at)


def _check_day(debt: Debt, paid_on: dt.date, at: dt.datetime) -> None:
    ordered_on = clock.day(debt.ordered_at) if debt.ordered_at else paid_on
    if paid_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="paid_on")
    if paid_on < ordered_on:
        raise no.PaidBeforeOrder(field="paid_on", day=f"{ordered_on:%Y-%m-%d}")


@operation
def write_off_debt(*, debt: Debt, reason: str, by: User, at: dt.datetime) -> Debt:
    """
    Give up what is open of a debt, by decision: debt → written off.

    :raises NotAllowed: if `by` proposed it or does not decide on debts of this programme.
    :raises InvalidTransition: if it is not ordered, or settled already.
    :raises SetOffBound: if a part of it is bound to a payment.
    """
    debt = locked_debt(debt)
    require(permissions.may_end_debt, by, debt, at=at)
    debt.check_can_move_to(DebtStatus.WRITTEN_OFF)
    _check_unbound(debt)
    reason, today = check_reason(reason), clock.day(at)
    entry = DebtEntry.objects.create(
        debt=debt, kind=EntryKind.WRITTEN_OFF, amount_won=open_won(debt), paid_on=today, reason=reason,
        at=at, by=by,
    )  # fmt: skip
    key = f"debt:{debt.pk}:entry:{entry.pk}"
    target = account(debt.owner, "written_off")
    move = Move(key, account(debt.owner, debt.code), target, entry.amount_won)
    post_event(moves=[move], effective_on=today, at=at, by=by, event=key)
    debt.move_to(DebtStatus.WRITTEN_OFF, by=by, at=at, reason=reason)
    announcements.settled(debt, by=by, at=at)
    return debt
