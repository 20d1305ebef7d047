"""Grants in their place in the chain."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from disbursements.figures import NodeFigures
from disbursements.models import Grant
from disbursements.queries.money import node_figures
from programs.models import Consortium, GrantKind


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


def line_of(grant: Grant) -> list[Grant]:
    """Return the grant and all above it, the topmost first: the way its money takes."""
    line = [grant]
    while line[0].parent is not None:
        line.insert(0, line[0].parent)
    return line


def subtree_of(grant: Grant) -> list[TreeNode]:
    """
    Return the grant and every subsidy handed on below it, parents first, with their figures.

    Contributions are not part of it: they are a firm's own money. Two queries and one per tier.
    """
    levels: list[list[Grant]] = [[grant]]
    while levels[-1]:
        below = Grant.objects.filter(parent__in=levels[-1], kind=GrantKind.INDIRECT)
        levels.append(list(below.select_related("firm", "application", "parent").order_by("pk")))
    found = [(one, depth) for depth, level in enumerate(levels) for one in level]
    figures = node_figures(one for one, _depth in found)
    nodes = {one.pk: TreeNode(one, figures[one.pk], depth) for one, depth in found}
    for node in nodes.values():
        if node.grant.parent_id in nodes and node.grant.pk != grant.pk:
            nodes[node.grant.parent_id].children.append(node)
    return list(nodes[grant.pk].walk())
