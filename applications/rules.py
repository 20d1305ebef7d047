"""Pure rules about plans and applications, called by forms and operations alike."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from applications.refusals import (
    AboveProposed,
    AmountAboveAsked,
    CapExceeded,
    EffectiveDayImpossible,
    InTradingScheme,
    PeriodReversed,
    QuoteNotMadeYet,
    QuoteTooOld,
    ReasonMissing,
    RegrantTooSmall,
    RulesChanged,
)
from core.ui.formats import percent
from programs.refusals import InKindAbovePart
from programs.rules import floor_won


def check_period(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    """
    Refuse an undertaking that ends before it starts (Decree on the Management of Subsidies, art. 7).

    :raises PeriodReversed: if it does.
    """
    if starts_on and ends_on and ends_on < starts_on:
        raise PeriodReversed(field="ends_on")


def check_in_kind_of_anchor(anchor_won: int, in_kind_won: int) -> None:
    """
    Refuse more in kind from the anchor than its part is, in won (the anchor may add cash or in-kind).

    :raises InKindAbovePart: naming both.
    """
    if in_kind_won > anchor_won:
        figures = {"in_kind": f"{in_kind_won:,}", "part": f"{anchor_won:,}"}
        raise InKindAbovePart(field="anchor_in_kind_won", **figures)


#: no quote is older: a date before it is a typing error, or a number that a workbook shows as a date
FIRST_QUOTE_DAY = dt.date(2000, 1, 1)


def check_quote_day(quote_on: dt.date | None, today: dt.date | None = None) -> None:
    """
    Refuse a quote from before any programme, such as 1900-01-05, and one of a day after `today`.

    :raises QuoteTooOld, QuoteNotMadeYet: if it is.
    """
    if quote_on and quote_on < FIRST_QUOTE_DAY:
        raise QuoteTooOld(day=f"{quote_on}", field="quote_on")
    if quote_on and today and quote_on > today:
        raise QuoteNotMadeYet(day=f"{quote_on}", field="quote_on")


def check_reason(reason: str, *, field: str = "reason") -> str:
    """
    Return the reason without spaces around it.

    :raises ReasonMissing: if nothing is left; a decision is given with its reason (Act, art. 18).
    """
    if not reason.strip():
        raise ReasonMissing(field=field)
    return reason.strip()


def check_within_asked(amount: int, asked_won: int | None, *, field: str = "amount") -> None:
    """
    Refuse more than was asked.

    :raises AmountAboveAsked: if the amount is above it.
    """
    if asked_won is not None and amount > asked_won:
        raise AmountAboveAsked(asked=f"{asked_won:,}", field=field)


def check_regrant(own_won: int, regrant_won: int, ratio_bp: int) -> None:
    """
    Refuse an award whose part to hand on is less than the programme's ratio of its own part.

    The chain model: the government says an amount equal to what tier 1 received, so 10000 basis points.

    :raises RegrantTooSmall: naming the least.
    """
    least = floor_won(own_won, ratio_bp)
    if regrant_won < least:
        ratio = percent(ratio_bp)
        raise RegrantTooSmall(own=f"{own_won:,}", least=f"{least:,}", ratio=ratio, field="regrant")


def check_within_proposal(own_won: int, regrant_won: int, proposed_won: int | None, *, field: str) -> None:
    """
    Refuse more than the firm above proposes, own part and part to hand on together.

    :raises AboveProposed: if they come to more.
    """
    if proposed_won is not None and own_won + regrant_won > proposed_won:
        raise AboveProposed(proposed=f"{proposed_won:,}", sum=f"{own_won + regrant_won:,}", field=field)


def check_effective_day(
    effective_on: dt.date, applied_on: dt.date, today: dt.date, *, field: str = "effective_on"
) -> None:
    """
    Refuse a day before the application or after today: the books hold on every day.

    :raises EffectiveDayImpossible: if it is such a day.
    """
    if not applied_on <= effective_on <= today:
        raise EffectiveDayImpossible(first=f"{applied_on}", last=f"{today}", field=field)


@dataclass(frozen=True)
class Ceiling:
    """
    One cap of the programme as an award meets it: whose it is, for which costs, its won, what is used of it.

    `share` says which part of the award falls under it, as (part, whole); a cap over everything has (1, 1).
    `counts_regrant`: whether what the award hands on falls under it, too.
    """

    whose: str
    scope: str
    cap_won: int
    used_won: int
    share: tuple[int, int] = (1, 1)
    counts_regrant: bool = False

    @property
    def left_won(self) -> int:
        """What may still be awarded under it, never below zero."""
        return max(0, self.cap_won - self.used_won)


def part_of(amount: int, share: tuple[int, int]) -> int:
    """Return the share of an amount in won, rounded up: no cap is ever passed by rounding."""
    part, whole = share
    return -(-amount * part // whole) if whole else 0


def exceeded(amount: int, ceilings: Iterable[Ceiling], *, regrant: int = 0) -> Ceiling | None:
    """Return the first cap that an award passes, or None (2026 call: caps per consortium and per firm)."""
    for ceiling in ceilings:
        handed_on = regrant if ceiling.counts_regrant else 0
        if part_of(amount, ceiling.share) + handed_on > ceiling.left_won:
            return ceiling
    return None


def cap_exceeded(over: Ceiling) -> CapExceeded:
    """Return the refusal that names a cap and what is left of it."""
    return CapExceeded(
        whose=over.whose,
        scope=over.scope,
        cap=f"{over.cap_won:,}",
        used=f"{over.used_won:,}",
        left=f"{over.left_won:,}",
        field="amount",
    )


def check_trading_scheme(*, is_excluded: bool, is_in_scheme: bool, firm: str) -> None:
    """
    Refuse a firm of the emissions trading scheme where the programme excludes such firms (`FundingRule`
    data).

    :raises InTradingScheme: if it is one.
    """
    if is_excluded and is_in_scheme:
        raise InTradingScheme(firm=firm)


def check_unchanged(seen_won: int | None, computed_won: int) -> None:
    """
    Refuse to hand in another amount than the one the applicant saw, in won; None: nobody looked at a page.

    :raises RulesChanged: naming both.
    """
    if seen_won is not None and seen_won != computed_won:
        raise RulesChanged(old=f"{seen_won:,}", new=f"{computed_won:,}")
