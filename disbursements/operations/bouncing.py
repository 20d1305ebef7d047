"""What the bank sends back, before or after it was said to be paid."""

import datetime as dt

from applications.models import Application
from applications.rules import check_reason
from core.ledger.models import Transfer
from core.ledger.operations import Move, account, outside, post_event, reverse
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.hands import Hand
from disbursements.models import Grant, PaymentRequest
from disbursements.queries.conduits import conduits
from disbursements.queries.paying import bank_part, release_event
from disbursements.refusals import debts as no
from disbursements.workflow import PaymentStatus
from programs.models import GrantKind


@operation
def return_from_bank(*, payment: PaymentRequest, reason: str, by: User, at: dt.datetime) -> PaymentRequest:
    """
    Record that the bank sent the money back: paying → committed; it waits for its release again.

    After the bank had confirmed it, what the confirmation moved is reversed first, and the duty to contribute
    falls: of what suppliers confirmed already, what no other payment obliges to becomes voluntary.

    :raises NotAllowed: if `by` released the payment, or does not confirm payments of this programme.
    :raises InvalidTransition: if it is neither at the bank nor paid.
    :raises NothingAtTheBank: if all of it is set off against debts.
    :raises HandedOnAlready: if subsidy of the chain went on to the next firm; it comes back from there first.
    :raises InsufficientFunds: if the money is no longer where the confirmation put it.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    Application.objects.lock_line(payment.grant.application_id)
    grant = Grant.objects.lock(payment.grant_id)
    require(permissions.may_confirm_payment, by, payment, at=at)
    if payment.status not in (PaymentStatus.RELEASED, PaymentStatus.CONFIRMED):
        payment.check_can_move_to(PaymentStatus.CONFIRMED)  # says where it is now
    if not bank_part(payment):
        raise no.NothingAtTheBank
    acting_for = permissions.stands_in_for(by, Hand.BANK, payment, at=at)
    event, release = f"bounce:{release_event(payment).removeprefix('release:')}", release_event(payment)
    if payment.status == PaymentStatus.CONFIRMED:
        _take_back(payment, grant, event=event, by=by, at=at)
    payment.move_to(PaymentStatus.APPROVED, by=by, at=at, reason=check_reason(reason), acting_for=acting_for)
    _forget_the_bank(payment)
    sent = Transfer.objects.get(key=release)
    reverse(transfer=sent, effective_on=clock.day(at), at=at, by=by, event=event)
    announcements.payment_bounced(payment, by=by, at=at)
    return payment


def _take_back(payment: PaymentRequest, grant: Grant, *, event: str, by: User, at: dt.datetime) -> None:
    """Reverse what the confirmation moved, last first, and let the duty fall; what was set off stays."""
    if grant.kind == GrantKind.INDIRECT and not _lies_at_the_top(payment, grant):
        raise refusals.HandedOnAlready(payment=str(payment))
    posted = Transfer.objects.filter(event=payment.confirmation).exclude(key__startswith="set_off:")
    for transfer in posted.order_by("-pk"):
        if transfer.key == f"{payment.confirmation}:duty":
            _drop_duty(grant, transfer, event=event, by=by, at=at)
        else:
            reverse(transfer=transfer, effective_on=clock.day(at), at=at, by=by, event=event)


def _lies_at_the_top(payment: PaymentRequest, grant: Grant) -> bool:
    """Say whether the money lies with the topmost firm still, and was not handed on."""
    lying = next((one for one in conduits([grant.consortium_id]) if one.payment.pk == payment.pk), None)
    return lying is not None and lying.holder.parent_id is None and not lying.is_on_its_way


def _drop_duty(grant: Grant, posted: Transfer, *, event: str, by: User, at: dt.datetime) -> None:
    """Take the duty of a payment that went back off what is open; what was met of it becomes voluntary."""
    duty_open, done = account(grant.owner, "duty_open"), account(grant.owner, "duty_done")
    falls = min(duty_open.balance, posted.amount)
    moves = []
    if falls:
        moves.append(Move(f"fall:{posted.key}", duty_open, outside("duty"), falls))
    if met := posted.amount - falls:
        voluntary = account(grant.owner, "voluntary")
        moves.append(Move(f"fall:{posted.key}:voluntary", done, voluntary, met))
    post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=event)


def _forget_the_bank(payment: PaymentRequest) -> None:
    """Empty what the release and the confirmation wrote; the history and the kept versions have it."""
    payment.released_at = payment.released_by = payment.paid_to = None
    payment.confirmed_at = payment.confirmed_by = payment.paid_on = None
    payment.bank_reference = ""
    payment.save(
        update_fields=[
            "released_at", "released_by", "paid_to", "confirmed_at", "confirmed_by", "paid_on",
            "bank_reference",
        ]
    )  # fmt: skip
