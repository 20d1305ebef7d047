"""The chain as it is shown: nodes of the tree, rows of the table, bands of the flow."""

from typing import Any

from django.utils.translation import gettext as _

from core.ui.formats import tonnes
from core.ui.templatetags.ui import won
from reporting.dashboards.queries.chain import Node
from reporting.dashboards.queries.money import Money, label, together, total

SHOWN = ("awarded", "received", "spent", "passed_on", "in_transit", "to_pass_on", "returned")
#: what a contribution has of these: no duty of its own
SHOWN_OF_GIFTS = ("awarded", "received", "spent", "passed_on", "returned")


def figure_label(name: str, node: Node) -> Any:
    """Return what a figure is called at this node: a contribution is agreed, not awarded."""
    return _("Contribution agreed") if node.is_contribution and name == "awarded" else label(name)


def figures(node: Node) -> list[tuple[Any, str, str]]:
    """Return (label, amount, address of the transfers) for everything at a node that the reader may see."""
    shown = []
    if node.money is not None:
        names = SHOWN_OF_GIFTS if node.is_contribution else SHOWN
        for name in names:
            href = node.money.href(name) if node.leads_on else ""
            shown.append((figure_label(name, node), won(node.money[name]), href))
    if node.is_open and node.firm_id:
        href = together(node.lots) if node.lots_lead_on else ""
        shown.append((_("Verified reduction"), tonnes(node.verified_kg), href))
    return shown


def shown(node: Node) -> dict[str, Any]:
    """Return a node and all below it as the component `chain_tree` reads them."""
    return {
        "name": node.name,
        "role": role(node),
        "href": node.href,
        "depth": node.depth,
        "status": node.status if node.is_open else None,
        "figures": figures(node) if node.is_open else [],
        "children": [shown(child) for child in node.children],
    }


def role(node: Node) -> str:
    """Return tier and legal kind of the support in words."""
    return f"{node.role} · {node.case.get_grant_kind_display()}" if node.case else node.role


def rows(top: Node) -> list[dict[str, Any]]:
    """Return the same figures for the table, one row per firm whose figures the reader may see."""
    return [
        {
            "name": node.name,
            "href": node.href,
            "role": role(node),
            "cells": [_cell(node, name) for name in SHOWN],
            "kg": node.verified_kg,
            "kg_href": together(node.lots) if node.lots_lead_on else "",
        }
        for node in top.walk()
        if node.is_open and node.firm_id
    ]


def _cell(node: Node, name: str) -> tuple[Any, int | None, str]:
    if node.money is None:
        return label(name), None, ""
    return label(name), node.money[name], node.money.href(name) if node.leads_on else ""


def subsidies(top: Node) -> Money:
    """Return the subsidy figures of all visible nodes together: contributions never enter subsidy totals."""
    return total(node.money for node in top.walk() if node.money and not node.is_contribution)


def contributions(top: Node) -> Money:
    """Return the contribution figures of all visible nodes together."""
    return total(node.money for node in top.walk() if node.money and node.is_contribution)


def kilograms(top: Node) -> int:
    """Return the verified kilograms of all visible nodes together."""
    return sum(node.verified_kg for node in top.walk())


def parts(top: Node) -> list[tuple[Any, int, str]]:
    """Return where the awarded subsidy of the visible nodes is, as parts of a bar."""
    money = subsidies(top)
    return [
        (_("Not paid yet"), money["awarded"] - money["received"], "neutral"),
        (_("Received, not spent yet"), money["received"] - money["spent"], "primary"),
        (_("Spent"), money["spent"], "success"),
    ]
