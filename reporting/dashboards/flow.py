"""
The flow of the money through a chain: streams from the budget to the last tier, and a drawing of them.

The page's Sankey, the drawing without scripts and the PDF all come from the same streams. The drawing is pure
geometry in whole units of a 1000-wide picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from reporting.dashboards.folding import Picture
from reporting.dashboards.queries.chain import Node

WIDTH, BAR, GAP, TOP, LEAST, TALLEST, LABEL = 1000, 14, 30, 34, 6, 260, 280


@dataclass(frozen=True)
class Stream:
    """Money from one firm (None: the call's budget) to another: agreed and, of it, received, whole won."""

    source: Node | None
    target: Node
    agreed: int
    done: int


def streams(top: Node) -> list[Stream]:
    """Return the streams of a chain that the reader may see, parents before children, of both legal kinds."""
    return list(_below(top, None))


def _below(node: Node, payer: Node | None) -> Iterator[Stream]:
    for child in node.children:
        if child.case is None or not child.counts:
            yield from _below(child, payer)
            continue
        agreed = agreed_won(child)
        if child.is_open and child.money and agreed:
            yield Stream(payer, child, agreed, min(agreed, child.money["received"]))
        yield from _below(child, child)


@dataclass
class Rest(Node):
    """The firms that one payer pays and the picture has no room for, as one bar; and all below them."""

    is_gift: bool = False

    @property
    def is_contribution(self) -> bool:
        """Whether their money is another firm's own."""
        return self.is_gift


def drawn(picture: Picture) -> list[Stream]:
    """Return the streams of a picture: those of its firms singly, of all the others one by payer and kind."""
    groups: list[list[Stream]] = []
    others: dict[tuple[int, bool], list[Stream]] = {}
    for stream in streams(picture.top):
        if picture.shows(stream.target):
            groups.append([stream])
        elif stream.source is None or picture.shows(stream.source):
            kind = (id(stream.source), stream.target.is_contribution)
            if kind not in others:
                groups.append(others.setdefault(kind, []))
            others[kind].append(stream)
    return [group[0] if picture.shows(group[0].target) else _together(group, picture) for group in groups]


def _together(group: list[Stream], picture: Picture) -> Stream:
    """Return the streams of one payer to firms that are not drawn as one."""
    node, number = group[0].target, sum(len(stream.target.walk()) for stream in group)
    addresses = {picture.address_of_hidden(stream.target) for stream in group}
    rest = Rest(
        ngettext("%(number)d firm more", "%(number)d firms more", number) % {"number": number},
        node.role, node.depth, f"{node.key}:rest", tier=node.tier, is_gift=node.is_contribution,
        href=addresses.pop() if len(addresses) == 1 else "#table",
    )  # fmt: skip
    return Stream(group[0].source, rest, sum(one.agreed for one in group), sum(one.done for one in group))


def agreed_won(node: Node) -> int:
    """
    Return what the firm may count on in all, whole won: its own part and what it hands on as subsidy.

    Of a cancelled grant what was awarded once, so that it stays in the picture.
    """
    if node.money is None:
        return 0
    stands = node.money["awarded"] + node.money["to_hand_on"]
    return stands or node.money["received"] or (node.case.awarded_won or 0)


@dataclass
class Bar:
    """One firm: a bar as high as what it was awarded, filled as far as it has received."""

    node: Node
    x: int
    y: int
    height: int
    won: int

    @property
    def label_x(self) -> int:
        """Where its name begins."""
        return self.x + BAR + 10

    @property
    def name(self) -> str:
        """Its name, short enough for the picture."""
        return self.node.name if len(self.node.name) <= 18 else self.node.name[:17] + "…"

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
    is_gift: bool = False


@dataclass
class Flow:
    """The whole picture."""

    height: int
    source_height: int = 0
    bars: list[Bar] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    heads: list[tuple[int, int]] = field(default_factory=list)
    #: who pays at its left edge; empty where it is the call's budget
    payer: str = ""
    awarded_won: int = 0
    width: int = WIDTH
    top: int = TOP
    bar: int = BAR


def draw(top: Node, picture: Picture | None = None) -> Flow | None:
    """Return the drawing of a chain; None while no money was awarded in it."""
    return _Drawing(drawn(picture or Picture(top))).flow()


class _Drawing:
    """Puts the bars column by column, each where the money of its payer reaches it."""

    def __init__(self, found: list[Stream]) -> None:
        self.below: dict[int, list[Stream]] = {}
        for stream in found:
            self.below.setdefault(id(stream.source), []).append(stream)
        reached = {id(stream.target) for stream in found}
        # Whoever sees only its own part of the chain has its payer at the edge, without figures.
        edges = dict.fromkeys(id(s.source) for s in found if s.source and id(s.source) not in reached)
        self.starts = [s for start in (id(None), *edges) for s in self.below.get(start, [])]
        self.total = sum(stream.agreed for stream in self.starts)

    def flow(self) -> Flow | None:
        """Return the picture."""
        if not self.total:
            return None
        depth = max(self._levels(stream) for stream in self.starts)
        self.step = (WIDTH - LABEL) // depth
        self.cursors = [TOP] * (depth + 1)
        self.picture = Flow(height=0, awarded_won=self.total, source_height=TALLEST)
        start = TOP
        for stream in self.starts:
            start = self._place(stream, 1, (0, start))
        ends = (cursor - GAP for cursor in self.cursors)
        self.picture.height = max(*ends, TOP + TALLEST) + 8
        self.picture.heads = self._heads()
        self.picture.payer = ", ".join(dict.fromkeys(s.source.name if s.source else "" for s in self.starts))
        return self.picture

    def _heads(self) -> list[tuple[int, int]]:
        """Return the tier of each column and where it stands."""
        tiers: dict[int, int] = {}
        for bar in self.picture.bars:
            tiers.setdefault(bar.x, bar.node.tier or bar.x // self.step)
        return [(tier, x) for x, tier in sorted(tiers.items())]

    def _levels(self, stream: Stream) -> int:
        return 1 + max((self._levels(child) for child in self.below.get(id(stream.target), [])), default=0)

    def _place(self, stream: Stream, level: int, source: tuple[int, int]) -> int:
        """Put a bar in its column, its bands, all below it; return where the next band starts."""
        height = max(LEAST, stream.agreed * TALLEST // self.total)
        lowest = self.cursors[level]
        y = max(lowest, source[1] - height // 3) if level > 1 else lowest
        bar = Bar(stream.target, level * self.step, y, height, stream.agreed)
        self.cursors[level] = y + max(height, 26) + GAP
        self.picture.bars.append(bar)
        is_gift = stream.target.is_contribution
        for part, is_done in ((height, False), (height * stream.done // stream.agreed, True)):
            if part:
                path = _band(source[0] + BAR, source[1], bar.x, y, part)
                self.picture.bands.append(Band(path, is_done, is_gift))
        below = y
        for child in self.below.get(id(stream.target), []):
            below = self._place(child, level + 1, (bar.x, below))
        return source[1] + height


def _band(x1: int, y1: int, x2: int, y2: int, height: int) -> str:
    middle = (x1 + x2) // 2
    return (
        f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
        f"V{y2 + height}C{middle} {y2 + height} {middle} {y1 + height} {x1} {y1 + height}Z"
    )
