"""The tree of a consortium, from the programme through the anchor to the last tier, and its money."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import Application, Kind
from applications.workflow import Status as ApplicationStatus
from core.ledger.models import Account
from core.ledger.queries import accounts_of
from core.users.scopes import ScopeKind
from core.workflow import clock
from disbursements.figures import NodeFigures, gift_gap, identity_gap
from disbursements.queries import node_figures
from disbursements.queries.effects import EffectAbove, effects_above
from programs.models import Consortium, GrantKind, Member, MemberStatus
from programs.permissions import VIEW_OWN_CASES
from reporting.claims.queries import claimed_by_lot
from reporting.dashboards.queries.accounts import sees_cases, visible_lots
from reporting.dashboards.queries.lots import Lots, lots_by_place, without_place
from reporting.dashboards.queries.money import Money, money_of


@dataclass
class Node:
    """A firm's place in the chain: its grant if it has one, its money, its tonnes, and who hangs below."""

    name: str
    role: str
    depth: int
    #: what it is called in addresses of the page
    key: str = ""
    firm_id: int | None = None
    tier: int | None = None
    case: Any = None
    status: Any = None
    href: str = ""
    money: Money | None = None
    lots: list[Account] = field(default_factory=list)
    #: what claims took out of these shares, kg CO2e
    claimed_kg: int = 0
    children: list["Node"] = field(default_factory=list)
    #: under whom it hangs
    above: "Node | None" = field(default=None, repr=False, compare=False)
    #: whether the reader may follow its figures to the transfers behind them
    leads_on: bool = True
    lots_lead_on: bool = True
    #: whether the reader sees its money
    is_open: bool = True
    #: the figures of its grant, of which the identity of the book must hold
    figures: NodeFigures | None = None
    #: other consortia of the programme to which the firm belongs
    also_in: list[Consortium] = field(default_factory=list)
    #: whether it counts in the totals here: what another consortium leads is shown, and counted there alone
    counts: bool = True
    #: what happened below that changed something here (Act, art. 30)
    effects: list[EffectAbove] = field(default_factory=list)

    @property
    def verified_kg(self) -> int:
        """Verified kilograms of CO2e made here."""
        return sum(lot.balance for lot in self.lots) + self.claimed_kg

    @property
    def is_contribution(self) -> bool:
        """Whether the money here is another firm's own, not a subsidy."""
        return bool(self.case) and self.case.grant_kind == GrantKind.CONTRIBUTION

    @property
    def gap(self) -> int:
        """By how many won what was received here is not what became of it, of both kinds of money."""
        if self.figures is None:
            return 0
        return abs(identity_gap(self.figures)) + abs(gift_gap(self.figures))

    @property
    def is_broken(self) -> bool:
        """Whether the identity of the book does not hold here."""
        return self.gap != 0

    def walk(self) -> list["Node"]:
        """Return this node and all below it, from the top down."""
        return [self, *(node for child in self.children for node in child.walk())]


def sees_all(consortium: Consortium, user: Any, at: dt.datetime) -> bool:
    """Say whether the person sees the whole chain: officers, auditors and the anchor's people do."""
    if sees_cases(user, at, *consortium.program.scope_pairs):
        return True
    return consortium.anchor_id in own_firms(user, at)


def own_firms(user: Any, at: dt.datetime) -> frozenset[int]:
    """Return the ids of the firms for which the person reads cases."""
    return user.scopes(VIEW_OWN_CASES, clock.day(at)).of(ScopeKind.FIRM)


def tree(consortium: Consortium, user: Any, at: dt.datetime) -> Node:
    """
    Return the programme's node with the anchor below it, and so on, as far as the person may look.

    A firm sees its own nodes, all below them, and the way up without the others' money. The number of queries
    does not depend on the number of firms.
    """
    top = whole_tree(consortium)
    if not sees_all(consortium, user, at):
        _close(top, own_firms(user, at))
    _link(top.walk(), user, at)
    return top


def branch(node: Node) -> Node:
    """Return the chain as one of its nodes sees it: the way up without figures, and all below it."""
    found, above = replace(node), node.above
    while above is not None:
        found = replace(
            above, children=[found], is_open=False, money=None, figures=None, lots=[], lots_lead_on=True,
            status=None, also_in=[], effects=[],
        )  # fmt: skip
        above = above.above
    _deepen(found, 0)
    return found


