"""Which case caused a transfer, as its event says (docs/ledger.md), and which transfers a case caused."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from django.db.models import Q, QuerySet

from core.ledger.models import Account, Transfer

#: (kind of case, its id)
Cause: TypeAlias = tuple[str, int]

#: a payment's release is numbered, the release of an award is not: both begin like this
RELEASE = "release:"
#: how the events begin that a kind of case causes; its id follows
BEGINNINGS: dict[str, tuple[str, ...]] = {
    "application": ("award:", RELEASE, "release:award:"),
    "payment": (RELEASE, "confirm:", "bounce:", "cover:", "uncover:cover:"),
    "pass_through": ("pass:",),
    "money_return": ("return:",),
    "gift_use": ("gift_use:",),
    "pledge_gift": ("pledge_gift:",),
    "pledge_cash": ("pledge_cash:",),
    "reduction": ("reduce:",),
    "grant": ("cancel:",),
    "settlement": ("settlement:",),
    "debt": ("debt:",),
    "year_close": ("close:",),
    "statement": ("verify:", "restate:"),
    "claim": ("claim:", "release-claim:", "cancel-claim:", "cure-claim:"),
}
_RELEASED = re.compile(rf"{RELEASE}(\d+)(:\d+)?")
_KINDS = {
    beginning: kind for kind, found in BEGINNINGS.items() for beginning in found if beginning != RELEASE
}
_EVENT = re.compile(rf"({'|'.join(_KINDS)})(\d+)(?!\d)")


def caused_by(event: str) -> Cause | None:
    """Return what caused an event of the book; None where no case did, as with an appropriation."""
    if found := _RELEASED.match(event):
        return ("payment" if found[2] else "application"), int(found[1])
    found = _EVENT.match(event)
    return (_KINDS[found[1]], int(found[2])) if found else None


def cause_of(transfer: Transfer) -> Cause | None:
    """Return what caused a transfer."""
    return cause_named(transfer.key, transfer.event)


def cause_named(key: str, event: str) -> Cause | None:
    """
    Return what caused the transfer of this key and event.

    A whole tree is cancelled in one event, in which each of its grants has a reduction: the key names it.
    """
    is_reduction = key.startswith(BEGINNINGS["reduction"])
    return caused_by(key if is_reduction else event)


def transfers_at(accounts: Q) -> QuerySet[Transfer]:
    """Return the transfers that touch accounts under a condition, oldest first, with sides and person."""
    ids = Account.objects.filter(accounts).values("pk")
    return _named(Transfer.objects.filter(Q(source__in=ids) | Q(target__in=ids)))


def transfers_by(cases: Iterable[Cause]) -> QuerySet[Transfer]:
    """Return the transfers that these cases caused by their events, oldest first, with sides and person."""
    found = Q(pk__in=[])
    for kind, pk in cases:
        for beginning in BEGINNINGS[kind]:
            found |= _begun(kind, f"{beginning}{pk}", is_release=beginning == RELEASE)
    return _named(Transfer.objects.filter(found))


def _begun(kind: str, event: str, *, is_release: bool) -> Q:
    """Return which transfers belong to an event or to one of its steps."""
    if is_release and kind == "application":
        return Q(event=event)
    steps = Q(event__startswith=f"{event}:")
    return steps if is_release else Q(event=event) | steps


def _named(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    return transfers.select_related("source", "target", "by").order_by("pk")
