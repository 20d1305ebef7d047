"""Every transfer of the ledger that moved a won or a kilogram of these cases."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from applications.models import Kind
from core.ledger.models import Account, Transfer
from core.ledger.queries import transfers_of
from disbursements.models import Debt
from firms.models import Firm
from reporting.claims.models import ClaimPart, Shortfall
from reporting.documents.facts.claims import parts_of
from reporting.documents.facts.keeping import pledges_for, pledges_of
from reporting.documents.facts.scope import Chain

#: {(kind, id) of an owner of accounts: the firm whose won or kilograms lie there}
Names = dict[tuple[str, int], str]


def collect(chain: Chain) -> dict[str, Any]:
    """
    Return every transfer at the chain's applications, debts, pledges, lots and claims, oldest first.

    Of a pledge that other grants live on too, some grants are stated what came to them alone. Of a lot, and
    of the claims to it, a consortium is stated its own share.
    """
    parts = list(parts_of(chain).select_related("claim__claimant"))
    names = _names(chain, parts)
    missing = Transfer.objects.filter(key__in=[one.key for one in _shortfalls(chain)])
    transfers = list(transfers_of(_accounts(chain, names, parts)) | missing)
    givers = _givers(transfers)
    return {"transfers": [_transfer(transfer, names, givers) for transfer in transfers]}


def _names(chain: Chain, parts: Iterable[ClaimPart]) -> Names:
    """Return who owns accounts of these cases, with the firm of each."""
    debts = Debt.objects.filter(grant__in=chain.grant_ids).order_by("pk").values_list("pk", "firm__name")
    pledges = pledges_of(chain).order_by("pk").values_list("pk", "firm__name")
    return {
        **{("application", one.pk): one.firm.name for one in chain.applications if one.kind == Kind.GRANT},
        **{("debt", pk): name for pk, name in debts},
        **{("pledge", pk): name for pk, name in pledges},
        **{("lot", statement.owner.id): statement.firm.name for statement in chain.statements},
        **{("claim", part.claim_id): part.claim.claimant.name for part in parts},
    }


def _accounts(chain: Chain, names: Names, parts: Iterable[ClaimPart]) -> list[Account]:
    """Return the accounts of these cases: all of applications and debts, of the rest what is theirs."""
    ids = {
        kind: [pk for owner, pk in names if owner == kind] for kind in ("application", "debt", "lot", "claim")
    }
    wanted = {kind: Q(owner_kind=kind, owner_id__in=found) for kind, found in ids.items()}
    if chain.is_whole:
        wanted["lot"] &= Q(code=f"share:{chain.consortium.pk}")
    wanted["claim"] &= Q(code__in={part.code for part in parts})
    pledges = pledges_for(chain).order_by().values("pk")
    wanted["pledge"] = Q(owner_kind="pledge", owner_id__in=pledges)
    found = Q(pk__in=[])
    for condition in wanted.values():
        found |= condition
    return list(Account.objects.filter(found))


def _shortfalls(chain: Chain) -> Iterable[Shortfall]:
    """Return what restatements took from claims to these lots: it moves between outside accounts."""
    return Shortfall.objects.filter(lot__in=chain.lot_ids, **chain.of_shares)


def _givers(transfers: Iterable[Transfer]) -> dict[str, str]:
    """Return {code of an outside account of a firm: the firm's name}."""
    sides = {account for transfer in transfers for account in (transfer.source, transfer.target)}
    codes = {a.code for a in sides if a.owner_kind == "outside" and a.code.startswith("firm:")}
    names = dict(Firm.objects.filter(pk__in=[int(code[5:]) for code in codes]).values_list("pk", "name"))
    return {code: names.get(int(code[5:]), "") for code in codes}


def _transfer(transfer: Transfer, names: Names, givers: dict[str, str]) -> dict[str, Any]:
    def side(account: Account) -> list[str]:
        whose = names.get((account.owner_kind, account.owner_id)) or givers.get(account.code, "")
        return [account.owner_kind, account.code, whose]

    return {
        "key": transfer.key,
        "event": transfer.event,
        "source": side(transfer.source),
        "target": side(transfer.target),
        "amount": transfer.amount,
        "unit": transfer.source.unit,
        "effective_on": transfer.effective_on,
        "at": transfer.at,
        "by": str(transfer.by),
    }
