"""What is published of one grant, as plain values: whole won, days in Seoul, no ORM."""

import datetime as dt
from dataclasses import dataclass

from programs.models import GrantKind
from reporting.opendata.publication import Organisation


@dataclass(frozen=True)
class Payment:
    """Won that came to the recipient, the day to which they belong, and the id of the transfer."""

    key: str
    on: dt.date
    won: int


@dataclass(frozen=True)
class TakenBack:
    """What of an award was taken back before it was paid: of its own part and of the part to hand on, won."""

    key: str
    on: dt.date
    own_won: int
    regrant_won: int


@dataclass(frozen=True)
class GrantFacts:
    """
    A grant as the public may know it.

    `own_won` was awarded for what the recipient itself buys, `regrant_won` to be handed on as grants of their
    own; `parent` is the public id of the grant above. `gives_on` tells of a contribution that its recipient
    hands on in part.
    """

    public_id: str
    kind: str
    title: str
    recipient: Organisation
    funder: Organisation
    parent: str
    program_code: str
    program_name: str
    decided_on: dt.date
    starts_on: dt.date | None
    ends_on: dt.date | None
    own_won: int
    regrant_won: int
    modified_at: dt.datetime
    taken_back: tuple[TakenBack, ...] = ()
    payments: tuple[Payment, ...] = ()
    gives_on: bool = False

    @property
    def standing_own_won(self) -> int:
        """What stands of the part for the recipient itself."""
        return self.own_won - sum(one.own_won for one in self.taken_back)

    @property
    def standing_regrant_won(self) -> int:
        """What stands of the part to be handed on."""
        return self.regrant_won - sum(one.regrant_won for one in self.taken_back)

    @property
    def standing_won(self) -> int:
        """What stands of the award."""
        return self.standing_own_won + self.standing_regrant_won

    @property
    def paid_won(self) -> int:
        """What came to the recipient, for itself and to be handed on."""
        return sum(payment.won for payment in self.payments)

    @property
    def is_contribution(self) -> bool:
        """Whether it is another firm's own money, and no subsidy."""
        return self.kind == GrantKind.CONTRIBUTION
