"""
The arithmetic of support: rates, caps, rounding, self-burden. Whole won and basis points; no float, no ORM.

Every number comes in as a `RuleValue` with its source; every step goes out as a `Row` that can be printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from core.ui.formats import percent
from programs.refusals import AnchorPartTooLarge, InKindAbovePart, InKindAboveShare, NoInKind, NoRate
from programs.rules.terms import (
    COST_KINDS,
    Cap,
    CostLine,
    Row,
    RuleValue,
    SupportInput,
    SupportResult,
    floor_won,
)

AWARDED_AGAINST_EVIDENCE = gettext_noop(
    "Act on the Management of Subsidies, decree, art. 7 (cost, amount asked, self-burden)"
)


@dataclass
class _Sheet:
    """Rows as they are written."""

    rows: list[Row] = field(default_factory=list)

    def write(self, code: str, input_won: int, result_won: int, **more: object) -> int:
        row = {"factor": None, **more}
        self.rows.append(Row(code=code, input_won=input_won, result_won=result_won, **row))  # type: ignore[arg-type]
        return result_won

    def apply(self, code: str, rule: RuleValue, won: int, result_won: int, **more: object) -> int:
        """Write the row of a rule, with its id and source."""
        terms = {"factor": rule.value, "source": rule.source, "rule_id": rule.id, "grade": rule.grade}
        return self.write(code, won, result_won, **{**terms, **more})

    def cap(self, code: str, won: int, caps: Iterable[Cap], cost_kind: str) -> int:
        """Write one row per cap of this kind of cost and return what remains below all of them."""
        for cap in caps:
            if cap.cost_kind == cost_kind:
                room = {"factor": cap.room_won, "cost_kind": cost_kind}
                won = self.apply(code, cap.rule, won, min(won, cap.room_won), **room)
        return won

    def pool(self, won: int, caps: Iterable[Cap], cost_kind: str) -> int:
        """Write, for each pooled cap of this kind of cost, how large the pool is, then what it leaves."""
        for cap in caps:
            if cap.cost_kind == cost_kind:
                heads = {"factor": cap.heads, "cost_kind": cost_kind}
                self.apply("pool", cap.rule, cap.rule.value, cap.limit_won, **heads)
                won = self.cap("cap_pooled", won, [cap], cost_kind)
        return won


def compute_support(given: SupportInput) -> SupportResult:
    """
    Compute subsidy, self-burden and the parts of it, and what is to be handed on.

    Per kind of cost: the rate of the size class (and of the grade of technology, where rates differ by it),
    then the caps of that kind; then the caps over everything, and rounding. The call of a programme sets
    rates and caps (see `FundingRule.source` of each); what the subsidy leaves is the self-burden, and who
    bears it belongs to the application (decree, art. 7). Where the firm hands subsidy on, the consortium's
    cap and the amount proposed by the firm above hold for its own part and what it hands on together.

    :raises NoRate: if a kind of cost has no rate.
    :raises AnchorPartTooLarge: if the anchor's part is below zero or above the self-burden.
    :raises NoInKind, InKindAbovePart, InKindAboveShare: if more would be in kind than may be.
    """
    sheet = _Sheet()
    eligible, subsidy = 0, 0
    for kind in _kinds(given.costs):
        lines = [line for line in given.costs if line.cost_kind == kind]
        eligible += sum(line.won for line in lines)
        subsidy += _support_of_kind(sheet, given, kind, lines)
    subsidy = sheet.cap("cap_firm", subsidy, given.firm_caps, "")
    subsidy = _within_consortium(sheet, given, subsidy)
    if given.rounding:
        step = given.rounding.value
        subsidy = sheet.apply("rounding", given.rounding, subsidy, subsidy - subsidy % step)
    sheet.write("subsidy", eligible, subsidy)
    regrant = _to_hand_on(sheet, given, subsidy)
    burden = sheet.write("self_burden", eligible, eligible - subsidy, article=AWARDED_AGAINST_EVIDENCE)
    in_kind = _check_in_kind(sheet, given, burden)
    anchor = _anchor_part(sheet, burden, given.anchor_won)
    _split(sheet, given.in_kind, "anchor", anchor, given.anchor_in_kind_won)
    own = sheet.write("own", burden, burden - anchor, article=AWARDED_AGAINST_EVIDENCE)
    _split(sheet, given.in_kind, "own", own, given.own_in_kind_won)
    return SupportResult(tuple(sheet.rows), subsidy, burden, anchor, own, regrant, *in_kind)


def _kinds(costs: tuple[CostLine, ...]) -> list[str]:
    present = {line.cost_kind for line in costs}
    return [kind for kind in COST_KINDS if kind in present] + sorted(present.difference(COST_KINDS))


def _support_of_kind(sheet: _Sheet, given: SupportInput, kind: str, lines: list[CostLine]) -> int:
    """Write the rows of one kind of cost and return its support below the caps of that kind."""
    costs: dict[RuleValue, int] = {}
    for line in lines:
        rate = given.rate_of(kind, line.grade)
        if rate is None:
            raise NoRate(cost_kind=kind, size_class=given.size_class)
        costs[rate] = costs.get(rate, 0) + line.won
    whole = sum(costs.values())
    sheet.write("eligible", whole, whole, cost_kind=kind)
    won = sum(
        sheet.apply("rate", rate, cost, floor_won(cost, rate.value), cost_kind=kind)
        for rate, cost in costs.items()
    )
    if len(costs) > 1:
        sheet.write("rates", whole, won, cost_kind=kind)
    won = sheet.cap("cap_firm", won, given.firm_caps, kind)
    won = sheet.pool(won, given.pooled_caps, kind)
    return sheet.cap("cap_consortium", won, given.consortium_caps, kind)


def _within_consortium(sheet: _Sheet, given: SupportInput, own: int) -> int:
    """Return the own part that is left below what holds for the own part and what is handed on together."""
    whole = own
    if given.hands_on:
        whole = _with_regrant(sheet, given, "with_regrant", own, own + given.to_hand_on(own))
    capped = sheet.pool(whole, given.pooled_caps, "")
    capped = sheet.cap("cap_consortium", capped, given.consortium_caps, "")
    if given.proposed:
        capped = sheet.cap("cap_proposed", capped, [given.proposed], given.proposed.cost_kind)
    if capped == whole or not given.hands_on:
        return min(own, capped)
    return _with_regrant(sheet, given, "own_of_whole", capped, given.own_within(capped))


def _with_regrant(sheet: _Sheet, given: SupportInput, code: str, won: int, result: int) -> int:
    """Write a row about what is handed on: by the programme's ratio, or as the firm asks."""
    return sheet.apply(code, given.regrant, won, result) if given.regrant else sheet.write(code, won, result)


