"""The money of one case as figures, each with the accounts it lies in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from core.ledger.models import Account
from core.ledger.queries import accounts_of
from disbursements.figures import NodeFigures
from disbursements.models import Grant
from disbursements.queries import node_figures
from programs.models import GrantKind

#: figure → codes of the accounts that explain it, for a subsidy, for a contribution (docs/ledger.md);
#: money on its way through a chain lies in one account per destination (`conduit:17`)
SUBSIDY = {
    "awarded": ("committed", "paying", "held", "spent"),
    "to_hand_on": ("regrant",),
    "received": ("held", "spent", "conduit"),
    "spent": ("spent",),
    "passed_on": ("duty_done", "voluntary", "conduit"),
    "in_transit": (),
    "to_pass_on": ("duty_open", "conduit"),
    "returned": ("held", "conduit"),
    "net": ("held", "spent", "conduit"),
    "arrived": ("duty_done", "voluntary"),
}
INDIRECT = SUBSIDY | {"arrived": ("duty_done", "voluntary", "held", "spent")}
CONTRIBUTION = SUBSIDY | {
    "awarded": (),
    "received": ("gift_held", "gift_spent"),
    "spent": ("gift_spent",),
    "passed_on": (),
    "to_hand_on": (),
    "to_pass_on": ("duty_open",),
    "returned": ("gift_held",),
    "arrived": (),
}
#: figure → codes of the accounts of the cases linked below that explain it where no own account does
BELOW = {"in_transit": ("gift_incoming", "incoming"), "passed_on": ("gift_held", "gift_spent")}
FIGURES = tuple(SUBSIDY)
Accounts = Mapping[str, Account]
#: more accounts than these are not read on one page
MOST_TOGETHER = 60


@dataclass(frozen=True)
class Money:
    """The figures of one case, whole won, each with its accounts."""

    won: Mapping[str, int]
    accounts: Mapping[str, tuple[Account, ...]]

    def __getitem__(self, name: str) -> int:
        return self.won[name]

    @property
    def hrefs(self) -> dict[str, str]:
        """The addresses of the transfers behind each figure, for a template."""
        return {name: self.href(name) for name in self.won}

    def href(self, name: str) -> str:
        """Return the address of the transfers behind a figure; empty while nothing has moved."""
        if name == "returned" and not self.won[name]:
            return ""
        return together(self.accounts[name])


def money_of(
    case: Application, accounts: Accounts, below: Iterable[Accounts] = (), figures: NodeFigures | None = None
) -> Money:
    """
    Return the figures of a case with the accounts behind them.

    `figures` are those of its grant; a case that the firm has not accepted yet has only its award.
    """
    is_gift = case.grant_kind == GrantKind.CONTRIBUTION
    is_indirect = case.grant_kind == GrantKind.INDIRECT
    table = CONTRIBUTION if is_gift else INDIRECT if is_indirect else SUBSIDY
    lie = {name: _present(accounts, codes) for name, codes in table.items()}
    for name, codes in BELOW.items():
        if not table[name]:
            lie[name] = tuple(account for child in below for account in _present(child, codes))
    won = dict.fromkeys(FIGURES, 0) | {"awarded": case.awarded_won or 0, "to_hand_on": case.regrant_won}
    if figures is not None:
        won |= {
            "awarded": figures.awarded - figures.reduced,
            "to_hand_on": figures.regrant_awarded - figures.regrant_reduced,
            "received": figures.own_received,
            "spent": figures.own_spent,
            "passed_on": figures.passed_on + figures.regranted,
            "in_transit": figures.in_transit + figures.regrant_in_transit,
            "to_pass_on": figures.duty_open + figures.conduit,
            "returned": figures.gift_returned if is_gift else figures.returned,
            "net": figures.own_received if is_gift else figures.net,
            # own money where it was given, subsidy where it came to rest: so each won once, whatever its hops
            "arrived": 0 if is_gift else figures.passed_on + (figures.received_own if is_indirect else 0),
        }
    return Money(won, lie)


def _present(accounts: Accounts, codes: Iterable[str]) -> tuple[Account, ...]:
    """Return the accounts of these codes, those kept per destination included, in a fixed order."""
    wanted = set(codes)
    return tuple(accounts[code] for code in sorted(accounts) if code.partition(":")[0] in wanted)


def total(moneys: Iterable[Money]) -> Money:
    """Return the figures of several cases together."""
    moneys = list(moneys)
    return Money(
        {name: sum(money.won[name] for money in moneys) for name in FIGURES},
        {name: tuple(account for money in moneys for account in money.accounts[name]) for name in FIGURES},
    )


def together(accounts: Iterable[Account]) -> str:
    """Return the address of the transfers of several accounts; empty if there are none."""
    names = [account.public_id for account in accounts if account.total_in or account.total_out]
    if not 0 < len(names) <= MOST_TOGETHER:
        return ""
    more = f"?with={','.join(names[1:])}" if names[1:] else ""
    return reverse("dashboards:account", args=[names[0]]) + more


LABELS = {
    "awarded": _("Awarded"),
    "to_hand_on": _("Awarded to hand on"),
    "received": _("Received"),
    "spent": _("Spent"),
    "passed_on": _("Passed on"),
    "in_transit": _("Waiting for confirmation"),
    "to_pass_on": _("Still to pass on"),
    "returned": _("Returned"),
    "net": _("Received, less what was handed on"),
    "arrived": _("Arrived with the firms it was passed on to"),
}


def label(name: str) -> Any:
    """Return what a figure is called."""
    return str(LABELS[name])


def of_grants(grants: Sequence[Grant]) -> dict[str, Money]:
    """Return the subsidies and the contributions of some grants, each together, in three queries."""
    accounts = accounts_of("application", [grant.application_id for grant in grants])
    below: dict[int, list[Accounts]] = defaultdict(list)
    linked = dict(
        Grant.objects.filter(parent__in=[grant.pk for grant in grants]).values_list(
            "application_id", "parent_id"
        )
    )
    for application_id, lying in accounts_of("application", linked).items():
        below[linked[application_id]].append(lying)
    figures = node_figures(grants)
    moneys: dict[bool, list[Money]] = {True: [], False: []}
    for grant in grants:
        lie = accounts.get(grant.application_id, {})
        is_gift = grant.kind == GrantKind.CONTRIBUTION
        moneys[is_gift].append(money_of(grant.application, lie, below[grant.pk], figures[grant.pk]))
    return {"subsidy": total(moneys[False]), "gifts": total(moneys[True])}
