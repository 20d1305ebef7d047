"""From which lots a claim is met. Pure: whole kilograms, no database."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def take(asked: int, lots: Iterable[tuple[T, int]]) -> list[tuple[T, int]]:
    """
    Return (lot, kilograms) that come to `asked`, in the order given; each lot is used up before the next.

    It comes to less where the lots do.
    """
    taken = []
    for lot, kilograms in lots:
        part = min(asked, kilograms)
        if part > 0:
            taken.append((lot, part))
            asked -= part
    return taken
