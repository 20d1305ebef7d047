"""What a tally counts, as plain numbers. Pure: no database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: where subsidy lies that was awarded and not given back, and the part of it that reached the firm
AWARDED = ("committed", "regrant", "paying", "held", "spent")
RECEIVED = ("held", "spent")
#: a firm's own money, confirmed by those who received it: never a subsidy
PASSED_ON = ("duty_done", "voluntary")


@dataclass(frozen=True)
class Figures:
    """Numbers of one programme, consortium or tier: whole won and whole kg CO2e."""

    grants: int = 0
    awarded_won: int = 0
    paid_won: int = 0
    passed_on_won: int = 0
    verified_kg: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.grants + other.grants,
            self.awarded_won + other.awarded_won,
            self.paid_won + other.paid_won,
            self.passed_on_won + other.passed_on_won,
            self.verified_kg + other.verified_kg,
        )


@dataclass(frozen=True)
class Line:
    """One row of a tally: by what, whose, called what in both languages, with which figures."""

    dimension: str
    key: int
    label_ko: str
    label_en: str
    figures: Figures


def case_figures(balances: Mapping[str, int], *, is_contribution: bool, has_grant: bool) -> Figures:
    """
    Return the figures of one application from the balances of its accounts.

    Contributions never enter subsidy totals (docs/ledger.md): their case counts as a grant and nothing else,
    and the money is counted once, where it was paid from.
    """
    passed_on = sum(balances.get(code, 0) for code in PASSED_ON)
    if is_contribution:
        return Figures(grants=int(has_grant), passed_on_won=passed_on)
    return Figures(
        grants=int(has_grant),
        awarded_won=sum(balances.get(code, 0) for code in AWARDED),
        paid_won=sum(balances.get(code, 0) for code in RECEIVED),
        passed_on_won=passed_on,
    )


def hash_of(lines: Iterable[Line], last_transfer: int) -> str:
    """Return the SHA-256 over the figures of a tally and the newest transfer it saw, hexadecimal."""
    plain = sorted(
        (
            line.dimension,
            line.key,
            line.figures.grants,
            line.figures.awarded_won,
            line.figures.paid_won,
            line.figures.passed_on_won,
            line.figures.verified_kg,
        )
        for line in lines
    )
    return hashlib.sha256(json.dumps([last_transfer, plain]).encode()).hexdigest()
