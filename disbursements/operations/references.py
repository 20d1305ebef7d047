"""The bank's references: a transfer is booked once, whatever it was for."""

import datetime as dt

from core.evidence.models import Mark
from core.evidence.operations import AlreadyUsed, mark_used
from core.users.models import User
from disbursements import refusals

BANK_REFERENCE = "bank_reference"


def use_reference(
    value: str, *, owner_kind: str, owner_id: int, again: bool = False, by: User, at: dt.datetime
) -> str:
    """
    Return the reference of a transfer without blanks around it; from now on it is used.

    It serves once over payments, payments of debts, returns and pledges, whose case is locked. With `again`
    the same case may use it again: what it recorded with it before did not come true.

    :raises NoBankReference, BankReferenceUsed: if there is none, or it was used.
    """
    reference = value.strip()
    if not reference:
        raise refusals.NoBankReference(field="bank_reference")
    used = refusals.BankReferenceUsed(field="bank_reference", value=reference)
    if not again and Mark.objects.filter(kind=BANK_REFERENCE, value=reference).exists():
        raise used
    try:
        mark_used(
            kind=BANK_REFERENCE, value=reference, owner_kind=owner_kind, owner_id=owner_id, by=by, at=at
        )
    except AlreadyUsed:
        raise used from None
    return reference
