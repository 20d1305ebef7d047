"""What a confirmed payment moves, by the kind of its grant (docs/ledger.md)."""

from applications.models import Application
from core.ledger.operations import Move, account, outside
from disbursements import rules
from disbursements.models import Grant, PaymentRequest
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
    return moves
