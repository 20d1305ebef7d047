"""How accepted lines are met: by an advance, by the bank, or later. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.ratios import WHOLE_BP


@dataclass(frozen=True)
class Parts:
    """What the accepted lines of one request come to, in won: met by an advance, held back, to be paid."""

    covered_won: int
    kept_won: int
    payable_won: int


def parts_of(*, accepted_won: int, held_won: int, kept_bp: int) -> Parts:
    """
    Return how accepted lines are met: first by what is held of advances; of the rest a share is held back.

    The share, in basis points, is rounded down once, so that what is left to be paid is never less than its
    part.
    """
    covered = min(accepted_won, held_won)
    kept = (accepted_won - covered) * kept_bp // WHOLE_BP
    return Parts(covered, kept, accepted_won - covered - kept)


def still_kept(kept: Iterable[tuple[int, int]], paid_won: int) -> dict[int, int]:
    """
    Return what is held back still of each of `kept` (id, won), once `paid_won` of all of it was paid.

    What was held back first is paid first.
    """
    left: dict[int, int] = {}
    for one, won in kept:
        part = min(won, paid_won)
        paid_won -= part
        left[one] = won - part
    return left
