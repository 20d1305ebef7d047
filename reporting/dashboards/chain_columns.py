"""The columns of the list of all firms of a chain, one row per firm whose figures the reader may see."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.ui.lists import STATUS, TONNES, WON, Column
from reporting.dashboards.chain import SHOWN, notes, role
from reporting.dashboards.queries.chain import Node
from reporting.dashboards.queries.money import LABELS, together


def listed(top: Node) -> list[Node]:
    """Return the firms of a chain, from the top down, of which the reader sees more than the name."""
    return [node for node in top.walk() if node.is_open and node.firm_id]


def columns(top: Node) -> list[Column]:
    """Return the columns: the part to hand on only if somebody here has one."""
    hands_on = any(node.money and node.money["to_hand_on"] for node in top.walk())
    names = [name for name in SHOWN if hands_on or name != "to_hand_on"]
    return [*_PLACE, *(_won(name) for name in names), _VERIFIED, _GAP]


def _won(name: str) -> Column:
    def value(node: Node) -> int | None:
        return node.money[name] if node.money is not None else None

    def href(node: Node) -> str:
        return node.money.href(name) if node.money is not None and node.leads_on else ""

    return Column(name, LABELS[name], value, WON, sort=_known(value), href=href)


def _known(value: Callable[[Node], int | None]) -> Callable[[Node], int]:
    """Return what sorts by a value, those without one below all others."""

    def key(node: Node) -> int:
        found = value(node)
        return -1 if found is None else found

    return key


def _above(node: Node) -> str | None:
    if node.above is None or not node.above.firm_id:
        return None
    return gettext("under %(firm)s") % {"firm": node.above.name}


def _gap(node: Node) -> int | None:
    return node.gap if node.figures is not None else None


def _kilograms_href(node: Node) -> str:
    return together(node.lots) if node.lots_lead_on else ""


def _remarks(node: Node) -> Any:
    return "; ".join(notes(node))


_PLACE = (
    Column(
        "firm", _("Firm"), "name", sort=lambda node: node.name, href=lambda node: node.href,
        under=(
            Column("place", _("Place in the chain"), role),
            Column("above", _("Hangs under"), _above),
            Column("remarks", _("Remarks"), _remarks),
        ),
    ),
    Column("status", _("Status"), "status", STATUS),
)  # fmt: skip
_VERIFIED = Column(
    "verified", _("Verified reduction"), "verified_kg", TONNES, sort=lambda node: node.verified_kg,
    href=_kilograms_href,
)  # fmt: skip
_GAP = Column("gap", _("Received, less what became of it"), _gap, WON, sort=_known(_gap))
