"""The figures of every node of the chain, from the transfers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, Sum

from applications.models import Application
from core.ledger.models import Transfer
from disbursements.figures import NodeFigures
from disbursements.models import Debt, Grant
from disbursements.workflow import DebtKind
from programs.models import GrantKind

APPLICATION = "application"


def family(code: str) -> str:
    """Return a code without its destination: `conduit:7` and `conduit:9` are of the family `conduit`."""
    return code.split(":")[0]


class Book:
    """
    The flows in and out of the accounts of some applications, by family of their codes.

    `within` are flows between two accounts of one owner; `into` and `out_of` those that cross owners.
    """

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.balance: dict[tuple[int, str], int] = defaultdict(int)
        self.within: dict[tuple[int, str, str], int] = defaultdict(int)
        self.into: dict[tuple[int, str, str], int] = defaultdict(int)
        self.out_of: dict[tuple[int, str, str], int] = defaultdict(int)
        self.public_ids: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            self._take(row)

    def _take(self, row: dict[str, Any]) -> None:
        amount = int(row["amount"])
        source = (row["source__owner_kind"], row["source__owner_id"])
        target = (row["target__owner_kind"], row["target__owner_id"])
        left, reached = family(row["source__code"]), family(row["target__code"])
        for side, owner, name, sign in (("source", source, left, -1), ("target", target, reached, 1)):
            if owner[0] == APPLICATION:
                self.balance[owner[1], name] += sign * amount
                known = self.public_ids[owner[1]][name]
                if (public_id := row[f"{side}__public_id"]) not in known:
                    known.append(public_id)
        if source == target:
            self.within[source[1], left, reached] += amount
            return
        if source[0] == APPLICATION:
            self.out_of[source[1], left, reached] += amount
        if target[0] == APPLICATION:
            self.into[target[1], left, reached] += amount

    def lies(self, owner: int, name: str) -> int:
        """Return what lies in the accounts of a family, from their transfers."""
        return self.balance[owner, name]

    def moved(self, owner: int, source: str, target: str) -> int:
        """Return what moved from `source` to `target` less what moved back, among the accounts of `owner`."""
        return self.within[owner, source, target] - self.within[owner, target, source]

    def came(self, owner: int, source: str, target: str) -> int:
        """Return what came from another owner's `source` into `target` here, less what went back."""
        return self.into[owner, source, target] - self.out_of[owner, target, source]

    def left(self, owner: int, source: str, target: str) -> int:
        """Return what left `source` here for another owner's `target`, less what came back."""
        return self.out_of[owner, source, target] - self.into[owner, target, source]

    def arrived(self, owner: int) -> int:
        """Return what this firm confirmed of subsidy handed on to it, for itself or for firms below."""
        return self.moved(owner, "incoming", "conduit") + self.moved(owner, "incoming", "held")

    def links(self, owner: int) -> dict[str, str]:
        """Return {family: public ids of its accounts, separated by commas}."""
        return {name: ",".join(ids) for name, ids in self.public_ids[owner].items()}


def _flows(owners: Iterable[int], until: dt.date | None) -> Any:
    """Return the summed transfers, until a day, that touch the accounts of these applications: one query."""
    ids = list(owners)
    names = ("owner_kind", "owner_id", "code", "public_id")
    sides = [f"{side}__{name}" for side in ("source", "target") for name in names]
    # Each side by itself finds its transfers by index; "either side" in one condition reads the whole book.
    out_of = Transfer.objects.filter(source__owner_kind=APPLICATION, source__owner_id__in=ids)
    into = Transfer.objects.filter(target__owner_kind=APPLICATION, target__owner_id__in=ids)
    touching = out_of.order_by().values("pk").union(into.order_by().values("pk"))
    found = _by(Transfer.objects.filter(pk__in=touching).order_by(), until)
    return found.values(*sides).annotate(amount=Sum("amount"))


def _by(transfers: Any, until: dt.date | None) -> Any:
    return transfers if until is None else transfers.filter(effective_on__lte=until)


