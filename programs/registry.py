"""What upper rooms know and the programme's editor must ask: a table they fill in AppConfig.ready()."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from programs.models import Call, Program, Technology

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Affected:
    """
    Who is touched by a change of a programme's rules.

    `drafts` follow the new rules; `submitted` keep theirs; nothing may change for days up to `last_day`, on
    whose rules an amount rests.
    """

    drafts: int = 0
    submitted: int = 0
    last_day: dt.date | None = None

    def first_day_to_change(self, today: dt.date) -> dt.date | None:
        """Return the first day from which rules may change, or None where any day will do."""
        return _first_day_after(self.last_day, today)


@dataclass(frozen=True)
class Offer:
    """Something an editor can choose: its code and its name."""

    code: str
    label: Any


_affected: list[Callable[[Program], Affected]] = []
_uses: list[Callable[[Technology], int]] = []
_panel_days: list[Callable[[Program], dt.date | None]] = []
_check_days: list[Callable[[Program], dt.date | None]] = []
_drafting: list[Callable[[Program, Call | None], Iterable[int]]] = []
_methods: list[Callable[[], Iterable[Offer]]] = []
_rounds: list[Callable[[], Iterable[Offer]]] = []
_conditions: list[Callable[[], Iterable[Offer]]] = []
_round_months: list[Callable[[Program], Iterable[dt.date]]] = []


def declare_cases(
    *,
    affected: Callable[[Program], Affected],
    uses: Callable[[Technology], int],
    drafting: Callable[[Program, Call | None], Iterable[int]],
) -> None:
    """Say who is touched by a change of rules, how many cases rest on a technology, which firms draft."""
    _affected[:], _uses[:], _drafting[:] = [affected], [uses], [drafting]


def declare_reliance(
    *, panel_day: Callable[[Program], dt.date | None], check_day: Callable[[Program], dt.date | None]
) -> None:
    """Say on which day a panel was opened last, and on which an application was checked last."""
    _panel_days[:], _check_days[:] = [panel_day], [check_day]


def declare_measuring(
    *,
    methods: Callable[[], Iterable[Offer]],
    rounds: Callable[[], Iterable[Offer]],
    round_months: Callable[[Program], Iterable[dt.date]],
) -> None:
    """Say which methods there are, which approval rounds of factors, which signed months rest on a round."""
    _methods[:], _rounds[:], _round_months[:] = [methods], [rounds], [round_months]


def declare_payment_conditions(conditions: Callable[[], Iterable[Offer]]) -> None:
    """Say what a stage of the payments can ask before one is asked for."""
    _conditions[:] = [conditions]


def is_full() -> bool:
    """Say whether every part of the table was filled."""
    tables: tuple[list[Any], ...] = (
        _affected, _uses, _drafting, _panel_days, _check_days, _methods, _rounds,
        _conditions, _round_months,
    )  # fmt: skip
    return all(tables)


def affected(program: Program) -> Affected:
    """Return who is touched by a change of this programme's rules."""
    return _affected[0](program) if _affected else Affected()


def first_day_of_criteria(program: Program, today: dt.date) -> dt.date | None:
    """Return the first day from which criteria may change; None: any will do, for no panel was opened."""
    return _first_day_after(_panel_days[0](program) if _panel_days else None, today)


def first_day_of_checks(program: Program, today: dt.date) -> dt.date | None:
    """Return the first day from which numbers of the eligibility checks may change; None: any will do."""
    return _first_day_after(_check_days[0](program) if _check_days else None, today)


def _first_day_after(last: dt.date | None, today: dt.date) -> dt.date | None:
    """Return the first day that may change: not a past one, where anything rests on days up to `last`."""
    return max(today, last + ONE_DAY) if last else None


def uses(technology: Technology) -> int:
    """Return how many cases rest on this technology."""
    return _uses[0](technology) if _uses else 0


def drafting(program: Program, call: Call | None = None) -> list[int]:
    """Return the ids of the firms with an open draft in the programme, or in one of its calls."""
    return list(_drafting[0](program, call)) if _drafting else []


def methods() -> list[Offer]:
    """Return the methods by which a reduction can be measured."""
    return list(_methods[0]()) if _methods else []


def rounds() -> list[Offer]:
    """Return the approval rounds of emission factors there are."""
    return list(_rounds[0]()) if _rounds else []


def round_months(program: Program) -> list[dt.date]:
    """Return the first days of the signed months that rest on the approval round in the programme's terms."""
    return sorted(_round_months[0](program)) if _round_months else []


def payment_conditions() -> list[Offer]:
    """Return what a stage of the payments can ask before one is asked for."""
    return list(_conditions[0]()) if _conditions else []
