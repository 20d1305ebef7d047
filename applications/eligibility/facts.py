"""What the rules look at: one dataclass of plain values for each rule. Won are whole. Pure."""

import datetime as dt
from dataclasses import dataclass

from applications.rules import Ceiling


@dataclass(frozen=True)
class CertificateFacts:
    """The size certificate that the rate rests on; no number: there is none. Frozen: since submission."""

    number: str
    valid_until: dt.date | None
    is_frozen: bool


@dataclass(frozen=True)
class StandingFacts:
    """What the imported lists say of the firm's business number; `listed_on` is the newest list's day."""

    listed_on: dt.date | None
    state: str
    closed_on: dt.date | None


@dataclass(frozen=True)
class CapsFacts:
    """What is asked or to be awarded, what of it is handed on, what the caps cut, and the caps themselves."""

    amount_won: int
    regrant_won: int
    cut_won: int
    ceilings: tuple[Ceiling, ...]


@dataclass(frozen=True)
class CallFacts:
    """
    When the call takes applications, and when this one was first submitted. Not bound: handed on later.

    `begun_at`: when the page was shown from which it is submitted; `grace_seconds`: how long after the end
    the programme still takes what was begun before it.
    """

    opens_at: dt.datetime
    closes_at: dt.datetime
    submitted_at: dt.datetime | None
    is_bound: bool
    begun_at: dt.datetime | None = None
    grace_seconds: int = 0


@dataclass(frozen=True)
class ExclusionFacts:
    """Whether the programme excludes firms of the emissions trading scheme, and whether the firm is one."""

    firm: str
    excludes_trading_scheme: bool
    is_in_trading_scheme: bool


@dataclass(frozen=True)
class SanctionFacts:
    """
    What decisions in any programme mean for the firm on the day.

    Until when a ministry excludes it (None: none does); by how many percent settlements handed in late can
    cut its next award, and how late the worst was.
    """

    firm: str
    excluded_until: dt.date | None
    months_late: int = 0
    cut_percent: int = 0


@dataclass(frozen=True)
class Use:
    """A thing that also serves another case: what it is, which case, and whether that one was awarded."""

    what: str
    case: str
    is_sibling: bool
    is_awarded: bool


@dataclass(frozen=True)
class OnceFacts:
    """Things that may serve only one case: how many were looked at, and where they serve besides."""

    looked_at: int
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Party:
    """A firm as far as it is known: a supplier who isn't registered here has a name alone."""

    name: str
    number: str = ""
    representative: str = ""
    address: str = ""


@dataclass(frozen=True)
class SupplierFacts:
    """Who buys and who sells."""

    applicant: Party
    suppliers: tuple[Party, ...]


@dataclass(frozen=True)
class Purchase:
    """One thing to be bought: what, from whom, for how much without VAT."""

    name: str
    supplier: str
    cost_won: int


@dataclass(frozen=True)
class SplitFacts:
    """What is bought, and from which price the programme wants competing quotes; None: from none."""

    threshold_won: int | None
    purchases: tuple[Purchase, ...]


@dataclass(frozen=True)
class Quoted:
    """One thing to be bought: what, its cost and the sum of the quote it rests on, in won."""

    name: str
    cost_won: int
    quoted_won: int


@dataclass(frozen=True)
class QuotedFacts:
    """The cost of everything that is bought beside its quote."""

    items: tuple[Quoted, ...]


@dataclass(frozen=True)
class Competition:
    """One thing to be bought: its cost, how many quotes and suppliers, whether it is said why this quote."""

    name: str
    cost_won: int
    quotes: int
    suppliers: int
    has_reason: bool


@dataclass(frozen=True)
class CompetitionFacts:
    """How many suppliers the programme wants quotes of, from which price; None: it wants none."""

    threshold_won: int | None
    wanted: int | None
    items: tuple[Competition, ...]


@dataclass(frozen=True)
class Baseline:
    """The months before operation read for a measure, in a row, and how many its method needs."""

    measure: str
    months: int
    least: int
    is_running: bool


@dataclass(frozen=True)
class BaselineFacts:
    """The baselines of everything whose reduction is measured."""

    baselines: tuple[Baseline, ...]


@dataclass(frozen=True)
class BudgetFacts:
    """What is asked or to be awarded, own part and part handed on, and what is left where it comes from."""

    amount_won: int
    left_won: int
