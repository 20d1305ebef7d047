"""The state's money at the disposal of a call."""

import datetime as dt

from core.ledger.models import Transfer
from core.ledger.operations import Owner, account, check_amount, outside, post
from core.users.models import User
from core.workflow import clock
from core.workflow.operations import operation
from programs.models import Call


@operation
def appropriate(*, call: Call, amount: int, by: User, at: dt.datetime) -> Transfer:
    """
    Put `amount` won of the state's money at the disposal of the call. Set-up alone asks for it.

    :raises InvalidAmount: if the amount is not a positive whole number that fits.
    """
    check_amount(amount)
    call = Call.objects.lock(call.pk)
    number = Transfer.objects.filter(key__startswith=f"appropriate:{call.pk}:").count() + 1
    key = f"appropriate:{call.pk}:{number}"
    return post(
        key=key,
        source=outside("state"),
        target=account(Owner("call", call.pk), "available"),
        amount=amount,
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=key,
    )
