"""What office and firm can talk about in this room: grants and payment requests."""

from typing import Any

from core.inbox import topics
from core.inbox.topics import Facts
from disbursements.models import Grant, PaymentRequest
from programs.addressees import those_who_handle

GRANT, PAYMENT = "grant", "payment"


def _grants(user: Any) -> Any:
    return Grant.objects.visible_to(user).with_parties()


def _payments(user: Any) -> Any:
    return PaymentRequest.objects.visible_to(user).with_parties()


def _facts_of_grant(grant: Grant, *, is_shared: bool = True) -> Facts:
    program = grant.consortium.program
    return Facts(
        firm_id=grant.firm_id,
        office_pairs=program.scope_pairs,
        office=those_who_handle(program),
        is_shared=is_shared,
    )


def _facts_of_payment(payment: PaymentRequest) -> Facts:
    return _facts_of_grant(payment.grant, is_shared=payment.submitted_at is not None)


def declare() -> None:
    """Let grants and payment requests be talked about."""
    topics.declare(GRANT, _grants, _facts_of_grant)
    topics.declare(PAYMENT, _payments, _facts_of_payment)
