"""What a tally counts, as plain numbers. Pure: no database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from reporting.statements.rules import apportion

#: where subsidy lies that was awarded and not given back, and the part of it that reached its firm;
#: `in_transit` is what lies with firms of the chain on its way to this case
AWARDED = ("committed", "regrant", "paying", "in_transit", "held", "spent")
RECEIVED = ("held", "spent")
#: a firm's own money, confirmed by those who received it: never a subsidy
PASSED_ON = ("duty_done", "voluntary")
#: contributions where they now lie, so that one handed on further is counted once
CONTRIBUTED = ("gift_held", "gift_spent")


@dataclass(frozen=True)
class Figures:
    """Numbers of one part of a programme: whole won and whole kg CO2e."""

    grants: int = 0
    awarded_won: int = 0
    paid_won: int = 0
    passed_on_won: int = 0
    contributed_won: int = 0
    verified_kg: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def plain(self) -> tuple[int, ...]:
        """The numbers in the order of their names."""
        return tuple(getattr(self, name) for name in NAMES)

    def shared_by(self, weights: Mapping[str, int]) -> dict[str, "Figures"]:
        """
        Return parts of every number in proportion to the weights; together they are exactly the whole.

        A number below zero (a reversal counted before what it reverses) goes to the largest weight undivided.
        """
        largest = max(sorted(weights), key=lambda key: weights[key])
        parts: dict[str, dict[str, int]] = {key: {} for key in weights}
        for name, number in zip(NAMES, self.plain, strict=True):
            shared = apportion(number, weights) if number > 0 else {largest: number}
            for key, part in shared.items():
                parts[key][name] = part
        return {key: Figures(**numbers) for key, numbers in parts.items()}


NAMES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True)
class Line:
    """One row of a tally: by what, whose, called what in both languages, with which figures."""

    dimension: str
    key: str
    label_ko: str
    label_en: str
    figures: Figures


def case_figures(balances: Mapping[str, int], *, is_contribution: bool, has_grant: bool) -> Figures:
    """
    Return the figures of one application from the balances of its accounts.

    Contributions never enter subsidy totals (docs/ledger.md): their case counts as a grant and for what was
    contributed to it; what was passed on is counted once, where it was paid from.
    """
    passed_on = sum(balances.get(code, 0) for code in PASSED_ON)
    contributed = sum(balances.get(code, 0) for code in CONTRIBUTED)
    if is_contribution:
        return Figures(grants=int(has_grant), passed_on_won=passed_on, contributed_won=contributed)
    return Figures(
        grants=int(has_grant),
        awarded_won=sum(balances.get(code, 0) for code in AWARDED),
        paid_won=sum(balances.get(code, 0) for code in RECEIVED),
        passed_on_won=passed_on,
        contributed_won=contributed,
    )


def hash_of(lines: Iterable[Line], last_transfer: int) -> str:
    """Return the SHA-256 over the figures of a tally and the newest transfer it saw, hexadecimal."""
    plain = sorted([line.dimension, line.key, *line.figures.plain] for line in lines)
    return hashlib.sha256(json.dumps([last_transfer, plain]).encode()).hexdigest()
