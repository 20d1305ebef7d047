"""What suspending, shrinking or cancelling a grant does to it and to all below: asked before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from applications.workflow import UNDECIDED, Status
from core.ledger.queries import accounts_of, balance
from core.ui.templatetags.ui import won
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import TreeNode, line_of, subtree_of
from disbursements.queries.held import free_held
from disbursements.queries.stages import not_drawn
from disbursements.workflow import ENDED_GRANTS, GrantStatus, PaymentStatus
from programs.models import GrantKind

#: payment requests that end with their grant
OPEN_REQUESTS = (
    PaymentStatus.DRAFTED,
    PaymentStatus.SUBMITTED,
    PaymentStatus.RETURNED,
    PaymentStatus.CHECKED,
    PaymentStatus.APPROVED,
)
#: cases below that are not accepted yet
NOT_ACCEPTED = (Status.DRAFTED, *UNDECIDED, Status.AWARDED)


@dataclass(frozen=True)
class Effect:
    """What happens to one grant or case: how far below it stands, whose it is, in a sentence."""

    depth: int
    firm: Any
    case: Any
    sentence: str


@dataclass(frozen=True)
class Taken:
    """What goes back from one grant when it is cancelled, in won: own part, part to hand on."""

    node: TreeNode
    own_won: int
    regrant_won: int


def running(grant: Grant) -> list[TreeNode]:
    """Return the grant and the subsidies handed on below it that are not over, parents first."""
    return [node for node in subtree_of(grant) if node.grant.status not in ENDED_GRANTS]


def left_own(grant: Grant) -> int:
    """Return what can be taken back of the own part, in won: of one that is over, what the bank sent back."""
    return balance(grant.owner, "committed") if grant.status in ENDED_GRANTS else not_drawn(grant)


def undecided_below(nodes: Iterable[TreeNode]) -> list[Application]:
    """Return the cases below these grants that their firms have not accepted."""
    found = Application.objects.filter(parent__grant__in=[n.grant for n in nodes], status__in=NOT_ACCEPTED)
    return list(found.select_related("firm", "parent__grant").order_by("pk"))


def open_requests(nodes: Iterable[TreeNode]) -> list[PaymentRequest]:
    """Return the payment requests of these grants that are not at the bank."""
    found = PaymentRequest.objects.filter(grant__in=[n.grant for n in nodes], status__in=OPEN_REQUESTS)
    return list(found.order_by("pk"))


def taken(nodes: list[TreeNode], awaiting: Iterable[Application]) -> list[Taken]:
    """
    Return what goes back from each grant when the first one is cancelled, leaves first.

    What comes back from below goes further up; so does an award that was not accepted yet.
    """
    back: dict[int, int] = {node.grant.pk: 0 for node in nodes}
    for case in awaiting:
        if case.status == Status.AWARDED and case.grant_kind == GrantKind.INDIRECT and case.parent:
            back[case.parent.grant.pk] += (case.awarded_won or 0) + case.regrant_won
    found = []
    for node in reversed(nodes):
        regrant = node.figures.regrant + back[node.grant.pk]
        found.append(Taken(node, node.figures.committed, regrant))
        if node.grant.parent_id in back:
            back[node.grant.parent_id] += node.figures.committed + regrant
    return found


def obstacles(nodes: list[TreeNode]) -> list[str]:
    """
    Return what has to be waited for or paid back before the grants can be cancelled, in sentences.

    Money at the bank or in transit is awaited; what a firm holds, or has in a conduit for one of them, is
    paid back first: with whichever firm on its way it lies.
    """
    found = []
    for node in nodes:
        figures, firm = node.figures, node.grant.firm
        if figures.paying:
            sentence = _("%(won)s for %(firm)s are at the bank: wait for its confirmation or its return.")
            found.append(sentence % {"won": won(figures.paying), "firm": firm})
        if figures.held and (free := free_held(node.grant)):
            sentence = _("%(firm)s holds %(won)s that are not spent: they are paid back first.")
            found.append(sentence % {"won": won(free), "firm": firm})
    spends = _("Payment request %(number)s of %(firm)s spends a part of the advance: return it first.")
    found += [
        spends % {"number": f"#{one.number}", "firm": one.grant.firm}
        for one in open_requests(nodes)
        if one.covered_won
    ]
    return found + _in_conduits(nodes)


def _in_conduits(nodes: list[TreeNode]) -> list[str]:
    """Look for money for these grants on its way, also with the firms above them."""
    grants = {node.grant.application_id: node.grant for node in nodes}
    above = {grant.application_id: grant for grant in line_of(nodes[0].grant)}
    destinations = {f"{code}:{pk}": pk for pk in grants for code in ("conduit", "incoming")}
    found = []
    for owner, accounts in accounts_of("application", {**above, **grants}).items():
        for code, account in accounts.items():
            if not account.balance or (code not in destinations and owner not in grants):
                continue
            if not code.startswith(("conduit:", "incoming:")):
                continue
            figures = {"firm": (grants.get(owner) or above[owner]).firm, "won": won(account.balance)}
            if code.startswith("conduit:"):
                sentence = _("%(won)s lie with %(firm)s to be handed on: they are paid back first.")
            else:
                sentence = _("%(won)s are on their way to %(firm)s: wait for its answer.")
            found.append(sentence % figures)
    return found


def of_suspending(grant: Grant) -> list[Effect]:
    """Return what suspending does: nothing moves, and nothing begins, here and below."""
    nodes = running(grant)
    found = [
        _effect(node, _("No new payment, no award and nothing handed on until it runs again."))
        for node in nodes
    ]
    found += [
        Effect(_depth(nodes, case), case.firm, case, _("Can't be awarded or accepted until then."))
        for case in undecided_below(nodes)
        if case.grant_kind == GrantKind.INDIRECT
    ]
    return found


def of_resuming(grant: Grant) -> list[Effect]:
    """Return what letting it run again does; what another suspended grant stops stays stopped."""
    nodes = running(grant)
    halted = {node.grant.pk for node in nodes[1:] if node.grant.status == GrantStatus.SUSPENDED}
    halted |= {one.pk for one in line_of(grant)[:-1] if one.status == GrantStatus.SUSPENDED}
    found = []
    for node in nodes:
        way = {one.pk for one in line_of(node.grant)}
        stays = _("Stays stopped: another grant on its way is suspended.")
        found.append(_effect(node, stays if way & halted else _("Payments, awards and hops go on.")))
    return found


def of_shrinking(grant: Grant) -> list[Effect]:
    """Return what can be taken back here, and what is held below and stays until it is taken back there."""
    nodes = running(grant)
    left = left_own(grant)
    figures = nodes[0].figures if nodes else subtree_of(grant)[0].figures
    first = _("At most %(own)s of its own part and %(regrant)s of the part to hand on can be taken back.")
    found = [Effect(0, grant.firm, grant, first % {"own": won(left), "regrant": won(figures.regrant)})]
    stays = _("Keeps %(own)s of its own and %(regrant)s to hand on, unless it is taken back there.")
    found += [
        _effect(node, stays % {"own": won(_standing(node)), "regrant": won(node.figures.regrant)})
        for node in nodes[1:]
    ]
    proposed = _("Was proposed %(won)s; if less is left than that, it can't be awarded in full.")
    found += [
        Effect(1, case.firm, case, proposed % {"won": won(case.proposed_won or 0)})
        for case in undecided_below(nodes[:1])
        if case.grant_kind == GrantKind.INDIRECT and case.status != Status.AWARDED
    ]
    return found


def of_cancelling(grant: Grant) -> list[Effect]:
    """Return what cancelling does to each grant and case, leaves first, as it is done."""
    nodes = running(grant)
    awaiting = undecided_below(nodes)
    found = [_withdrawn(_depth(nodes, case), case) for case in awaiting]
    for part in taken(nodes, awaiting):
        found.append(_effect(part.node, _cancelled(part)))
    names = {node.grant.pk: node for node in nodes}
    found += [
        _effect(
            names[request.grant_id],
            _("Payment request %(number)s is withdrawn.") % {"number": f"#{request.number}"},
        )
        for request in open_requests(nodes)
    ]
    return found


def _cancelled(part: Taken) -> str:
    if not part.own_won and not part.regrant_won:
        return _("Cancelled. Nothing is left of it that could go back.")
    above = part.node.grant.parent
    return _("Cancelled. %(own)s not paid and %(regrant)s not handed on go back to %(where)s.") % {
        "own": won(part.own_won),
        "regrant": won(part.regrant_won),
        "where": above.firm if above else _("the call's budget"),
    }


def _withdrawn(depth: int, case: Application) -> Effect:
    back = (case.awarded_won or 0) + case.regrant_won
    if case.status != Status.AWARDED or case.is_contribution:
        return Effect(depth, case.firm, case, _("The application is withdrawn."))
    sentence = _("The award of %(won)s was not accepted yet: it is withdrawn.") % {"won": won(back)}
    return Effect(depth, case.firm, case, sentence)


def _depth(nodes: list[TreeNode], case: Application) -> int:
    depths = {node.grant.application_id: node.depth for node in nodes}
    return depths.get(case.parent_id or 0, 0) + 1


def _effect(node: TreeNode, sentence: str) -> Effect:
    return Effect(node.depth, node.grant.firm, node.grant, sentence)


def _standing(node: TreeNode) -> int:
    return node.figures.awarded - node.figures.reduced
