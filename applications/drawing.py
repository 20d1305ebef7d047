"""How reviewers are drawn: by expertise, then load, then chance from a stated seed. Pure and repeatable."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """A reviewer who may be drawn: whether the case is in their field, cases in hand, the most they take."""

    key: int
    fits: bool
    load: int
    max_load: int

    def as_row(self) -> dict[str, Any]:
        """Return it as it is stored beside the draw."""
        return asdict(self)


def lot(seed: str, key: int) -> str:
    """Return the lot of a reviewer: the same for the same seed, and like chance over seeds."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(candidates: Iterable[Candidate], number: int, seed: str) -> list[int]:
    """
    Return whom the lot falls on, at most `number`.

    Those with the expertise go first, among them those with less in hand, among equals the lot decides; who
    has as many cases as they take is left out.
    """
    free = (candidate for candidate in candidates if candidate.load < candidate.max_load)
    ordered = sorted(free, key=lambda c: (not c.fits, c.load, lot(seed, c.key), c.key))
    return [candidate.key for candidate in ordered[:number]]
