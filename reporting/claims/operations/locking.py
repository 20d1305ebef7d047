"""In which order claims and the shares they were given from are locked, so that nobody waits in a circle."""

from django.db.models import Q

from core.ledger.models import Account
from reporting.claims.models import Claim


def lock_claim(claim: Claim) -> Claim:
    """
    Return the claim, locked until the transaction ends, after the shares that it was given from.

    A restatement has locked a share by the time it reaches for the claims on it; whoever moves a claim's
    kilograms goes the same way round.
    """
    given = claim.parts.order_by().values_list("lot_id", "consortium_id").distinct()
    shares = Q(pk__in=[])
    for lot, consortium in given:
        shares |= Q(owner_kind="lot", owner_id=lot, code=f"share:{consortium}")
    list(Account.objects.filter(shares).order_by("pk").select_for_update(no_key=True))
    locked: Claim = Claim.objects.lock(claim.pk)
    return locked