def _link(nodes: list[Node], user: Any, at: dt.datetime) -> None:
    """Let only what the reader may open lead on."""
    cases = [node.case.pk for node in nodes if node.case]
    hidden: list[Node] = []
    lots = [lot.owner_id for node in nodes for lot in node.lots]
    seen_cases = set(Application.objects.visible_to(user).filter(pk__in=cases).values_list("pk", flat=True))
    seen_lots = visible_lots(user, at, set(lots))
    for node in nodes:
        node.lots_lead_on = all(lot.owner_id in seen_lots for lot in node.lots)
        if node.case and node.case.pk not in seen_cases:
            node.href, node.leads_on = "", False
            hidden += [node] if not node.counts else []
    for node in hidden:  # what another consortium leads is for those who read it there
        node.money, node.is_open, node.status = None, False, None


def whole_tree(consortium: Consortium) -> Node:
    """Return the whole chain, whoever asks: the caller has asked who may see it."""
    members = list(
        consortium.members.filter(status__in=[MemberStatus.INVITED, MemberStatus.JOINED])
        .select_related("firm")
        .order_by("tier", "pk")
    )
    cases = awarded_cases(consortium)
    shared = _shared(consortium, members)
    moneys, figures = _moneys([*cases, *(case for found in shared.values() for case in found.cases)])
    lots = lots_by_place(consortium, cases)
    by_firm: dict[int, list[Application]] = defaultdict(list)
    for case in cases:
        by_firm[case.firm_id].append(case)
    program = consortium.program
    top = Node(program.name, _("Programme"), 0, program.public_id, href=program.get_absolute_url())
    places: dict[int, Node] = {}
    nodes: dict[int, Node] = {}
    for member in members:
        above = places.get(member.upstream_id, top) if member.upstream_id else top
        for case in by_firm.pop(member.firm_id, []):
            node = _case_node(case, member, moneys[case.pk])
            node.figures = figures.get(case.pk)
            nodes[case.pk] = node
            places.setdefault(member.pk, node)
            (nodes.get(case.parent_id or 0) or above).children.append(node)
        if member.pk not in places:
            places[member.pk] = _member_node(member)
            above.children.append(places[member.pk])
            above.children += [
                _led_elsewhere(case, member, moneys[case.pk]) for case in shared[member.firm_id].cases
            ]
        places[member.pk].also_in = shared[member.firm_id].consortia
        places[member.pk].lots += lots.pop(("firm", member.firm_id), [])
    for place in [place for place in lots if place[0] == "case" and place[1] in nodes]:
        nodes[place[1]].lots += lots.pop(place)
    strangers = _strangers(lots, cases)
    top.children += strangers
    _count_claims([*places.values(), *nodes.values(), *strangers])
    _deepen(top, 0)
    _note_effects(top)
    return top


@dataclass
class Shared:
    """Where else in the programme a firm belongs, and the cases that are led there."""

    consortia: list[Consortium] = field(default_factory=list)
    cases: list[Application] = field(default_factory=list)


def _shared(consortium: Consortium, members: list[Member]) -> dict[int, Shared]:
    """Return, by firm, the other consortia of the programme and the awarded cases they lead: two queries."""
    found: dict[int, Shared] = defaultdict(Shared)
    elsewhere = (
        Member.objects.filter(
            firm__in=[member.firm_id for member in members],
            consortium__program=consortium.program_id,
            status=MemberStatus.JOINED,
        )
        .exclude(consortium=consortium)
        .select_related("consortium__program")
        .order_by("consortium__name", "pk")
    )
    places = {(member.firm_id, member.consortium_id): member.consortium for member in elsewhere}
    for (firm, _consortium), other in places.items():
        found[firm].consortia.append(other)
    if places:
        others = {other.pk: other for other in places.values()}
        for case in _awarded(Application.objects.filter(firm__in=set(found)), others):
            found[case.firm_id].cases.append(case)
    return found


def _led_elsewhere(case: Application, member: Member, money: Money) -> Node:
    """Return a case of a shared supplier that another consortium leads: shown here, counted there."""
    node = _case_node(case, member, money)
    node.counts = False
    return node


