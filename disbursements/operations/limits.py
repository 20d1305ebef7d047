"""Setting up to which amount somebody approves or releases."""

import datetime as dt

from core.ledger.refusals import InvalidAmount
from core.users.models import Office, User
from core.users.permissions import may_lead, require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import refusals
from disbursements.models import PaymentLimit


@operation
def set_limit(
    *,
    office: Office,
    hand: str,
    role: str = "",
    person: User | None = None,
    limit_won: int | None,
    valid_from: dt.date,
    source: str,
    by: User,
    at: dt.datetime,
) -> PaymentLimit:
    """
    Say up to which amount a role, or one person, approves or releases from a day on; None: without limit.

    :raises NotAllowed: if `by` does not lead the office, or would set their own limit.
    :raises BindsNobody: if it is neither for a role nor for a person, or for both.
    :raises LimitInThePast: if it would count for days that are over.
    :raises InvalidAmount: if the amount is below zero.
    """
    require(may_lead, by, office, at=at)
    if bool(role) == (person is not None) or person == by:
        raise refusals.BindsNobody(field="person")
    if valid_from < clock.day(at):
        raise refusals.LimitInThePast(field="valid_from")
    if limit_won is not None and limit_won < 0:
        raise InvalidAmount
    return PaymentLimit.objects.create(
        office=office, hand=hand, role=role, person=person, limit_won=limit_won, valid_from=valid_from,
        source=source.strip(), set_at=at, set_by=by,
    )  # fmt: skip
