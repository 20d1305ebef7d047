"""
The arithmetic of support: rates, caps, self-burden. Pure, in whole won and basis points; no float, no ORM.

Every number comes in as a `RuleValue` with its source; every step goes out as a `Row` that can be printed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from programs.refusals import AnchorPartTooLarge, NoRate

WHOLE_BP = 10_000
#: costs are added and capped kind by kind, in this order
COST_KINDS = ("EQUIPMENT", "CONSULTING", "PCF")
AWARDED_AGAINST_EVIDENCE = gettext_noop(
    "Act on the Management of Subsidies, decree, art. 7 (cost, amount asked, self-burden)"
)


@dataclass(frozen=True)
class RuleValue:
    """One number of the scheme: id of its row, basis points or won, where it was published (to be read)."""

    id: int | None
    value: int
    source: str = ""


@dataclass(frozen=True)
class CostLine:
    """One cost without VAT: its kind and whole won."""

    cost_kind: str
    won: int


@dataclass(frozen=True)
class Cap:
    """A most that may be given, for one kind of cost or ("") for all, and what of it is taken already."""

    rule: RuleValue
    cost_kind: str = ""
    used_won: int = 0

    @property
    def room_won(self) -> int:
        """What is still free below the cap, in won."""
        return max(0, self.rule.value - self.used_won)


@dataclass(frozen=True)
class SupportInput:
    """
    What the support of one application is computed from.

    `rates` maps a cost kind to the rate of this firm's size class, in basis points.
    """

    costs: tuple[CostLine, ...]
    size_class: str
    rates: Mapping[str, RuleValue]
    firm_caps: tuple[Cap, ...] = ()
    consortium_caps: tuple[Cap, ...] = ()
    anchor_won: int = 0


@dataclass(frozen=True)
class Row:
    """
    One printed step: input → rate (basis points) or room below a cap (won) → result.

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


@dataclass(frozen=True)
class SupportResult:
    """
    The computed support, in won: eligible = subsidy + self-burden, self-burden = anchor's part + own part.
    """

    rows: tuple[Row, ...]
    subsidy_won: int
    self_burden_won: int
    anchor_won: int
    own_won: int


@dataclass
class _Sheet:
    """Rows as they are written."""

    rows: list[Row] = field(default_factory=list)

    def write(self, code: str, input_won: int, result_won: int, **more: object) -> int:
        row = {"factor": None, **more}
        self.rows.append(Row(code=code, input_won=input_won, result_won=result_won, **row))  # type: ignore[arg-type]
        return result_won

    def cap(self, code: str, won: int, caps: Iterable[Cap], cost_kind: str) -> int:
        """Write one row per cap of this kind of cost and return what remains below all of them."""
        for cap in caps:
            if cap.cost_kind == cost_kind:
                terms = {"factor": cap.room_won, "source": cap.rule.source, "rule_id": cap.rule.id}
                won = self.write(code, won, min(won, cap.room_won), cost_kind=cost_kind, **terms)
        return won


def floor_won(won: int, rate_bp: int) -> int:
    """Return `won` × rate, rounded down to a whole won: the one rounding step of this arithmetic."""
    return won * rate_bp // WHOLE_BP


def compute_support(given: SupportInput) -> SupportResult:
    """
    Compute subsidy, self-burden and the parts of it.

    Per kind of cost: rate of the size class, then the caps of that kind; then the caps over everything. The
    call of the 2026 programme sets rates and caps (see `FundingRule.source` of each); what the subsidy leaves
    is the self-burden, and who bears it belongs to the application (decree, art. 7).

    :raises NoRate: if a kind of cost has no rate.
    :raises AnchorPartTooLarge: if the anchor's part is below zero or above the self-burden.
    """
    sheet = _Sheet()
    eligible, subsidy = 0, 0
    for kind in _kinds(given.costs):
        cost = sum(line.won for line in given.costs if line.cost_kind == kind)
        eligible += cost
        subsidy += _support_of_kind(sheet, given, kind, cost)
    subsidy = sheet.cap("cap_firm", subsidy, given.firm_caps, "")
    subsidy = sheet.cap("cap_consortium", subsidy, given.consortium_caps, "")
    sheet.write("subsidy", eligible, subsidy)
    burden = sheet.write("self_burden", eligible, eligible - subsidy, article=AWARDED_AGAINST_EVIDENCE)
    anchor = _anchor_part(sheet, burden, given.anchor_won)
    own = sheet.write("own", burden, burden - anchor)
    return SupportResult(tuple(sheet.rows), subsidy, burden, anchor, own)


def _kinds(costs: tuple[CostLine, ...]) -> list[str]:
    present = {line.cost_kind for line in costs}
    return [kind for kind in COST_KINDS if kind in present] + sorted(present.difference(COST_KINDS))


def _support_of_kind(sheet: _Sheet, given: SupportInput, kind: str, cost: int) -> int:
    """Write the rows of one kind of cost and return its support below the caps of that kind."""
    if kind not in given.rates:
        raise NoRate(cost_kind=kind, size_class=given.size_class)
    rate = given.rates[kind]
    sheet.write("eligible", cost, cost, cost_kind=kind)
    terms = {"factor": rate.value, "source": rate.source, "rule_id": rate.id, "cost_kind": kind}
    won = sheet.write("rate", cost, floor_won(cost, rate.value), **terms)
    won = sheet.cap("cap_firm", won, given.firm_caps, kind)
    return sheet.cap("cap_consortium", won, given.consortium_caps, kind)


def _anchor_part(sheet: _Sheet, burden: int, anchor_won: int) -> int:
    """Write the row of the anchor's part, if it pays one."""
    if not 0 <= anchor_won <= burden:
        raise AnchorPartTooLarge(field="anchor_won", anchor=f"{anchor_won:,}", self_burden=f"{burden:,}")
    return sheet.write("anchor", burden, anchor_won) if anchor_won else 0
