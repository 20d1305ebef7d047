"""In which order claims and the shares they were given from are locked, so that nobody waits in a circle."""

from django.db.models import Q

from core.ledger.models import Account
from reporting.claims.models import Claim
from reporting.statements.models import Statement


def lock_claim(claim: Claim, *, and_its_year: bool = False) -> Claim:
    """
    Return the claim, locked until the transaction ends, after the shares that it was given from.

    A restatement has locked a share by the time it reaches for the claims on it; whoever moves a claim's
    kilograms goes the same way round. Who takes further lots for it locks every share of its year with
    those, all in the order of their ids, as a new claim does.
    """
    given = claim.parts.order_by().values_list("lot_id", "consortium_id").distinct()
    shares = Q(pk__in=[])
    for lot, consortium in given:
        shares |= Q(owner_kind="lot", owner_id=lot, code=f"share:{consortium}")
    if and_its_year:
        lots = Statement.objects.filter(period_until__year=claim.year).values("pk")
        shares |= Q(owner_kind="lot", owner_id__in=lots, code=f"share:{claim.consortium_id}")
    list(Account.objects.filter(shares).order_by("pk").select_for_update(no_key=True))
    locked: Claim = Claim.objects.lock(claim.pk)
    return locked
