"""What of a large chain is drawn: the tiers near its top, and of all the rest how much lies below."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from reporting.dashboards.queries.chain import Node

#: a chain of so many firms is drawn whole
WHOLE = 120
#: of a larger one so many firms are drawn at once
MOST = 60
#: where the way down has fewer than so many firms, a part of the next tier is drawn
FEW = 12


class Picture:
    """
    Which nodes of a chain are drawn, and which are only counted.

    Tier by tier, the firms with few children first, while there is room; where even the first tier is too
    wide, a part of it, from the child number `skip` of the node `opened` on. The way up to `opened` is drawn.
    """

    def __init__(self, top: Node, opened: Node | None = None, skip: int = 0) -> None:
        self.top, self.opened, self.skip = top, opened, skip
        self._drawn: dict[int, list[Node]] = {}
        self._folds = len(top.walk()) > WHOLE
        if self._folds:
            self._unfold()
        self._shown = {id(node) for node in self.walk()}

    def children(self, node: Node) -> list[Node]:
        """Return the children of a drawn node that are drawn."""
        return self._drawn.get(id(node), []) if self._folds else node.children

    def hidden(self, node: Node) -> list[Node]:
        """Return the children of a drawn node that are not drawn."""
        shown = {id(child) for child in self.children(node)}
        return [child for child in node.children if id(child) not in shown]

    def shows(self, node: Node) -> bool:
        """Say whether a node is drawn."""
        return id(node) in self._shown

    def walk(self) -> Iterator[Node]:
        """Yield the nodes that are drawn, from the top down."""
        return self._walk(self.top)

    def _walk(self, node: Node) -> Iterator[Node]:
        yield node
        for child in self.children(node):
            yield from self._walk(child)

    def address_of_hidden(self, node: Node) -> str:
        """Return the address under which a node that is not drawn is, or is nearer."""
        above = node.above
        while above is not None and not self.shows(above):
            above = above.above
        return self.after(above) or self.before(above) if above is not None else ""

    def after(self, node: Node) -> str:
        """Return the address of what comes after the drawn children of a node; empty where nothing does."""
        first = self._skipped(node) + len(self.children(node))
        return _address(node, first) if first < len(node.children) else ""

    def before(self, node: Node) -> str:
        """Return the address of what comes before the drawn children of a node; empty where nothing does."""
        skipped = self._skipped(node)
        return _address(node, max(0, skipped - MOST)) if skipped else ""

    def _skipped(self, node: Node) -> int:
        return self.skip if node is self.opened and self._folds else 0

    # --- Which -----------------------------------------------------------------------------------

    def _unfold(self) -> None:
        level, drawn = [self._way_down()], 1
        while level:
            below: list[Node] = []
            for size, group in groupby(sorted(level, key=self._size), key=self._size):
                nodes = list(group)
                if drawn + size * len(nodes) > MOST:
                    if drawn < FEW:  # little else to see
                        self._draw(nodes, (MOST - drawn) // len(nodes))
                        return
                    break
                below += self._draw(nodes)
                drawn += size * len(nodes)
            level = below

    def _way_down(self) -> Node:
        """Draw the way to the node that is opened, and return it; the whole chain is opened at its top."""
        node = self.opened or self.top
        above = node.above
        while above is not None:
            self._drawn[id(above)] = above.children
            above = above.above
        return node

    def _draw(self, nodes: Iterable[Node], most: int | None = None) -> list[Node]:
        found = []
        for node in nodes:
            self._drawn[id(node)] = self._rest(node)[:most]
            found += self._drawn[id(node)]
        return found

    def _size(self, node: Node) -> int:
        return len(self._rest(node))

    def _rest(self, node: Node) -> list[Node]:
        return node.children[self._skipped(node) :]


def _address(node: Node, first: int) -> str:
    return f"?at={node.key}{f'&from={first}' if first else ''}#tree"
