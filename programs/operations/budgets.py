"""The state's money at the disposal of a call."""

import datetime as dt

from core.ledger.models import Transfer
from core.ledger.operations import Owner, account, check_amount, outside, post
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import permissions
from programs.models import Call


@operation
def appropriate(*, call: Call, amount: int, by: User, at: dt.datetime, reference: str = "") -> Transfer:
    """
    Put `amount` won of the state's money at the disposal of the call, once per paper that allots it.

    `reference` is that paper's number; set-up has none, and there the same amount on the same day is the same
    act.

    :raises PermissionDenied: if `by` may not appropriate to this programme.
    :raises InvalidAmount: if the amount is not a positive whole number that fits.
    :raises KeyReused: if another amount was appropriated by the same paper.
    """
    require(permissions.may_appropriate, by, call, at=at)
    check_amount(amount)
    day = clock.day(at)
    key = f"appropriate:{call.pk}:{reference.strip() or f'{day}:{amount}'}"
    return post(
        key=key,
        source=outside("state"),
        target=account(Owner("call", call.pk), "available"),
        amount=amount,
        effective_on=day,
        at=at,
        by=by,
        event=key,
    )
