"""The chain as it is shown: nodes of the tree, rows of the table, bands of the flow."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ui.formats import tonnes
from core.ui.templatetags.ui import won
from disbursements.queries.effects import EffectAbove
from disbursements.queries.punctuality import owed_by
from disbursements.rules import Punctuality, punctuality
from reporting.dashboards.flow import streams
from reporting.dashboards.folding import Picture
from reporting.dashboards.queries.chain import Node
from reporting.dashboards.queries.money import Money, label, together, total

SHOWN = ("awarded", "to_hand_on", "received", "spent", "passed_on", "in_transit", "to_pass_on", "returned")
#: what a contribution has of these: no duty of its own
SHOWN_OF_GIFTS = ("awarded", "received", "spent", "passed_on", "returned")


def figure_label(name: str, node: Node) -> Any:
    """Return what a figure is called at this node: a contribution is agreed, not awarded."""
    return _("Contribution agreed") if node.is_contribution and name == "awarded" else label(name)


def names_of(node: Node) -> list[str]:
    """Return the figures that mean something at a node: only an indirect chain has a part to hand on."""
    if node.is_contribution:
        return list(SHOWN_OF_GIFTS)
    hands_on = bool(node.money and node.money["to_hand_on"])
    return [name for name in SHOWN if hands_on or name != "to_hand_on"]


def figures(node: Node) -> list[tuple[Any, str, str]]:
    """Return (label, amount, address of the transfers) for everything at a node that the reader may see."""
    shown = []
    if node.money is not None:
        for name in names_of(node):
            href = node.money.href(name) if node.leads_on else ""
            shown.append((figure_label(name, node), won(node.money[name]), href))
    if node.is_open and node.firm_id:
        href = together(node.lots) if node.lots_lead_on else ""
        shown.append((_("Verified reduction"), tonnes(node.verified_kg), href))
    return shown


def shown(node: Node, picture: Picture) -> dict[str, Any]:
    """Return a node and what is drawn below it as the component `chain_tree` reads them."""
    return {
        "name": node.name,
        "role": role(node),
        "href": node.href,
        "depth": node.depth,
        "status": node.status if node.is_open else None,
        "figures": figures(node) if node.is_open else [],
        "notes": notes(node),
        "children": [shown(child, picture) for child in picture.children(node)],
        "folded": folded(node, picture),
    }


@dataclass(frozen=True)
class Folded:
    """What lies below a node and is not drawn: how many firms, their sums, at how many the book breaks."""

    number: int
    figures: list[tuple[Any, str, str]]
    broken: int
    #: whether others of the same tier are drawn
    is_partly: bool
    #: where those that come after the drawn ones are drawn, and those that came before
    href: str
    before_href: str


def folded(node: Node, picture: Picture) -> Folded | None:
    """Return what lies below a drawn node and is not drawn itself; None where everything is."""
    hidden = picture.hidden(node)
    if not hidden:
        return None
    below = Node("", "", node.depth, children=hidden, is_open=False)
    nodes = below.walk()[1:]
    return Folded(
        number=len(nodes),
        figures=[(head.label, won(head.won), "") for head in heads(below)],
        broken=sum(one.is_broken for one in nodes),
        is_partly=bool(picture.children(node)),
        href=picture.after(node),
        before_href=picture.before(node),
    )


#: so many things that happened below are said of a node one by one
MOST_EFFECTS = 5


def notes(node: Node) -> list[str]:
    """Return what is said of a node besides: where else its firm belongs, and what happened below it."""
    said = []
    if not node.counts:
        said.append(
            _("Led by %(consortium)s: shown here, counted there") % {"consortium": node.case.consortium.name}
        )
    elif node.also_in:
        others = ", ".join(other.name for other in node.also_in)
        said.append(_("Also in %(consortia)s") % {"consortia": others})
    said += [_effect(effect) for effect in node.effects[-MOST_EFFECTS:]]
    if (older := len(node.effects) - MOST_EFFECTS) > 0:
        said.append(
            ngettext("%(number)d more happened below before", "%(number)d more happened below before", older)
            % {"number": older}
        )
    return said


def _effect(effect: EffectAbove) -> str:
    words = {
        "REDUCED": _("%(day)s: %(won)s of the grant of %(firm)s, below, were taken back"),
        "CANCELLED": _("%(day)s: the grant of %(firm)s, below, was cancelled; %(won)s went back"),
        "SUSPENDED": _("%(day)s: the grant of %(firm)s, below, was suspended"),
        "RECOVERED": _("%(day)s: %(won)s of the grant of %(firm)s, below, were ordered to be paid back"),
    }
    said = {"day": effect.on.isoformat(), "firm": effect.grant.firm, "won": won(effect.won)}
    return words[effect.what] % said


@dataclass(frozen=True)
class OnTime:
    """How promptly a firm passed money on, or all firms of a chain together."""

    name: str
    href: str
    found: Punctuality


def on_time(top: Node, on: dt.date) -> list[OnTime]:
    """Return how promptly every visible firm passed on, and all together last; nothing where none owed."""
    nodes = {node.status.pk: node for node in top.walk() if node.figures and node.counts and node.is_open}
    owed = {pk: owing for pk, owing in owed_by(n.status for n in nodes.values()).items() if owing}
    rows = [OnTime(nodes[pk].name, nodes[pk].href, punctuality(owing, on)) for pk, owing in owed.items()]
    whole = punctuality((one for owing in owed.values() for one in owing), on)
    return [*rows, OnTime(_("Together"), "", whole)] if rows else []


def role(node: Node) -> str:
    """Return tier and legal kind of the support in words."""
    return f"{node.role} · {node.case.get_grant_kind_display()}" if node.case else node.role


def subsidies(top: Node) -> Money:
    """Return the subsidy figures of all visible nodes together: contributions never enter subsidy totals."""
    return total(n.money for n in top.walk() if n.money and n.counts and not n.is_contribution)


def contributions(top: Node) -> Money:
    """Return the contribution figures of all visible nodes together."""
    return total(n.money for n in top.walk() if n.money and n.counts and n.is_contribution)


def kilograms(top: Node) -> int:
    """Return the verified kilograms of all visible nodes together."""
    return sum(node.verified_kg for node in top.walk())


def kilograms_href(top: Node) -> str:
    """Return the address of the transfers of all visible kilograms; empty if some may not be followed."""
    nodes = list(top.walk())
    return together(lot for n in nodes for lot in n.lots) if all(n.lots_lead_on for n in nodes) else ""


@dataclass(frozen=True)
class Head:
    """A figure of the whole chain: what it is called, in won, and the transfers behind it."""

    label: Any
    won: int
    href: str
    tone: str = ""


def awarded_won(top: Node) -> int:
    """Return what was awarded from the budget to the visible part of the chain, each won once."""
    return sum(
        s.agreed
        for s in streams(top)
        if not s.target.is_contribution and (s.source is None or not s.source.is_open)
    )


def heads(top: Node) -> list[Head]:
    """Return the figures above the chain: subsidy, each won once, then contributions, never added to it."""
    money, gifts = subsidies(top), contributions(top)
    found = [
        Head(_("Subsidy awarded"), awarded_won(top), money.href("awarded")),
        Head(_("Subsidy received"), money["net"], money.href("net")),
        Head(_("Passed on along the chain"), money["arrived"], money.href("arrived")),
        Head(
            _("Still to pass on"),
            money["to_pass_on"],
            money.href("to_pass_on"),
            "warning" if money["to_pass_on"] else "",
        ),
    ]
    if gifts["received"] not in (0, money["arrived"]):
        found.append(Head(_("Contributions received"), gifts["received"], gifts.href("received")))
    if money["returned"]:
        found.append(Head(_("Returned"), money["returned"], money.href("returned")))
    return found


def parts(top: Node) -> list[tuple[Any, int, str]]:
    """Return where the awarded subsidy of the visible nodes is, as parts of a bar."""
    money = subsidies(top)
    nodes = [n.figures for n in top.walk() if n.figures and n.counts and not n.is_contribution]
    owed, given_up = sum(one.under_recovery for one in nodes), sum(one.written_off for one in nodes)
    unspent = money["net"] - money["spent"] - money["returned"] - owed - given_up
    return [
        (_("Not paid yet"), awarded_won(top) - money["net"], "neutral"),
        (_("Received, not spent yet"), unspent, "primary"),
        (_("Spent"), money["spent"], "success"),
        *([(_("Returned"), money["returned"], "warning")] if money["returned"] else []),
        *([(_("Under recovery"), owed, "danger")] if owed else []),
        *([(_("Written off"), given_up, "neutral")] if given_up else []),
    ]
