"""Setting a debt off against a payment: bound before the release, posted with the bank's confirmation."""

import datetime as dt

from django.db.models import Sum

from core.ledger.operations import Move, account, check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import refusals
from disbursements.models import Debt, DebtEntry, EntryKind, Grant, PaymentRequest, SetOff
from disbursements.operations.debt_entries import paid_into, settle_if_met
from disbursements.operations.letters import write_payment
from disbursements.permissions import debts as debt_permissions
from disbursements.queries.debts import free_won, set_off_won
from disbursements.queries.paying import bank_part, composed_batch_of
from disbursements.refusals import debts as no
from disbursements.workflow import UNRELEASED, DebtStatus, PaymentStatus
from programs.models import GrantKind


@operation
def bind_set_off(*, payment: PaymentRequest, debt: Debt, amount: int, by: User, at: dt.datetime) -> SetOff:
    """
    Decide that a part of a checked payment is not paid out but set off against a debt of the same firm.

    Nothing moves before the payment is confirmed. A debt larger than the payment stays owed for the rest.

    :raises NotAllowed: if `by` does not decide on debts of this programme, and of the debt's own.
    :raises NotBeforeRelease: if the payment is not checked, or released already.
    :raises PaymentInBatch: if it lies in a batch, which has its amount already.
    :raises NotTheSameFirm, ThroughTheChain, MoreThanOpen, MoreThanPayment: if it can't be.
    :raises InvalidTransition: if the debt is not ordered, or settled already.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    debt = Debt.objects.lock(debt.pk)
    require(debt_permissions.may_set_off, by, payment, at=at)
    require(debt_permissions.may_meet_by_set_off, by, debt, at=at)
    check_amount(amount)
    if payment.status not in UNRELEASED:
        raise no.NotBeforeRelease(now=payment.get_status_display())
    check_in_no_batch(payment)
    if debt.firm_id != payment.grant.firm_id:
        raise no.NotTheSameFirm(field="debt", debtor=debt.firm.name)
    if payment.grant.kind == GrantKind.INDIRECT:
        raise no.ThroughTheChain
    debt.check_can_move_to(DebtStatus.PAID)
    if amount > (free := free_won(debt)):
        raise no.MoreThanOpen(field="amount", open=f"{free:,}")
    if amount > (left := bank_part(payment)):
        raise no.MoreThanPayment(field="amount", left=f"{left:,}")
    known = SetOff.objects.filter(debt=debt, payment=payment, lifted_at__isnull=True).first()
    if known:
        raise no.SetOffBound(payment=str(payment))
    bound = SetOff.objects.create(debt=debt, payment=payment, amount_won=amount, bound_at=at, bound_by=by)
    _write_again(payment, by=by, at=at)
    return bound


@operation
def lift_set_off(*, set_off: SetOff, by: User, at: dt.datetime) -> SetOff:
    """
    Take a set-off off a payment that was not released yet.

    :raises NotAllowed: if `by` does not decide on debts of this programme.
    :raises NotBeforeRelease, SetOffPosted: if the payment was released already, or it met the debt.
    :raises PaymentInBatch: if the payment lies in a batch, which has its amount already.
    """
    payment = PaymentRequest.objects.lock(set_off.payment_id)
    set_off = SetOff.objects.select_for_update(no_key=True).get(pk=set_off.pk)
    require(debt_permissions.may_lift_set_off, by, set_off, at=at)
    if DebtEntry.objects.filter(set_off=set_off).exists():
        raise no.SetOffPosted(won=f"{set_off.amount_won:,}")
    if payment.status in (PaymentStatus.RELEASED, PaymentStatus.CONFIRMED) or set_off.lifted_at:
        raise no.NotBeforeRelease(now=payment.get_status_display())
    check_in_no_batch(payment)
    set_off.lifted_at, set_off.lifted_by = at, by
    set_off.save(update_fields=["lifted_at", "lifted_by"])
    _write_again(payment, by=by, at=at)
    return set_off


def _write_again(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm what the bank pays by now, where it was told another amount with the approval."""
    if payment.status == PaymentStatus.APPROVED:
        write_payment(payment, by=by, at=at)


def check_in_no_batch(payment: PaymentRequest) -> None:
    """
    Refuse to touch by hand what lies in a batch that is being composed.

    :raises PaymentInBatch: naming the batch.
    """
    batch = composed_batch_of(payment)
    if batch is not None:
        raise refusals.PaymentInBatch(batch=str(batch))


def check_nothing_posted(payment: PaymentRequest) -> None:
    """
    Refuse to open a payment again of which a part met a debt already: only the bank's part came back.

    :raises SetOffPosted: naming that part.
    """
    posted = payment.set_offs.filter(entry__isnull=False).aggregate(won=Sum("amount_won"))["won"]
    if posted:
        raise no.SetOffPosted(won=f"{posted:,}")


def check_set_offs(payment: PaymentRequest) -> None:
    """
    Refuse to release a payment that became smaller than what is set off against it.

    :raises SetOffAboveRequest: naming both.
    """
    if bank_part(payment) < 0:
        figures = {"set_off": f"{set_off_won(payment):,}", "won": f"{payment.payable_won:,}"}
        raise no.SetOffAboveRequest(**figures)


def post_set_offs(
    grant: Grant, payment: PaymentRequest, moves: list[Move], *, by: User, at: dt.datetime
) -> list[Move]:
    """
    Return the moves of a confirmation with its set-offs: the bank moves its part, they move the rest.

    Each moves committed → held of this grant and its debt → the programme; debts are locked by id. What was
    posted stays posted when the bank sends its own part back: only that part is confirmed again.
    """
    bound = list(payment.set_offs.filter(lifted_at__isnull=True).order_by("debt_id"))
    if not bound:
        return moves
    own, paying = grant.owner, account(grant.owner, "paying")
    found = []
    for one in payment.set_offs.filter(lifted_at__isnull=True, entry__isnull=True).order_by("debt_id"):
        debt = Debt.objects.lock(one.debt_id)
        key = f"set_off:{one.pk}"
        held = Move(f"{key}:held", account(own, "committed"), account(own, "held"), one.amount_won)
        met = Move(f"{key}:debt", account(debt.owner, debt.code), paid_into(debt), one.amount_won)
        found += [held, met]
        DebtEntry.objects.create(
            debt=debt, kind=EntryKind.SET_OFF, amount_won=one.amount_won, set_off=one, at=at, by=by,
            paid_on=payment.paid_on or clock.day(at),
        )  # fmt: skip
        settle_if_met(debt, by=by, at=at)
    part = bank_part(payment)
    rest = [move._replace(amount=part) if move.source.pk == paying.pk else move for move in moves]
    return found + [move for move in rest if move.amount]
