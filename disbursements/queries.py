"""Reading the money: figures at every node, the tree of a consortium, what is left, what is owed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Sum

from core.ledger.models import Transfer
from core.ledger.queries import balance
from disbursements.figures import NodeFigures, duty_gap, gift_gap, identity_gap
from disbursements.models import Grant, PaymentLine, PaymentRequest
from disbursements.rules import Duty, allot, duty_of
from disbursements.workflow import PaymentStatus
from programs.models import Consortium, GrantKind
from programs.queries import pass_through_ratios

__all__ = [
    "TreeNode",
    "consortium_tree",
    "duties",
    "duty_done",
    "duty_gap",
    "gift_gap",
    "identity_gap",
    "left_of_award",
    "node_figures",
    "owes_contributions",
]

APPLICATION = "application"


class Book:
    """The flows in and out of the accounts of some applications."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.within: dict[tuple[int, str, str], int] = defaultdict(int)
        self.into: dict[tuple[int, str], int] = defaultdict(int)
        self.out_of: dict[tuple[int, str], int] = defaultdict(int)
        self.public_ids: dict[int, dict[str, str]] = defaultdict(dict)
        for row in rows:
            self._take(row)

    def _take(self, row: dict[str, Any]) -> None:
        amount, owners = int(row["amount"]), []
        for side, totals in (("source", self.out_of), ("target", self.into)):
            kind, owner, code = (row[f"{side}__{name}"] for name in ("owner_kind", "owner_id", "code"))
            owners.append((kind, owner))
            if kind == APPLICATION:
                totals[owner, code] += amount
                self.public_ids[owner][code] = row[f"{side}__public_id"]
        if owners[0] == owners[1]:
            self.within[owners[0][1], row["source__code"], row["target__code"]] += amount

    def lies(self, owner: int, code: str) -> int:
        """Return the balance of an account, from its transfers."""
        return self.into[owner, code] - self.out_of[owner, code]

    def moved(self, owner: int, source: str, target: str) -> int:
        """Return what moved from `source` to `target` less what moved back, among the accounts of `owner`."""
        return self.within[owner, source, target] - self.within[owner, target, source]


def _flows(owners: Iterable[int]) -> Any:
    """Return the summed transfers that touch the accounts of these applications: one query."""
    ids = list(owners)
    names = ("owner_kind", "owner_id", "code", "public_id")
    sides = [f"{side}__{name}" for side in ("source", "target") for name in names]
    return (
        Transfer.objects.filter(
            Q(source__owner_kind=APPLICATION, source__owner_id__in=ids)
            | Q(target__owner_kind=APPLICATION, target__owner_id__in=ids)
        )
        .order_by()
        .values(*sides)
        .annotate(amount=Sum("amount"))
    )


def node_figures(grants: Iterable[Grant]) -> dict[int, NodeFigures]:
    """
    Return {grant id: its figures} from the transfers, in one ledger query and one for what is linked below.

    Gross is all that was received; contributions never enter a subsidy's figures (docs/ledger.md).
    """
    grants = list(grants)
    below: dict[int, list[int]] = defaultdict(list)
    linked = Grant.objects.filter(parent__in=[g.pk for g in grants]).values_list(
        "parent_id", "application_id"
    )
    for parent, application in linked:
        below[parent].append(application)
    owners = {g.application_id for g in grants} | {a for children in below.values() for a in children}
    book = Book(_flows(owners))
    return {grant.pk: _figures(grant, below[grant.pk], book) for grant in grants}


