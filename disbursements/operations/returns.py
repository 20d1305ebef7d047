"""Subsidy that a firm pays back: what it holds, or what lies with it for a firm below."""

import datetime as dt

from applications.models import Application
from core.ledger.operations import Owner, account, check_amount, post
from core.ledger.refusals import InsufficientFunds
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.models import Grant, MoneyReturn, PaymentRequest
from disbursements.operations.references import use_reference
from disbursements.operations.year_close import open_day
from disbursements.queries import lying_with
from disbursements.queries.held import free_held

HELD = "held"


@operation
def record_return(
    *,
    grant: Grant,
    amount: int,
    paid_on: dt.date,
    bank_reference: str,
    reason: str,
    payment: PaymentRequest | None = None,
    by: User,
    at: dt.datetime,
) -> MoneyReturn:
    """
    Record that a firm paid subsidy back to the state (Act, art. 31): its own `held`, or, with `payment`, what
    lies in its conduit for another firm, whole. Held or conduit → the programme's `returned`.

    :raises NotAllowed: if `by` does not confirm payments of this programme.
    :raises NothingLies: if the money of the payment does not lie with this firm, or is on its way.
    :raises HopAmountDiffers: if it is not all of the payment.
    :raises InvoiceInFuture, NoBankReference, BankReferenceUsed: if day or reference can't be right.
    :raises InsufficientFunds: if the firm holds less, but for what a payment waits for.
    """
    program_id = grant.consortium.program_id
    belongs_to = open_day(program_id, paid_on, at=at)
    if payment is not None:
        payment = PaymentRequest.objects.lock(payment.pk)
    Application.objects.lock_line((payment.grant if payment else grant).application_id)
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_record_return, by, grant, at=at)
    check_amount(amount)
    if paid_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="paid_on")
    since = _check_lies(grant, payment, amount)
    code = f"conduit:{payment.grant.application_id}" if payment else HELD
    returned = MoneyReturn(
        grant=grant, account=code, payment=payment, amount_won=amount, paid_on=paid_on, reason=reason.strip()
    )
    returned.bank_reference = use_reference(
        bank_reference, owner_kind="grant", owner_id=grant.pk, by=by, at=at
    )
    returned.at, returned.by = at, by
    returned.save()
    post(
        key=f"return:{returned.pk}",
        source=account(grant.owner, code),
        target=account(Owner("program", program_id), "returned"),
        amount=amount,
        effective_on=max(belongs_to, since),
        at=at,
        by=by,
        event=f"return:{returned.pk}",
    )
    announcements.money_returned(returned, by=by, at=at)
    return returned


def _check_lies(grant: Grant, payment: PaymentRequest | None, amount: int) -> dt.date:
    """Return since when the money lies there."""
    if payment is None:
        if amount > (free := free_held(grant)):
            raise InsufficientFunds(amount=f"{amount:,}", available=f"{free:,}")
        return dt.date.min
    lying = next((one for one in lying_with(grant) if one.payment.pk == payment.pk), None)
    if lying is None or lying.is_on_its_way:
        raise refusals.NothingLies(field="payment", payment=str(payment), firm=grant.firm.name)
    if amount != lying.amount_won:
        raise refusals.HopAmountDiffers(field="amount", amount=f"{lying.amount_won:,}")
    return lying.since
