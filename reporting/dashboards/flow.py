"""
The flow of the money through a chain as a drawing: bars per firm, bands between them.

Pure geometry in whole units of a 1000-wide picture; the page and the PDF draw the same one.
"""

from dataclasses import dataclass, field

from reporting.dashboards.queries.chain import Node

WIDTH, BAR, GAP, TOP, LEAST, TALLEST, LABEL = 1000, 14, 30, 34, 6, 260, 280


@dataclass
class Bar:
    """One firm: a bar as high as what it was awarded, filled as far as it has received."""

    node: Node
    x: int
    y: int
    height: int
    filled: int
    used: int = 0

    @property
    def label_x(self) -> int:
        """Where its name begins."""
        return self.x + BAR + 10

    @property
    def name(self) -> str:
        """Its name, short enough for the picture."""
        return self.node.name if len(self.node.name) <= 18 else self.node.name[:17] + "…"

    @property
    def won(self) -> int:
        """What it was awarded, won."""
        return self.node.money["awarded"] if self.node.money else 0

    @property
    def name_y(self) -> int:
        """Where the first line of its label stands."""
        return max(self.y + 12, self.y + self.height // 2 - 2)

    @property
    def won_y(self) -> int:
        """Where the second line of its label stands."""
        return self.name_y + 17


@dataclass
class Band:
    """Money on its way between two bars; pale while it is only agreed."""

    path: str
    is_done: bool


@dataclass
class Flow:
    """The whole picture."""

    height: int
    source_height: int = 0
    bars: list[Bar] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    heads: list[tuple[int, int]] = field(default_factory=list)
    awarded_won: int = 0
    width: int = WIDTH
    top: int = TOP
    bar: int = BAR


def draw(top: Node) -> Flow | None:
    """Return the picture of a chain; None while no money was awarded in it."""
    roots = _roots(top)
    awarded = sum(_won(node) for node in roots)
    if not awarded:
        return None
    depth = max(_levels(root) for root in roots)
    step = (WIDTH - LABEL) // max(depth, 1)
    flow = Flow(height=0, awarded_won=awarded)
    flow.source_height = max(LEAST, TALLEST)
    scale = awarded
    cursors = [TOP] * (depth + 1)
    passed = TOP
    for root in roots:
        passed = _place(flow, root, 1, step, scale, cursors, source=(0, passed))
    flow.height = max(*(cursor - GAP for cursor in cursors), TOP + flow.source_height) + 8
    flow.heads = [(level, level * step) for level in range(1, depth + 1)]
    return flow


def _roots(top: Node) -> list[Node]:
    """Return the nodes that are paid from the budget itself."""
    return [n for n in top.walk() if n.money and not n.is_contribution and n.is_open and _won(n)]


def _won(node: Node) -> int:
    return node.money["awarded"] if node.money else 0


def _levels(node: Node) -> int:
    return 1 + max((_levels(child) for child in _gifts(node)), default=0)


def _gifts(node: Node) -> list[Node]:
    return [child for child in node.children if child.is_contribution and child.money]


def _size(won: int, scale: int) -> int:
    return max(LEAST, won * TALLEST // scale) if won else 0


def _place(
    flow: Flow, node: Node, level: int, step: int, scale: int, cursors: list[int], source: tuple[int, int]
) -> int:
    """Put a bar in its column, its band from `source` and all below it; return where the next band starts."""
    money = node.money
    height = _size(_won(node), scale)
    y = max(cursors[level], source[1] - height // 3) if level > 1 else cursors[level]
    filled = min(height, height * money["received"] // max(1, _won(node))) if money else 0
    bar = Bar(node, level * step, y, height, filled)
    cursors[level] = y + max(height, 26) + GAP
    flow.bars.append(bar)
    start_x, start_y = source
    flow.bands.append(Band(_band(start_x + BAR, start_y, bar.x, y, height), False))
    if filled:
        flow.bands.append(Band(_band(start_x + BAR, start_y, bar.x, y, filled), True))
    below = y
    for child in _gifts(node):
        below = _place(flow, child, level + 1, step, scale, cursors, (bar.x, below))
    return start_y + height


def _band(x1: int, y1: int, x2: int, y2: int, height: int) -> str:
    middle = (x1 + x2) // 2
    return (
        f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
        f"V{y2 + height}C{middle} {y2 + height} {middle} {y1 + height} {x1} {y1 + height}Z"
    )
