"""Reading the book."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from core.ledger.models import Account, Transfer
from core.ledger.operations import Owner


def balance(owner: Owner, code: str) -> int:
    """Return what lies in the owner's account of that code, in whole units; 0 if it was never opened."""
    found = Account.objects.filter(owner_kind=owner.kind, owner_id=owner.id, code=code).first()
    return found.balance if found else 0


def accounts_of(kind: str, ids: Iterable[int]) -> dict[int, dict[str, Account]]:
    """Return {owner id: {code: account}} for many owners of one kind, in one query."""
    gathered: dict[int, dict[str, Account]] = defaultdict(dict)
    for found in Account.objects.filter(owner_kind=kind, owner_id__in=list(ids)):
        gathered[found.owner_id][found.code] = found
    return gathered


def transfers_of(accounts: Iterable[Account]) -> QuerySet[Transfer]:
    """Return the transfers that touch any of the accounts, oldest first, with both sides and the person."""
    ids = [a.pk for a in accounts]
    return (
        Transfer.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids))
        .select_related("source", "target", "by")
        .order_by("pk")
    )
