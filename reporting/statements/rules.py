"""How a lot's kilograms are attributed. Pure: whole numbers, no database."""

from collections.abc import Mapping

WHOLE_BP = 10_000


def split(kilograms: int, shares_bp: Mapping[int, int]) -> dict[int, int]:
    """
    Return whole kilograms by consortium for shares in basis points: no kilogram is made or lost.

    Largest remainder (Hamilton): everybody gets the whole kilograms of their share, and what is left goes one
    by one to those with the largest fractions; of equal fractions, to the consortium registered first.

    :raises ValueError: if the shares do not come to exactly 10000, or there is less than nothing to split.
    """
    if sum(shares_bp.values()) != WHOLE_BP or any(part < 0 for part in shares_bp.values()):
        raise ValueError(f"shares must come to {WHOLE_BP} basis points: {dict(shares_bp)}")
    if kilograms < 0:
        raise ValueError(f"{kilograms} kg can't be split")
    parts = {consortium: kilograms * part // WHOLE_BP for consortium, part in shares_bp.items()}
    left = kilograms - sum(parts.values())
    by_fraction = sorted(shares_bp, key=lambda c: (-(kilograms * shares_bp[c] % WHOLE_BP), c))
    for consortium in by_fraction[:left]:
        parts[consortium] += 1
    return parts
