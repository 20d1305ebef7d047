"""How long a ranking of 5,000 applications takes: the pure rule alone, three reviewers each, many ties."""

import datetime as dt
import json
import random
import statistics
import time

from applications.ranking import Entry, moving_up, rank

APPLICATIONS = 5_000
REVIEWERS = 3
BUDGET_WON = 10_500_000_000
FIRST = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)


def run(*, repeats: int) -> int:
    """Rank `repeats` times, print the median, and check the line."""
    entries = _entries()
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        places = rank(entries, BUDGET_WON)
        reached = moving_up([(place.key, 1) for place in places if not place.is_above_line], 100)
        took.append(time.perf_counter() - began)
    above = [place for place in places if place.is_above_line]
    figures = {
        "applications": len(places),
        "median_ms": round(statistics.median(took) * 1000, 1),
        "slowest_ms": round(max(took) * 1000, 1),
        "above_line": len(above),
        "tied": sum(place.is_tied for place in places),
    }
    for name, value in figures.items():
        print(f"{name:>14}  {value}")
    print(json.dumps({"bench": "ranking", **figures}))
    fits = above[-1].running_won <= BUDGET_WON < places[len(above)].running_won
    return 0 if fits and len(reached) == 100 else 1


def _entries() -> list[Entry]:
    chance = random.Random(2026)
    return [
        Entry(
            key,
            tuple(100 * chance.randint(60, 95) for _ in range(REVIEWERS)),
            tuple(chance.randint(60, 95) for _ in range(REVIEWERS)),
            FIRST + dt.timedelta(seconds=chance.randint(0, 600)),
            chance.randint(1, 40) * 5_000_000,
        )
        for key in range(APPLICATIONS)
    ]
