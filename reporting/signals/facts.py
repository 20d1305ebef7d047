"""What the detectors are told. Plain rows, no database: the reader gathers them, a test makes them up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from applications.eligibility.rules import plain_name


@dataclass(frozen=True)
class Where:
    """The case a fact belongs to: ids of its programme and, where there is one, of what has a page."""

    program: int
    application: int | None = None
    firm: int | None = None
    payment: int | None = None
    measure: int | None = None


@dataclass(frozen=True)
class Firm:
    """A registered firm; `account` is its bank account as one text, where it is known."""

    id: int
    name: str
    number: str
    representative: str = ""
    address: str = ""
    region: str = ""
    account: str = ""


@dataclass(frozen=True)
class Acts:
    """A person acts for a firm."""

    person: int
    firm: int


@dataclass(frozen=True)
class Place:
    """A firm has a place in a consortium."""

    consortium: int
    firm: int


@dataclass(frozen=True)
class Invoice:
    """An e-tax invoice that a firm asks money for; `file` is the hash of its paper. Won without VAT."""

    where: Where
    number: str
    on: dt.date
    supplier_number: str
    supplier_name: str
    won: int
    consortium: int | None = None
    file: str = ""
    #: day on which the bank paid what was asked with it
    paid_on: dt.date | None = None


@dataclass(frozen=True)
class Cancellation:
    """A list says that an invoice was cancelled, and by which other one it was replaced, if by any."""

    number: str
    on: dt.date
    replaced_by: str = ""


@dataclass(frozen=True)
class Quote:
    """A supplier's quote for one cost item; `sort` tells like goods from others. Won without VAT."""

    where: Where
    item: int
    what: str
    supplier: str
    on: dt.date
    won: int
    is_chosen: bool = True
    sort: str = ""
    file: str = ""


@dataclass(frozen=True)
class Threshold:
    """The price from which a programme wants competing quotes, from a day on."""

    program: int
    won: int
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Closure:
    """What the newest list says of a business number: CLOSED since a day, or SUSPENDED on the list's day."""

    number: str
    state: str
    since: dt.date


@dataclass(frozen=True)
class Serial:
    """A serial number of a machine (`kind`) as a case states it."""

    where: Where
    kind: str
    number: str
    what: str = ""


@dataclass(frozen=True)
class Move:
    """A firm handed money to another one."""

    where: Where
    payer: int
    receiver: int
    on: dt.date
    won: int


@dataclass(frozen=True)
class Change:
    """A firm changed who represents it ("representative") or where it is paid ("account")."""

    firm: int
    what: str
    before: str
    after: str
    on: dt.date


@dataclass(frozen=True)
class Paid:
    """The bank paid a firm."""

    where: Where
    on: dt.date
    won: int


@dataclass(frozen=True)
class Machine:
    """A machine to be bought: what sort, how large in the sort's own unit, for how many won."""

    where: Where
    sort: str
    what: str
    size: Decimal
    unit: str
    won: int


@dataclass(frozen=True)
class Month:
    """What a meter counted in a month; `limit_kw` is the rated power behind it, where it is known."""

    where: Where
    quantity: str
    month: dt.date
    amount: Decimal
    unit: str
    limit_kw: Decimal | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that is known, of all programmes."""

    firms: tuple[Firm, ...] = ()
    acting: tuple[Acts, ...] = ()
    places: tuple[Place, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    quotes: tuple[Quote, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    closures: tuple[Closure, ...] = ()
    serials: tuple[Serial, ...] = ()
    moves: tuple[Move, ...] = ()
    changes: tuple[Change, ...] = ()
    payments: tuple[Paid, ...] = ()
    machines: tuple[Machine, ...] = ()
    months: tuple[Month, ...] = ()

    @cached_property
    def by_id(self) -> dict[int, Firm]:
        """Firms by id."""
        return {firm.id: firm for firm in self.firms}

    @cached_property
    def by_number(self) -> dict[str, Firm]:
        """Firms by business number."""
        return {firm.number: firm for firm in self.firms}

    @cached_property
    def by_name(self) -> dict[str, Firm]:
        """Firms by bare name, those only that no other one is called like."""
        found: dict[str, list[Firm]] = {}
        for firm in self.firms:
            found.setdefault(plain_name(firm.name), []).append(firm)
        return {name: firms[0] for name, firms in found.items() if len(firms) == 1}

    @cached_property
    def people_of(self) -> dict[int, frozenset[int]]:
        """People who act for each firm."""
        found: dict[int, set[int]] = {}
        for act in self.acting:
            found.setdefault(act.firm, set()).add(act.person)
        return {firm: frozenset(people) for firm, people in found.items()}


@dataclass(frozen=True)
class Evidence:
    """One row that a signal rests on: which case, what it is (a code of words.py), its value, day and won."""

    where: Where
    what: str
    value: str
    on: dt.date | None = None
    won: int | None = None


@dataclass(frozen=True)
class Found:
    """
    A pattern in the facts: in which programme, about what (`key`, the same on every run), on which evidence.

    `figures` fill the placeholders of the pattern's explanation.
    """

    pattern: str
    program: int
    key: str
    evidence: tuple[Evidence, ...]
    figures: dict[str, str | int] = field(default_factory=dict)


def in_every_programme(
    pattern: str, key: str, evidence: Iterable[Evidence], **figures: str | int
) -> Iterable[Found]:
    """Return what was found once for each programme that the evidence is of: each office sees its own."""
    rows = tuple(dict.fromkeys(evidence))
    for program in sorted({row.where.program for row in rows}):
        yield Found(pattern, program, key, rows, figures)
