"""What a confirmed payment moves, by the kind of its grant (docs/ledger.md)."""

from django.db.models import Sum

from applications.models import Application
from core.ledger.models import Transfer
from core.ledger.operations import Move, account, outside
from disbursements import rules
from disbursements.models import Grant, PaymentRequest, confirmation_event
from disbursements.queries import owes_contributions
from programs.models import GrantKind, PaymentKind
from programs.queries import pass_through_bp


def payment_moves(grant: Grant, payment: PaymentRequest, topmost: Application) -> list[Move]:
    """Return what the bank's confirmation moves: a conduit, held, or spent."""
    own, amount, key = grant.owner, payment.payable_won, payment.confirmation
    if grant.kind == GrantKind.INDIRECT:
        conduit = account(topmost.owner, f"conduit:{grant.application_id}")
        return [Move(f"{key}:conduit", account(own, "paying"), conduit, amount)]
    held = account(own, "held")
    moves = [Move(f"{key}:held", account(own, "paying"), held, amount)]
    if payment.kind != PaymentKind.ADVANCE:  # an advance is held until lines are accepted
        moves.append(Move(f"{key}:spent", held, account(own, "spent"), amount))
    ratio = pass_through_bp(grant.consortium.program, payment.paid_on) if payment.paid_on else 0
    owed = rules.duty_of(paid_won=amount, ratio_bp=ratio)
    if owes_contributions(grant) and owed:
        moves.append(Move(f"{key}:duty", outside("duty"), account(own, "duty_open"), owed))
        moves += _met_before(grant, payment, owed)
    return moves


def _met_before(grant: Grant, payment: PaymentRequest, owed_won: int) -> list[Move]:
    """
    Return what meets the duty of a payment that is confirmed again: what was passed on for it before.

    When the money came back it became voluntary; it is no longer, up to what fell.
    """
    if payment.times_confirmed < 2:
        return []
    before = f"{confirmation_event(payment.pk, payment.times_confirmed - 1)}:duty"
    keys = [f"fall:{before}:voluntary", f"refill:{before}"]  # the latter was taken back when it fell
    fell = Transfer.objects.filter(key__in=keys).aggregate(won=Sum("amount"))["won"] or 0
    own, key = grant.owner, f"refill:{payment.confirmation}:duty"
    voluntary = account(own, "voluntary")
    if not (met := min(fell, voluntary.balance, owed_won)):
        return []
    return [
        Move(key, account(own, "duty_open"), account(own, "duty_done"), met),
        Move(f"{key}:voluntary", voluntary, outside("duty"), met),
    ]
