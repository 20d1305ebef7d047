"""The money at one node of the chain, as plain numbers. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: code of a figure → code of the ledger account whose transfers explain it
ACCOUNT_OF = {
    "awarded": "committed",
    "committed": "committed",
    "paying": "paying",
    "received": "held",
    "held": "held",
    "spent": "spent",
    "conduit": "conduit",
    "incoming": "incoming",
    "regrant": "regrant",
    "regrant_awarded": "regrant",
    "received_own": "held",
    "gift_incoming": "gift_incoming",
    "gift_received": "gift_held",
    "gift_held": "gift_held",
    "gift_spent": "gift_spent",
    "duty_open": "duty_open",
    "duty_done": "duty_done",
    "duty_owed": "duty_open",
    "voluntary": "voluntary",
}


@dataclass(frozen=True)
class NodeFigures:
    """
    Whole won at one grant, subsidy and gifts strictly apart.

    Subsidy: received = held + conduit + spent + regranted + regrant_in_transit + returned + under_recovery +
    written_off (`identity_gap`), where `received` counts what came in for the firm itself (`received_own`)
    and what it is to hand on. Awarded: awarded − reduced = committed + paying + paid (`award_gap`). `regrant`
    is what can still be granted to firms below, `regranted` what those below confirmed. Gifts:
    gift_received = gift_held + gift_spent + gift_handed_on + gift_handing_on + gift_returned (`gift_gap`).
    `passed_on` and `in_transit` are contributions this node gave, confirmed and not yet answered, of its own
    money or out of a gift; they are never a subsidy.
    """

    kind: str
    awarded: int
    # subsidy
    reduced: int = 0
    committed: int = 0
    paying: int = 0
    paid: int = 0
    regrant_awarded: int = 0
    regrant_reduced: int = 0
    regrant: int = 0
    incoming: int = 0
    received: int = 0
    received_own: int = 0
    held: int = 0
    conduit: int = 0
    spent: int = 0
    regranted: int = 0
    regrant_in_transit: int = 0
    returned: int = 0
    under_recovery: int = 0
    written_off: int = 0
    # gifts received
    gift_incoming: int = 0
    gift_received: int = 0
    gift_held: int = 0
    gift_spent: int = 0
    gift_handed_on: int = 0
    gift_handing_on: int = 0
    gift_returned: int = 0
    # given to the firms below
    passed_on: int = 0
    in_transit: int = 0
    duty_open: int = 0
    duty_done: int = 0
    voluntary: int = 0
    #: code of the ledger account → its public id (several with commas between), for those with transfers
    accounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def duty_owed(self) -> int:
        """What the confirmed payments oblige this firm to pass on."""
        return self.duty_open + self.duty_done

    @property
    def gross(self) -> int:
        """All the subsidy received."""
        return self.received

    @property
    def net(self) -> int:
        """Subsidy received less what was re-granted: every won counts once in the sum over a tree."""
        return self.received - self.regranted

    @property
    def is_gift(self) -> bool:
        """Whether this node lives on a contribution, not on a subsidy."""
        return self.kind == "CONTRIBUTION"

    @property
    def own_received(self) -> int:
        """What came in, of the money this node is about."""
        return self.gift_received if self.is_gift else self.received

    @property
    def own_held(self) -> int:
        """What lies there unspent, of the money this node is about."""
        return self.gift_held if self.is_gift else self.held

    @property
    def own_spent(self) -> int:
        """What was spent, of the money this node is about."""
        return self.gift_spent if self.is_gift else self.spent

    def account_of(self, figure: str) -> str:
        """Return the public ids of the ledger accounts behind a figure, with commas, or an empty text."""
        return self.accounts.get(ACCOUNT_OF.get(figure, ""), "")


def award_gap(figures: NodeFigures) -> int:
    """Return by how many won a node breaks what became of its award; 0 when it holds. None of gifts."""
    if figures.is_gift:
        return 0
    return figures.awarded - figures.reduced - figures.committed - figures.paying - figures.paid


def identity_gap(figures: NodeFigures) -> int:
    """Return by how many won a node breaks the identity of the subsidy it received; 0 when it holds."""
    return figures.received - (
        figures.held
        + figures.conduit
        + figures.spent
        + figures.regranted
        + figures.regrant_in_transit
        + figures.returned
        + figures.under_recovery
        + figures.written_off
    )


def gift_gap(figures: NodeFigures) -> int:
    """Return by how many won a node breaks the identity of the gifts it received; 0 when it holds."""
    return figures.gift_received - (
        figures.gift_held
        + figures.gift_spent
        + figures.gift_handed_on
        + figures.gift_handing_on
        + figures.gift_returned
    )


def duty_gap(figures: NodeFigures) -> int:
    """Return by how many won duty done and voluntary part differ from what the receivers confirmed."""
    return 0 if figures.is_gift else figures.passed_on - (figures.duty_done + figures.voluntary)