def _figures(grant: Grant, children: list[int], book: Book) -> NodeFigures:
    owner = grant.application_id
    in_transit = sum(book.lies(child, "gift_incoming") for child in children)
    passed_on = sum(book.moved(child, "gift_incoming", "gift_held") for child in children)
    from_gift = grant.kind == GrantKind.CONTRIBUTION
    lying = {
        code: book.lies(owner, code)
        for code in ("committed", "paying", "held", "spent", "gift_incoming", "gift_held", "gift_spent",
                     "duty_open", "duty_done", "voluntary")
    }  # fmt: skip
    return NodeFigures(
        kind=grant.kind,
        awarded=grant.awarded_won,
        **lying,
        received=book.moved(owner, "paying", "held"),
        gift_received=book.moved(owner, "gift_incoming", "gift_held"),
        gift_handed_on=passed_on if from_gift else 0,
        gift_handing_on=in_transit if from_gift else 0,
        passed_on=passed_on,
        in_transit=in_transit,
        accounts=book.public_ids[owner],
    )


@dataclass
class TreeNode:
    """One grant in its place in the chain, with its figures and what is linked below."""

    grant: Grant
    figures: NodeFigures
    depth: int = 0
    children: list["TreeNode"] = field(default_factory=list)

    def walk(self) -> Iterable["TreeNode"]:
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def consortium_tree(consortium: Consortium, user: Any) -> list[TreeNode]:
    """Return the visible grants of a consortium as trees, parents first, in three queries."""
    grants = list(Grant.objects.visible_to(user).filter(consortium=consortium).with_parties().order_by("pk"))
    figures = node_figures(grants)
    nodes = {grant.pk: TreeNode(grant, figures[grant.pk]) for grant in grants}
    roots: list[TreeNode] = []
    for grant in grants:
        above = nodes.get(grant.parent_id) if grant.parent_id else None
        (above.children if above else roots).append(nodes[grant.pk])
    _set_depths(roots, 0)
    return roots


def _set_depths(nodes: list[TreeNode], depth: int) -> None:
    for node in nodes:
        node.depth = depth
        _set_depths(node.children, depth + 1)


def left_of_award(grant: Grant) -> int:
    """Return what no payment request has asked for yet, drafts included, in won."""
    lines = PaymentLine.objects.filter(request__in=PaymentRequest.objects.counting().filter(grant=grant))
    return grant.awarded_won - (lines.aggregate(sum=Sum("subsidised_won"))["sum"] or 0)


def invoiced(cost_item: Any) -> int:
    """Return what was invoiced for a cost item in all its payment requests, in won without VAT."""
    lines = PaymentLine.objects.filter(cost_item=cost_item, request__in=PaymentRequest.objects.counting())
    return lines.aggregate(sum=Sum("supply_won"))["sum"] or 0


def eligible_cost(grant: Grant) -> int:
    """Return the cost the award was decided on, in won: the sum of the application's cost items."""
    return grant.application.cost_items.aggregate(sum=Sum("cost_won"))["sum"] or 0


def owes_contributions(grant: Grant) -> bool:
    """Whether payments to this grant oblige its firm to contribute to its suppliers."""
    is_giver = grant.kind == GrantKind.SUBSIDY
    return is_giver and grant.consortium.pass_through_kind == GrantKind.CONTRIBUTION


def duty_done(grant: Grant) -> int:
    """Return what of its duty this grant's firm has passed on, confirmed by the receivers, in won."""
    return balance(grant.owner, "duty_done")


def duties(grant: Grant, done_won: int) -> list[Duty]:
    """Return what each confirmed payment obliges to pass on, until when, and what was done of it."""
    if not owes_contributions(grant):
        return []
    program = grant.consortium.program
    ratio_on, days = pass_through_ratios(program), dt.timedelta(days=program.pass_through_days)
    paid = grant.payment_requests.filter(status=PaymentStatus.CONFIRMED)
    return allot(
        [
            Duty(
                payment_id=payment.pk,
                label=f"#{payment.number}",
                owed_won=duty_of(paid_won=payment.requested_won, ratio_bp=ratio_on(payment.paid_on)),
                due_on=payment.paid_on + days,
            )
            for payment in paid
            if payment.paid_on
        ],
        done_won,
    )
