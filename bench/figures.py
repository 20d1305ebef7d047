"""What benches share in reckoning and saying: percentiles, and progress on the error stream."""

import sys
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def say(text: str) -> None:
    """Say on the error stream what goes on, so that the standard output is the result alone."""
    print(text, file=sys.stderr, flush=True)
