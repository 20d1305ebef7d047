"""The identity of the book at every node: what was received, what became of it, and whether that is all."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disbursements.figures import NodeFigures, gift_gap, identity_gap
from reporting.dashboards.queries.chain import Node

#: figure → the figure of the chain's table whose accounts explain it, where its own account does not
BELOW = {"regranted": "passed_on", "regrant_in_transit": "in_transit", "returned": "returned"}
SUBSIDY = (
    "held", "conduit", "spent", "regranted", "regrant_in_transit", "returned", "under_recovery",
    "written_off",
)  # fmt: skip
GIFTS = ("gift_held", "gift_spent", "gift_handed_on", "gift_handing_on", "gift_returned")


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
    """One grant, or all together: received, what became of it, by how much that differs, and net."""

    name: str
    role: str
    href: str
    gross: Cell
    terms: list[Cell]
    gap: int
    net: int | None = None


@dataclass
class Table:
    """The identity of one kind of money at every node the reader may see, and in all of them together."""

    headings: list[str]
    rows: list[Row] = field(default_factory=list)
    total: Row | None = None

    @property
    def broken(self) -> list[Row]:
        """The rows in which it does not hold."""
        return [row for row in [*self.rows, self.total] if row is not None and row.gap]


def subsidies(top: Node) -> Table | None:
    """Return gross, net and the identity of every subsidy of a chain; None while there is none."""
    nodes = [node for node in _nodes(top) if not node.is_contribution]
    return _table(nodes, SUBSIDY, "received", identity_gap)


def gifts(top: Node) -> Table | None:
    """Return the identity of contributions and of anchors' cash wherever any was received."""
    nodes = [node for node in _nodes(top) if node.figures and node.figures.gift_received]
    return _table(nodes, GIFTS, "gift_received", gift_gap)


def _nodes(top: Node) -> list[Node]:
    return [node for node in top.walk() if node.figures is not None and node.is_open]


def _table(nodes: list[Node], names: tuple[str, ...], received: str, gap: Any) -> Table | None:
    if not nodes:
        return None
    is_subsidy = received == "received"
    shown = [n for n in names if n not in ("under_recovery", "written_off") or _any(nodes, n)]
    labels, received_label = {name: str(LABELS[name]) for name in shown}, str(_("Received"))
    table = Table(list(labels.values()))
    for node in nodes:
        found: Any = node.figures
        gross = Cell(received_label, getattr(found, received), _href(node, received))
        terms = [Cell(labels[name], getattr(found, name), _href(node, name)) for name in shown]
        net = found.net if is_subsidy else None
        table.rows.append(Row(node.name, node.role, node.href, gross, terms, gap(found), net))
    table.total = _together(table.rows, is_subsidy=is_subsidy)
    return table


def _any(nodes: list[Node], name: str) -> bool:
    return any(getattr(node.figures, name) for node in nodes)


def _together(rows: list[Row], *, is_subsidy: bool) -> Row:
    """Return the sum of the rows; its own identity is derived from its own sums."""
    gross = Cell(str(_("Received")), sum(row.gross.won for row in rows))
    columns = zip(*(row.terms for row in rows), strict=True)
    terms = [Cell(cells[0].label, sum(cell.won for cell in cells)) for cells in columns]
    gap = gross.won - sum(cell.won for cell in terms)
    net = sum(row.net or 0 for row in rows) if is_subsidy else None
    return Row(str(_("Together")), "", "", gross, terms, gap, net)


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
