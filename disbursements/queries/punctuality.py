"""How promptly firms passed money on: of which each grant owed, and when it was passed on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from core.ledger.models import Transfer
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries.conduits import handovers
from disbursements.rules import Owed, ToPassOn
from disbursements.workflow import PassThroughStatus, PaymentStatus
from programs.models import GrantKind


def owed_by(grants: Iterable[Grant]) -> dict[int, list[Owed]]:
    """
    Return {grant: what its firm was to pass on, and what it did}: contributions, then subsidy on its way.

    The grants come with their consortium and application; eight queries at most, however many they are.
    """
    of = {grant.pk: grant for grant in grants}
    found: dict[int, list[Owed]] = {pk: [] for pk in of}
    duties = _duties(of)
    given: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    confirmed = PassThrough.objects.filter(
        payer__in=duties, payment__isnull=True, status=PassThroughStatus.CONFIRMED
    )
    for payer, paid_on, won in confirmed.values_list("payer", "paid_on", "amount_won"):
        given[payer].append((paid_on, won))
    for pk, owed in duties.items():
        found[pk].append((owed, given[pk]))
    chains = {
        grant.consortium_id
        for grant in of.values()
        if grant.consortium.pass_through_kind == GrantKind.INDIRECT
    }
    for holder, owing, done in handovers(chains) if chains else ():
        if holder in of:
            found[holder].append(([owing], done))
    return found


def _duties(grants: dict[int, Grant]) -> dict[int, list[ToPassOn]]:
    """Return the duties that stand in the ledger for payments to these grants."""
    payments = {
        f"{payment.confirmation}:duty": (payment.grant_id, payment.paid_on)
        for payment in PaymentRequest.objects.filter(
            grant__in=grants, status=PaymentStatus.CONFIRMED, grant__kind=GrantKind.SUBSIDY
        )
    }
    found: dict[int, list[ToPassOn]] = defaultdict(list)
    standing = Transfer.objects.filter(key__in=list(payments), reversed_by__isnull=True)
    for key, won in standing.values_list("key", "amount"):
        grant, came_on = payments[key]
        if came_on is not None:
            found[grant].append(ToPassOn(came_on, came_on + grants[grant].pass_through_time, won))
    return found
