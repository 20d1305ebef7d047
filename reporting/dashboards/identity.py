"""The identity of the book at every node: what was received, what became of it, and whether that is all."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from disbursements.figures import NodeFigures, gift_gap, identity_gap
from reporting.dashboards.folding import Picture
from reporting.dashboards.queries.chain import Node

#: figure → the figure of the chain's table whose accounts explain it, where its own account does not
BELOW = {"regranted": "passed_on", "regrant_in_transit": "in_transit", "returned": "returned"}
SUBSIDY_TERMS = (
    "held", "conduit", "spent", "regranted", "regrant_in_transit", "returned", "under_recovery",
    "written_off",
)  # fmt: skip
GIFT_TERMS = ("gift_held", "gift_spent", "gift_handed_on", "gift_handing_on", "gift_returned")


LABELS = {
    "held": _("Held"),
    "conduit": _("Lies for firms below"),
    "spent": _("Spent"),
    "regranted": _("Passed on, confirmed"),
    "regrant_in_transit": _("In transit"),
    "returned": _("Returned"),
    "under_recovery": _("Under recovery"),
    "written_off": _("Written off"),
    "gift_held": _("Held"),
    "gift_spent": _("Spent"),
    "gift_handed_on": _("Passed on, confirmed"),
    "gift_handing_on": _("In transit"),
    "gift_returned": _("Given back"),
}


@dataclass(frozen=True)
class Cell:
    """One figure of a row: its heading, whole won, and where its transfers are."""

    label: str
    won: int
    href: str = ""


@dataclass
class Row:
    """
    One grant, or several together: received, what became of it, by how much that differs, and net.

    `broken` counts the grants in it at which it does not hold.
    """

    name: str
    role: str
    href: str
    gross: Cell
    terms: list[Cell]
    gap: int
    net: int | None = None
    broken: int = 0


@dataclass
class Table:
    """
    The identity of one kind of money at every node that is drawn, and in all that the reader may see.

    `hidden` are those that are not drawn, together.
    """

    headings: list[str]
    rows: list[Row] = field(default_factory=list)
    hidden: Row | None = None
    total: Row | None = None

    @property
    def broken(self) -> int:
        """At how many nodes it does not hold, drawn or not."""
        return self.total.broken if self.total is not None else 0


@dataclass(frozen=True)
class Kind:
    """One kind of money: the figure that says what was received, what became of it, and what is missing."""

    received: str
    terms: tuple[str, ...]
    gap: Callable[[NodeFigures], int]
    has_net: bool = False


SUBSIDY = Kind("received", SUBSIDY_TERMS, identity_gap, has_net=True)
GIFTS = Kind("gift_received", GIFT_TERMS, gift_gap)


def subsidies(top: Node, picture: Picture | None = None) -> Table | None:
    """Return gross, net and the identity of every subsidy of a chain; None while there is none."""
    nodes = [node for node in _nodes(top) if not node.is_contribution]
    return _table(nodes, SUBSIDY, picture or Picture(top))


def gifts(top: Node, picture: Picture | None = None) -> Table | None:
    """Return the identity of contributions and of anchors' cash wherever any was received."""
    nodes = [node for node in _nodes(top) if node.figures and node.figures.gift_received]
    return _table(nodes, GIFTS, picture or Picture(top))


def _nodes(top: Node) -> list[Node]:
    return [node for node in top.walk() if node.figures is not None and node.is_open]


def _table(nodes: list[Node], kind: Kind, picture: Picture) -> Table | None:
    if not nodes:
        return None
    seldom = ("under_recovery", "written_off")
    names = [name for name in kind.terms if name not in seldom or _any(nodes, name)]
    table = Table([str(LABELS[name]) for name in names])
    table.rows = [_row(node, names, kind) for node in nodes if picture.shows(node)]
    if hidden := [node for node in nodes if not picture.shows(node)]:
        number = len(hidden)
        name = ngettext("%(number)d firm more, not drawn", "%(number)d firms more, not drawn", number)
        table.hidden = replace(_together(hidden, names, kind), name=name % {"number": number}, href="#table")
    table.total = _together(nodes, names, kind)
    return table


def _any(nodes: list[Node], name: str) -> bool:
    return any(getattr(node.figures, name) for node in nodes)


def _row(node: Node, names: list[str], kind: Kind) -> Row:
    found: Any = node.figures
    gross = Cell(str(_("Received")), getattr(found, kind.received), _href(node, kind.received))
    terms = [Cell(str(LABELS[name]), getattr(found, name), _href(node, name)) for name in names]
    gap, net = kind.gap(found), found.net if kind.has_net else None
    return Row(node.name, node.role, node.href, gross, terms, gap, net, int(gap != 0))


def _together(nodes: list[Node], names: list[str], kind: Kind) -> Row:
    """Return the sums of the nodes; their own identity is derived from these sums."""
    found = [node.figures for node in nodes if node.figures is not None]

    def added(name: str) -> int:
        return sum(getattr(one, name) for one in found)

    gross = Cell(str(_("Received")), added(kind.received))
    terms = [Cell(str(LABELS[name]), added(name)) for name in names]
    gap = gross.won - sum(cell.won for cell in terms)
    broken = sum(kind.gap(one) != 0 for one in found)
    return Row(str(_("Together")), "", "", gross, terms, gap, added("net") if kind.has_net else None, broken)


def _href(node: Node, name: str) -> str:
    """Return the address of the transfers behind a figure, where the reader may follow them."""
    found: NodeFigures | None = node.figures
    if not node.leads_on or found is None or not getattr(found, name):
        return ""
    if name in BELOW and node.money is not None:
        return node.money.href(BELOW[name])
    first, *others = found.account_of(name).split(",")
    more = f"?with={','.join(others)}" if others else ""
    return reverse("dashboards:account", args=[first]) + more if first else ""
