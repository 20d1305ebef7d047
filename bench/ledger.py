"""
How fast the ledger is with many transfers in it: posting, checking the books, and the page of a large chain.

Posting is timed on one hot budget account and on accounts of their own, each at several numbers of
connections, beside bare INSERTs of the same row into a table of the same columns and indexes.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import say
from bench.ledger_world import COLUMNS, FIRST_DAY, MOMENT, World, build, own_database, pots
from config.setup import migrated
from config.setup.places import ROOT
from core.ledger.models import Account, Transfer
from core.ledger.operations import post
from core.workflow.models import new_public_id

CONNECTIONS = (1, 4, 16)
BARE = "bench_bare_transfer"
INSERT = f"INSERT INTO {BARE} ({COLUMNS}) VALUES ({', '.join(['%s'] * 9)})"
Pair = tuple[Account, Account]
PAGE_REPEATS = 3


def run(*, rows: int, grants: int, posts: int) -> int:
    """Load transfers and a tree, measure, print a table and a line of JSON; return 1 on a difference."""
    with own_database() as database:
        began = time.perf_counter()
        world = build(rows=rows, grants=grants)
        there = Transfer.objects.count()
        say(f"{there:,} transfers and {grants:,} grants in {time.perf_counter() - began:.0f} s.")
        page = _chain_page(world)
        books = _check_books(database)
        speeds = _speeds(world, posts)
    found = {
        "transfers": there,
        "grants": grants,
        "posting": speeds,
        "check_books": books,
        "chain_page": page,
    }
    _print(found)
    print(json.dumps({"bench": "ledger", **found}, ensure_ascii=False))
    return 0 if books["exit"] == 0 else 1


def _speeds(world: World, posts: int) -> dict[str, dict[str, float]]:
    """Return transfers per second of each way of posting, by connections, and bare INSERTs beside them."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {BARE} (LIKE ledger_transfer INCLUDING DEFAULTS INCLUDING INDEXES"
                       " INCLUDING IDENTITY)")  # fmt: skip
    pairs = pots(max(CONNECTIONS), posts * len(CONNECTIONS))
    hot = Account.objects.get(owner_kind="call", owner_id=world.call.pk)
    ways: dict[str, Callable[[int], Pair]] = {
        "bare": lambda n: pairs[n],
        "hot": lambda n: (hot, pairs[n][1]),
        "spread": lambda n: pairs[n],
    }
    found: dict[str, dict[str, float]] = {}
    for number in CONNECTIONS:
        rates = {
            name: _rate(number, posts, _work(name, pair_of, world, number)) for name, pair_of in ways.items()
        }
        found[str(number)] = {
            **{f"{name}_per_s": round(rate, 1) for name, rate in rates.items()},
            "hot_of_bare": round(rates["hot"] / rates["bare"], 3),
            "spread_of_bare": round(rates["spread"] / rates["bare"], 3),
        }
    return found


def _work(name: str, pair_of: Callable[[int], Pair], world: World, number: int) -> Callable[[int, int], None]:
    """Return what one connection does for its n-th transfer: one transaction each."""

    def posted(who: int, n: int) -> None:
        source, target = pair_of(who)
        key = f"bench:{name}:{number}:{who}:{n}"
        post(
            key=key, source=source, target=target, amount=1, effective_on=FIRST_DAY, at=MOMENT,
            by=world.officer, event=key,
        )  # fmt: skip

    def bare(who: int, n: int) -> None:
        source, target = pair_of(who)
        key = f"bench:{name}:{number}:{who}:{n}"
        row = (new_public_id(), key, key, source.pk, target.pk, 1, FIRST_DAY, MOMENT, world.officer.pk)
        connection.connection.execute(INSERT, row)  # psycopg's own, which commits each by itself

    return bare if name == "bare" else posted


def _rate(number: int, posts: int, work: Callable[[int, int], None]) -> float:
    """Return how many a second `number` connections do together, `posts` in all."""
    each = max(1, posts // number)
    start = threading.Barrier(number + 1)
    failed: list[BaseException] = []

    def one(who: int) -> None:
        connection.ensure_connection()
        try:
            start.wait()
            for n in range(each):
                work(who, n)
        except BaseException as error:
            failed.append(error)
            start.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(who,)) for who in range(number)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return each * number / (time.perf_counter() - began)


def _check_books(database: str) -> dict[str, Any]:
    """Run `check_books` as a process of its own; return seconds, its highest memory, and its exit."""
    address = os.environ["DATABASE_URL"].replace(f"/{migrated.DATABASE}?", f"/{database}?")
    began = time.perf_counter()
    started = subprocess.Popen(
        [sys.executable, "manage.py", "check_books"], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={**os.environ, "DATABASE_URL": address},
    )  # fmt: skip
    said = started.stdout.read() if started.stdout else ""
    _pid, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        say(said[-3000:])
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
        "exit": started.returncode,
    }


def _chain_page(world: World) -> dict[str, Any]:
    """Return how long the server takes for the page of the whole tree, and how many queries it asks."""
    client = Client()
    client.force_login(world.officer)
    url = reverse("dashboards:chain", args=[world.consortium.public_id])
    took, asked, size = [], 0, 0
    for _ in range(PAGE_REPEATS):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(url)
        took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"the chain page answered {answer.status_code}")
        asked, size = len(captured), len(answer.content)
    return {"median_ms": round(statistics.median(took) * 1000), "queries": asked, "kilobytes": size // 1024}


def _print(found: dict[str, Any]) -> None:
    print(f"{found['transfers']:,} transfers, a tree of {found['grants']:,} grants")
    print(f"{'connections':>12} {'bare/s':>10} {'hot/s':>10} {'of bare':>8} {'spread/s':>10} {'of bare':>8}")
    for number, rates in found["posting"].items():
        print(
            f"{number:>12} {rates['bare_per_s']:>10,.0f} {rates['hot_per_s']:>10,.0f}"
            f" {rates['hot_of_bare']:>8.1%} {rates['spread_per_s']:>10,.0f} {rates['spread_of_bare']:>8.1%}"
        )
    books, page = found["check_books"], found["chain_page"]
    print(f"check_books: {books['seconds']} s, at most {books['peak_mb']} MB, exit {books['exit']}")
    print(f"chain page: {page['median_ms']} ms, {page['queries']} queries, {page['kilobytes']} kB")