class DebtBook:
    """What became of the principal of the debts of some grants, by grant: one query over their transfers."""

    def __init__(self, grants: Iterable[int], until: dt.date | None) -> None:
        self.under_recovery: dict[int, int] = defaultdict(int)
        self.written_off: dict[int, int] = defaultdict(int)
        self.returned: dict[int, int] = defaultdict(int)
        principal = Debt.objects.standing().filter(kind=DebtKind.PRINCIPAL, grant__in=list(grants))
        grant_of = dict(principal.values_list("pk", "grant_id"))
        if not grant_of:
            return
        of_debts = {"owner_kind": "debt", "owner_id__in": list(grant_of)}
        out_of = Q(**{f"source__{name}": value for name, value in of_debts.items()})
        into = Q(**{f"target__{name}": value for name, value in of_debts.items()})
        names = ("source__owner_kind", "source__owner_id", "source__code")
        rows: Any = _by(Transfer.objects.filter(out_of | into).order_by(), until)
        rows = rows.values_list(*names, *(name.replace("source", "target") for name in names))
        for kind, owner, code, to_kind, to_owner, to_code, won in rows.annotate(won=Sum("amount")):
            if (kind, code) == ("debt", "principal"):
                self.under_recovery[grant_of[owner]] -= won
                if to_code == "returned":
                    self.returned[grant_of[owner]] += won
            if (to_kind, to_code) == ("debt", "principal"):
                self.under_recovery[grant_of[to_owner]] += won
            if (to_kind, to_code) == ("debt", "written_off"):
                self.written_off[grant_of[to_owner]] += won


def node_figures(grants: Iterable[Grant], until: dt.date | None = None) -> dict[int, NodeFigures]:
    """
    Return {grant id: its figures} from the transfers: one ledger query, one for what is linked below.

    With `until`, from the transfers that belong to that day or an earlier one.

    Gross is all that was received; contributions never enter a subsidy's figures (docs/ledger.md).
    """
    grants = list(grants)
    below: dict[int, list[int]] = defaultdict(list)
    reduced: dict[int, tuple[int, int, int]] = {}
    owners = [grant.application_id for grant in grants]
    rows = Application.objects.filter(Q(pk__in=owners) | Q(parent__in=owners, status="ACCEPTED")).values_list(
        "pk", "parent_id", "regrant_won", "reduced_won", "regrant_reduced_won"
    )
    for pk, parent, *won in rows.order_by():
        reduced[pk] = (won[0], won[1], won[2])
        if parent is not None:
            below[parent].append(pk)
    book, debts = Book(_flows(reduced, until)), DebtBook((grant.pk for grant in grants), until)
    return {
        grant.pk: _figures(grant, below[grant.application_id], reduced[grant.application_id], book, debts)
        for grant in grants
    }


def left_of_agreement(linked: Grant) -> int:
    """Return what of an agreed contribution neither arrived nor is on its way, in won."""
    figures = node_figures([linked])[linked.pk]
    return max(linked.awarded_won - figures.gift_received - figures.gift_incoming, 0)


def _figures(
    grant: Grant, children: list[int], won: tuple[int, int, int], book: Book, debts: DebtBook
) -> NodeFigures:
    owner = grant.application_id
    in_transit = sum(book.lies(child, "gift_incoming") for child in children)
    passed_on = sum(book.moved(child, "gift_incoming", "gift_held") for child in children)
    from_gift = grant.kind == GrantKind.CONTRIBUTION
    lying = {
        code: book.lies(owner, code)
        for code in ("committed", "regrant", "paying", "incoming", "held", "conduit", "spent",
                     "gift_incoming", "gift_held", "gift_spent", "duty_open", "duty_done", "voluntary")
    }  # fmt: skip
    set_off = book.moved(owner, "committed", "held")  # paid by what the firm owed, not by the bank
    own = book.moved(owner, "paying", "held") + book.moved(owner, "incoming", "held") + set_off
    passing = book.moved(owner, "incoming", "conduit") + book.came(owner, "paying", "conduit")
    return NodeFigures(
        kind=grant.kind,
        awarded=grant.awarded_won,
        regrant_awarded=won[0],
        reduced=won[1],
        regrant_reduced=won[2],
        **lying,
        paid=book.moved(owner, "paying", "held") + book.left(owner, "paying", "conduit") + set_off,
        received=own + passing,
        received_own=own,
        regranted=sum(book.arrived(child) for child in children),
        regrant_in_transit=sum(book.lies(child, "incoming") for child in children),
        returned=book.left(owner, "held", "returned")
        + book.left(owner, "conduit", "returned")
        + debts.returned[grant.pk],
        under_recovery=debts.under_recovery[grant.pk],
        written_off=debts.written_off[grant.pk],
        gift_received=book.moved(owner, "gift_incoming", "gift_held")
        + book.into[owner, "paid_in", "gift_held"],
        gift_returned=book.out_of[owner, "gift_held", "paid_in"],
        gift_handed_on=passed_on if from_gift else 0,
        gift_handing_on=in_transit if from_gift else 0,
        passed_on=passed_on,
        in_transit=in_transit,
        accounts=book.links(owner),
    )
