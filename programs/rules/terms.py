"""What goes into the arithmetic of support and what comes out: numbers with their sources, rows to print."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.ratios import WHOLE_BP

#: costs are added and capped kind by kind, in this order
COST_KINDS = ("EQUIPMENT", "CONSULTING", "PCF")


@dataclass(frozen=True)
class RuleValue:
    """
    One number of the scheme: id of its row, basis points or won, where it was published (to be read).

    `grade` is the grade of technology the rule is for, empty if it is for all.
    """

    id: int | None
    value: int
    source: str = ""
    grade: str = ""


@dataclass(frozen=True)
class CostLine:
    """One cost without VAT: its kind, whole won, and the grade of technology if it is equipment."""

    cost_kind: str
    won: int
    grade: str = ""


@dataclass(frozen=True)
class Cap:
    """
    A most that may be given, for one kind of cost or ("") for all, and what of it is taken already.

    A pooled cap is the rule's won times `heads`, the number of partners that fill the pool.
    """

    rule: RuleValue
    cost_kind: str = ""
    used_won: int = 0
    heads: int = 1

    @property
    def limit_won(self) -> int:
        """The whole of it, in won."""
        return self.rule.value * self.heads

    @property
    def room_won(self) -> int:
        """What is still free below the cap, in won."""
        return max(0, self.limit_won - self.used_won)


@dataclass(frozen=True)
class SupportInput:
    """
    What the support of one application is computed from.

    `rates` maps (kind of cost, grade), or a kind of cost for every grade, to the rate of this firm's size
    class, in basis points. `regrant` is the part of its own support that the firm has to hand on as
    indirect subsidy, in basis points, None where it need not; `regrant_asked_won` what it asks for handing
    on. `proposed` is what the firm above proposes to hand on: the most an indirect subsidy comes to, with
    all that is handed on from it. `anchor_won` is what the anchor pays of the self-burden; `…_in_kind_won`
    what of its part and of the firm's own is in kind, `in_kind` the share of the self-burden that may be in
    kind, in basis points, None where the programme names none.
    """

    costs: tuple[CostLine, ...]
    size_class: str
    rates: Mapping[str | tuple[str, str], RuleValue]
    firm_caps: tuple[Cap, ...] = ()
    consortium_caps: tuple[Cap, ...] = ()
    pooled_caps: tuple[Cap, ...] = ()
    rounding: RuleValue | None = None
    regrant: RuleValue | None = None
    regrant_asked_won: int = 0
    proposed: Cap | None = None
    anchor_won: int = 0
    in_kind: RuleValue | None = None
    anchor_in_kind_won: int = 0
    own_in_kind_won: int = 0

    def rate_of(self, cost_kind: str, grade: str) -> RuleValue | None:
        """Return the rate for a cost of this kind and grade, or None."""
        return self.rates.get((cost_kind, grade)) or self.rates.get(cost_kind)

    @property
    def hands_on(self) -> bool:
        """Whether the firm hands subsidy on to others, because it must or because it asks for it."""
        return self.regrant is not None or self.regrant_asked_won > 0

    def to_hand_on(self, own_won: int) -> int:
        """Return what goes on top of an own part for handing on, in won: as asked, at least the least."""
        least = least_regrant(own_won, self.regrant.value) if self.regrant else 0
        return max(self.regrant_asked_won, least)

    def own_within(self, total_won: int) -> int:
        """Return the most of `total_won` that can be the own part beside what is handed on, in won."""
        most = most_own_within(total_won, self.regrant.value) if self.regrant else total_won
        return max(0, min(most, total_won - self.regrant_asked_won))


@dataclass(frozen=True)
class Row:
    """
    One printed step: input → rate (basis points), room below a cap (won) or heads → result.

    `source` says where the number of a rule was published; `article` cites the law for a step without rule.
    """

    code: str
    input_won: int
    factor: int | None
    result_won: int
    source: str = ""
    article: str = ""
    rule_id: int | None = None
    cost_kind: str = ""
    grade: str = ""


@dataclass(frozen=True)
class SupportResult:
    """
    The computed support, in won: eligible = subsidy + self-burden, self-burden = anchor's part + own part.

    Each part is in cash but for what of it is in kind. `regrant_won` comes on top: what is to be handed on as
    indirect subsidy.
    """

    rows: tuple[Row, ...]
    subsidy_won: int
    self_burden_won: int
    anchor_won: int
    own_won: int
    regrant_won: int = 0
    anchor_in_kind_won: int = 0
    own_in_kind_won: int = 0

    @property
    def in_kind_won(self) -> int:
        """What of the self-burden is borne in kind, by the anchor and the firm together."""
        return self.anchor_in_kind_won + self.own_in_kind_won

    @property
    def anchor_cash_won(self) -> int:
        """What the anchor pays in cash."""
        return self.anchor_won - self.anchor_in_kind_won

    @property
    def own_cash_won(self) -> int:
        """What the firm pays in cash."""
        return self.own_won - self.own_in_kind_won

    @property
    def total_won(self) -> int:
        """What is asked of the budget: the firm's own part and what it hands on."""
        return self.subsidy_won + self.regrant_won


def floor_won(won: int, rate_bp: int) -> int:
    """Return `won` × rate, rounded down to a whole won: the one rounding step of this arithmetic."""
    return won * rate_bp // WHOLE_BP


def least_regrant(own_won: int, ratio_bp: int) -> int:
    """
    Return the least that a firm hands on as indirect subsidy for its own part, in won, rounded down.

    Chain support: an amount equal to what tier 1 received (the government) or a part of it (the company),
    so the ratio is the programme's.
    """
    return floor_won(own_won, ratio_bp)


def most_own_within(total_won: int, ratio_bp: int) -> int:
    """Return the most of `total_won` that can be a firm's own part once the least is handed on, in won."""
    return total_won * WHOLE_BP // (WHOLE_BP + ratio_bp)
