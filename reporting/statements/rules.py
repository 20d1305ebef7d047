"""How a lot's kilograms are attributed. Pure: whole numbers, no database."""

from collections.abc import Mapping
from typing import TypeVar

from core.ratios import WHOLE_BP

K = TypeVar("K", int, str)


def apportion(amount: int, weights: Mapping[K, int]) -> dict[K, int]:
    """
    Return whole parts of an amount in proportion to weights: nothing is made or lost.

    Largest remainder (Hamilton): each gets the whole units of its part, and what is left goes one by one to
    the largest fractions; of equal fractions, to the smaller key.

    :raises ValueError: if there is no weight, one below zero, or less than nothing to share.
    """
    whole = sum(weights.values())
    if whole <= 0 or min(weights.values()) < 0 or amount < 0:
        raise ValueError(f"{amount} can't be shared by {dict(weights)}")
    parts = {key: amount * weight // whole for key, weight in weights.items()}
    left = amount - sum(parts.values())
    for key in sorted(weights, key=lambda k: (-(amount * weights[k] % whole), k))[:left]:
        parts[key] += 1
    return parts


def split(kilograms: int, shares_bp: Mapping[int, int]) -> dict[int, int]:
    """
    Return whole kilograms by consortium for shares in basis points: no kilogram is made or lost.

    Largest remainder, as `apportion` does; of equal fractions, to the consortium registered first.

    :raises ValueError: if the shares do not come to exactly 10000, or there is less than nothing to split.
    """
    if sum(shares_bp.values()) != WHOLE_BP:
        raise ValueError(f"shares must come to {WHOLE_BP} basis points: {dict(shares_bp)}")
    return apportion(kilograms, shares_bp)
