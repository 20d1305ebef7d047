"""Shares of an amount as rectangles, in whole ten-thousandths of the bar's width."""

from typing import Any

FULL = 10_000
TONES = ("primary", "success", "warning", "neutral", "danger", "info")


def segments(parts: Any) -> list[dict[str, Any]]:
    """
    Return one rectangle per part: x, width, share in basis points, label, amount, tone.

    Parts are (label, amount, tone) or objects with those attributes; the last one takes the rounding.
    """
    read = [_read(part) for part in parts]
    total = sum(amount for _, amount, _ in read)
    bars, start, passed = [], 0, 0
    for index, (label, amount, tone) in enumerate(read):
        passed += amount
        end = passed * FULL // total if total else 0
        bars.append(
            {
                "label": label,
                "amount": amount,
                "tone": tone or TONES[index % len(TONES)],
                "x": start,
                "width": end - start,
                "share": (amount * FULL + total // 2) // total if total else 0,
            }
        )
        start = end
    return bars


def _read(part: Any) -> tuple[Any, int, str]:
    """Return label, amount and tone of a part, whatever its shape."""
    if isinstance(part, dict):
        return part["label"], max(0, part["amount"]), part.get("tone", "")
    if isinstance(part, tuple | list):
        return part[0], max(0, part[1]), part[2] if len(part) > 2 else ""
    return part.label, max(0, part.amount), getattr(part, "tone", "")
