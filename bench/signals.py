"""What the detectors find of the planted set: planted, found, innocent and falsely raised, per pattern."""

import json
import time

from tests.signals.planting import counted


def run() -> int:
    """Print a row for every pattern and what is known to come out wrong; 1 if anything else does."""
    began = time.perf_counter()
    counts = counted()
    took = time.perf_counter() - began
    print(f"{'pattern':<24}{'planted':>9}{'found':>7}{'innocent':>10}{'falsely raised':>16}")
    for pattern, count in counts.items():
        print(
            f"{pattern:<24}{count.planted:>9}{count.found:>7}{count.innocent:>10}{count.falsely_raised:>16}"
        )
    for pattern, count in counts.items():
        for words in [*count.known, *count.wrong]:
            print(f"{pattern}: {words}")
    figures = {
        "planted": sum(c.planted for c in counts.values()),
        "found": sum(c.found for c in counts.values()),
        "innocent": sum(c.innocent for c in counts.values()),
        "falsely_raised": sum(c.falsely_raised for c in counts.values()),
        "patterns": len(counts),
        "ms": round(took * 1000, 1),
    }
    print(json.dumps({"bench": "signals", **figures}))
    return 1 if any(count.wrong for count in counts.values()) else 0