def _to_hand_on(sheet: _Sheet, given: SupportInput, own: int) -> int:
    """Write the row of what is to be handed on, if anything is."""
    if not given.hands_on:
        return 0
    return _with_regrant(sheet, given, "regrant", own, given.to_hand_on(own))


def _anchor_part(sheet: _Sheet, burden: int, anchor_won: int) -> int:
    """Write the row of the anchor's part, if it pays one."""
    if not 0 <= anchor_won <= burden:
        raise AnchorPartTooLarge(field="anchor_won", anchor=f"{anchor_won:,}", self_burden=f"{burden:,}")
    if not anchor_won:
        return 0
    return sheet.write("anchor", burden, anchor_won, article=AWARDED_AGAINST_EVIDENCE)


def _check_in_kind(sheet: _Sheet, given: SupportInput, burden: int) -> tuple[int, int]:
    """
    Write how much of the self-burden may be in kind, if anything is, and hold both parts to it.

    In-kind is limited to a share of the self-burden, a setting of the programme; whoever bears it, anchor and
    firm share that room. Without such a setting no limit is known, and nothing is taken in kind.
    """
    anchor, own = given.anchor_in_kind_won, given.own_in_kind_won
    if not anchor and not own:
        return 0, 0
    if given.in_kind is None:
        raise NoInKind(field="own_in_kind_won" if own else "anchor_in_kind_won")
    limit = sheet.apply("in_kind_limit", given.in_kind, burden, floor_won(burden, given.in_kind.value))
    if anchor + own > limit:
        raise InKindAboveShare(
            field="own_in_kind_won" if own else "anchor_in_kind_won",
            in_kind=f"{anchor + own:,}",
            self_burden=f"{burden:,}",
            share=percent(given.in_kind.value),
            limit=f"{limit:,}",
            source=given.in_kind.source,
        )
    return anchor, own


def _split(sheet: _Sheet, rule: RuleValue | None, part: str, won: int, in_kind: int) -> None:
    """
    Write what of a part is in kind and what in cash; a part without such rows is in cash altogether.

    :raises InKindAbovePart: if that is below zero or above the part.
    """
    if not 0 <= in_kind <= won:
        raise InKindAbovePart(field=f"{part}_in_kind_won", in_kind=f"{in_kind:,}", part=f"{won:,}")
    if in_kind and rule:
        sheet.apply(f"{part}_in_kind", rule, won, in_kind, factor=None)
        sheet.write(f"{part}_cash", won, won - in_kind, article=AWARDED_AGAINST_EVIDENCE)