def _note_effects(top: Node) -> None:
    """Put beside every grant what happened below it."""
    grants = {node.status.pk: node for node in top.walk() if node.figures is not None}
    for grant, effects in effects_above(grants).items():
        grants[grant].effects = effects


def awarded_cases(consortium: Consortium) -> list[Application]:
    """Return the consortium's awarded cases, parents before children."""
    return _awarded(Application.objects.all(), {consortium.pk: consortium})


def _awarded(cases: QuerySet[Application], consortia: dict[int, Consortium]) -> list[Application]:
    """Return awarded cases of some consortia; all of one share its row, and a grant that of its case."""
    decided = [ApplicationStatus.AWARDED, ApplicationStatus.ACCEPTED]
    rows = cases.filter(consortium__in=list(consortia), kind=Kind.GRANT, status__in=decided)
    found = list(rows.select_related("firm", "grant").order_by("pk"))
    for case in found:
        case.consortium = consortia[case.consortium_id]
        if hasattr(case, "grant"):
            case.grant.consortium = case.consortium
    return found


def _moneys(cases: list[Application]) -> tuple[dict[int, Money], dict[int, NodeFigures]]:
    """Return the money of every case with its accounts, and the figures of its grant, in three queries."""
    accounts = accounts_of("application", [case.pk for case in cases])
    grants = {case.pk: case.grant for case in cases if hasattr(case, "grant")}
    figures = node_figures(grants.values())
    below: dict[int, list[dict[str, Account]]] = defaultdict(list)
    for case in cases:
        if case.parent_id:
            below[case.parent_id].append(accounts.get(case.pk, {}))
    by_case = {pk: figures[grant.pk] for pk, grant in grants.items()}
    moneys = {
        case.pk: money_of(case, accounts.get(case.pk, {}), below[case.pk], by_case.get(case.pk))
        for case in cases
    }
    return moneys, by_case


def _case_node(case: Application, member: Member, money: Money) -> Node:
    grant = getattr(case, "grant", None)
    return Node(
        name=case.firm.name,
        role=tier_words(member.tier),
        depth=0,
        key=case.public_id,
        firm_id=case.firm_id,
        tier=member.tier,
        case=case,
        status=grant or case,
        href=(grant or case).get_absolute_url(),
        money=money,
    )


def _member_node(member: Member) -> Node:
    return Node(
        name=member.firm.name,
        role=tier_words(member.tier),
        depth=0,
        key=member.firm.public_id,
        firm_id=member.firm_id,
        tier=member.tier,
        status=member if member.status == MemberStatus.INVITED else None,
        href=member.firm.get_absolute_url(),
    )


def tier_words(tier: int) -> str:
    """Return what a tier is called."""
    return _("Tier %(tier)d") % {"tier": tier} if tier else _("Anchor firm")


def _strangers(lots: Lots, cases: list[Application]) -> list[Node]:
    """Return a node for each firm without a place in the chain, so that its kilograms are not lost."""
    return [
        Node(
            firm.name,
            _("No member"),
            0,
            firm.public_id,
            firm_id=firm.pk,
            href=firm.get_absolute_url(),
            lots=found,
        )
        for firm, found in without_place(lots, cases)
    ]


def _count_claims(nodes: Iterable[Node]) -> None:
    """Count at every node what claims took out of its shares; in constantly many queries."""
    by_id = {id(node): node for node in nodes}.values()
    claimed = claimed_by_lot(lot.owner_id for node in by_id for lot in node.lots)
    for node in by_id:
        parts = ((lot.owner_id, int(lot.code.removeprefix("share:"))) for lot in node.lots)
        node.claimed_kg = sum(claimed.get(part, 0) for part in parts)


def _deepen(node: Node, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        child.above = node
        _deepen(child, depth + 1)


def _close(node: Node, own: frozenset[int]) -> bool:
    """Keep what leads to one's own nodes, hide the others' money; say whether any of one's own is here."""
    if node.firm_id in own:
        return True
    node.children = [child for child in node.children if _close(child, own)]
    node.is_open, node.money, node.lots, node.status = False, None, [], None
    node.claimed_kg = 0
    node.figures, node.effects = None, []
    return bool(node.children)
