"""How kilograms are attributed, how a sample is drawn, what is material. Pure: whole numbers, no database."""

import hashlib
from collections.abc import Iterable, Mapping
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


def sample_size(population: int, share_bp: int, least: int) -> int:
    """Return how many are drawn: the part, rounded up, the least at least, never more than all."""
    part = -(-population * share_bp // WHOLE_BP)
    return min(population, max(part, least))


def draw(keys: Iterable[str], size: int, seed: str) -> list[str]:
    """
    Return `size` of the keys, as the seed has it.

    In the order of the SHA-256 of seed and key: whoever has both draws the same with any tool.
    """
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())[:size]


def is_material(unadjusted_kg: int, base_kg: int, materiality_bp: int) -> bool:
    """
    Say whether unadjusted misstatements are too large for a signature; at the threshold they are not.

    Measured against the reduction as calculated, kg CO2e; against none, every misstatement is too large.
    """
    return unadjusted_kg * WHOLE_BP > max(0, base_kg) * materiality_bp


def unadjusted(effects: Iterable[tuple[int, int]]) -> int:
    """
    Return what misstatements leave wrong, kg CO2e, of (effect, deducted) each.

    Each counts by its size: one that overstates and one that understates do not make up for each other.
    """
    return sum(abs(effect - deducted) for effect, deducted in effects)
