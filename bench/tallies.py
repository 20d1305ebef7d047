"""
How fast totals are kept: the full recount and the increment, each beside one hand-written GROUP BY.

The GROUP BY goes over the same rows in the same run: what every consortium, technology, region, sector and
tier metered in every month. The server's memory is read from /proc, of the process that counts.
"""

import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import say
from bench.ledger_world import MOMENT, World, own_database
from bench.tallies_world import populate, read_again
from reporting.tallies import queries
from reporting.tallies.kept.increment import catch_up
from reporting.tallies.kept.recount import recount

REPEATS = 3
PAGE_REPEATS = 10
#: what somebody would write who needs these figures once
BY_HAND = """
    SELECT m.consortium_id, t.code, f.region, f.sector, p.tier, r.month, count(*),
           sum(r.closing - r.opening + r.carried)
      FROM measurement_reading r
      JOIN measurement_meter e ON e.id = r.meter_id
      JOIN measurement_measure m ON m.id = e.measure_id
      JOIN programs_technology t ON t.id = m.technology_id
      JOIN firms_firm f ON f.id = m.firm_id
      JOIN programs_member p ON p.firm_id = m.firm_id AND p.consortium_id = m.consortium_id
     WHERE r.superseded_at IS NULL
     GROUP BY m.consortium_id, t.code, f.region, f.sector, p.tier, r.month
"""


def run(*, grants: int, months: int, changed: int) -> int:
    """Write the world, time all, print a table and a line of JSON; 1 if a recount finds a difference."""
    with own_database():
        began = time.perf_counter()
        world = populate(grants=grants, months=months)
        say(f"{grants * months:,} readings of {grants:,} grants in {time.perf_counter() - began:.0f} s.")
        first_ms, _first = _timed(_increment)
        say(f"The first count took {first_ms / 1000:.1f} s.")
        _vacuum()
        by_hand_ms = statistics.median(_timed(_by_hand)[0] for _ in range(REPEATS))
        full = [_timed(_recount) for _ in range(REPEATS)]
        full_ms = statistics.median(ms for ms, _found in full)
        increments, worked = _increments(world, min(changed, grants))
        page = _page(world)
        books = [found.differences for _ms, found in full] + [_recount().differences]
        peak = _peak_mb()
    found = {
        "load": round(os.getloadavg()[0], 1),
        "readings": grants * months,
        "grants": grants,
        "first_count_ms": round(first_ms),
        "by_hand_ms": round(by_hand_ms),
        "full_ms": round(full_ms),
        "full_of_by_hand": round(full_ms / by_hand_ms, 2),
        "increment_of": min(changed, grants),
        "increment_ms": round(increments),
        "increment_cpu_ms": round(worked),
        "increment_of_by_hand": round(increments / by_hand_ms, 2),
        "differences": sum(books),
        "server_peak_mb": peak,
        "client_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "page": page,
    }
    _print(found)
    print(json.dumps({"bench": "tallies", **found}))
    return 1 if sum(books) else 0


def _worked() -> float:
    """Return the milliseconds of processor time that this process and its server process have used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) if stat.is_file() else 0
    return (time.process_time() + ticks / os.sysconf("SC_CLK_TCK")) * 1000


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many milliseconds it took, and what it returned."""
    began = time.perf_counter()
    found = act()
    return (time.perf_counter() - began) * 1000, found


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _by_hand() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        return len(cursor.fetchall())


def _increment() -> Any:
    return catch_up(newest=queries.newest_transfer(), at=MOMENT)


def _recount() -> Any:
    return recount(newest=queries.newest_transfer(), at=MOMENT)


def _increments(world: World, changed: int) -> tuple[float, float]:
    """Return the median milliseconds of an increment after as many new readings, and of processor time."""
    took, works = [], []
    for _ in range(REPEATS):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM measurement_reading WHERE month >= '2031-01-01'")
        _increment()
        read_again(changed, world.officer.pk)
        before = _worked()
        ms, done = _timed(_increment)
        works.append(_worked() - before)
        if done.cells != changed:
            raise RuntimeError(f"{done.cells} cells were counted again instead of {changed}")
        took.append(ms)
    return statistics.median(took), statistics.median(works)


def _page(world: World) -> dict[str, Any]:
    """Return how long the server takes for the tally page, by each dimension, and its queries."""
    client = Client()
    client.force_login(world.officer)
    slowest, asked, worked = 0.0, 0, 0.0
    for dimension in ("consortium", "anchor", "technology", "region", "month"):
        url = reverse("tallies:kept", args=[world.call.program.public_id, dimension])
        took, before = [], _worked()
        for _ in range(PAGE_REPEATS):
            with CaptureQueriesContext(connection) as captured:
                ms, answer = _timed(lambda url=url: client.get(url))
            if answer.status_code != 200:
                raise RuntimeError(f"{url} answered {answer.status_code}")
            took.append(ms)
            asked = max(asked, len(captured))
        slowest = max(slowest, statistics.median(took))
        worked = max(worked, (_worked() - before) / PAGE_REPEATS)
    return {"median_ms": round(slowest), "cpu_ms": round(worked), "queries": asked}


def _peak_mb() -> int:
    """Return the highest memory of the server's process that counted, in MB; 0 where /proc doesn't tell."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    if not status.is_file():
        return 0
    lines = status.read_text().splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _print(found: dict[str, Any]) -> None:
    print(f"{found['readings']:,} monthly readings of {found['grants']:,} grants")
    print(f"{'':<28}{'ms':>10}{'of the GROUP BY':>18}")
    print(f"{'one GROUP BY by hand':<28}{found['by_hand_ms']:>10,}{1:>18.2f}")
    print(f"{'full recount':<28}{found['full_ms']:>10,}{found['full_of_by_hand']:>18.2f}")
    name = f"increment of {found['increment_of']:,} readings"
    print(f"{name:<28}{found['increment_ms']:>10,}{found['increment_of_by_hand']:>18.2f}")
    print(f"memory: server at most {found['server_peak_mb']} MB, client {found['client_peak_mb']} MB")
    page = found["page"]
    print(f"increment: {found['increment_cpu_ms']:,} ms of processor time")
    times = f"{page['median_ms']} ms, {page['cpu_ms']} ms of processor time"
    print(f"tally page: {times}, {page['queries']} queries")
    print(f"load of the machine at the end: {found['load']}")
    print(f"differences found by the recounts: {found['differences']}")
