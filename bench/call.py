"""
The last ten minutes of a call: firms upload their last paper and press submit, over HTTP, some of them twice.

Web and worker run as `./run` starts them. The firms' drafts are made by the operations; their sessions are
written into the session store, since signing in is limited to a few a minute from one address.
"""

import datetime as dt
import hashlib
import json
import logging
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from applications.models import Application, ApplicationChange, ArithmeticRow, EligibilityCheck, HandedIn
from bench import worlds
from bench.figures import percentile, say
from bench.servers import serving
from bench.visitors import STEPS, Entrant, Visit, visit
from core.workflow import clock
from programs.models import Call
from tests.factories.cases import SMALL_PDF

WINDOW_SECONDS = 600
FIRMS_PER_CONSORTIUM = 20
FILE_BYTES = 200_000
TWICE_EVERY = 20
BUDGET_WON = 1_000_000_000_000


def run(*, firms: int, compress: float, clients: int) -> int:
    """
    Have the firms submit within the window, print a row per step, and look into the database.

    The call stays open after the window: who comes too late on a slow machine is counted, not refused.
    Return 1 if anything was lost or doubled, or a firm was told otherwise than it is.
    """
    logging.disable(logging.WARNING)
    began = time.perf_counter()
    entrants = prepared(worlds.open_call(budget_won=BUDGET_WON), firms)
    prepared_seconds = time.perf_counter() - began
    say(f"{firms:,} firms prepared in {prepared_seconds:.0f} s.")
    window = WINDOW_SECONDS / compress
    with serving() as port:
        say(f"They submit within {window:.0f} s.")
        began, deadline = time.perf_counter(), clock.now() + dt.timedelta(seconds=window)
        visits = rush(entrants, port=port, window=window, clients=clients)
        took = time.perf_counter() - began
    wrong = verdict(visits)
    figures = {
        "bench": "call", "firms": firms, "compress": compress, "window_seconds": round(window, 1),
        "prepared_seconds": round(prepared_seconds), "took_seconds": round(took, 1), "fsync": _fsync(),
        **measured(visits, took), "late": _submitted().filter(at__gt=deadline).count(), **wrong,
    }  # fmt: skip
    print_table(figures)
    print(json.dumps(figures))
    return 1 if any(wrong.values()) else 0


def prepared(call: Call, firms: int) -> list[Entrant]:
    """Return firms that lack nothing but a paper and the submission."""
    required, technology = worlds.asked_for(call), call.program.technologies.get()
    entrants: list[Entrant] = []
    while len(entrants) < firms:
        wanted = min(FIRMS_PER_CONSORTIUM, firms - len(entrants))
        consortium, joined = worlds.consortium_of(call, wanted)
        for firm, person in joined:
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            draft = worlds.begun(consortium, firm, person, technology)
            entrants.append(
                Entrant(
                    application_id=draft.pk,
                    case_url=draft.get_absolute_url(),
                    required_id=required.pk,
                    session=client.cookies[settings.SESSION_COOKIE_NAME].value,
                    file=SMALL_PDF + b"%" + random.Random(draft.pk).randbytes(FILE_BYTES),
                    double_clicks=len(entrants) % TWICE_EVERY == 0,
                )
            )
    return entrants


def rush(entrants: list[Entrant], *, port: int, window: float, clients: int) -> list[Visit]:
    """Have everybody come at a moment of their own within the window, at most `clients` of them at once."""
    chance = random.Random(2026)
    moments = sorted(chance.uniform(0, window) for _ in entrants)
    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        going = [
            pool.submit(visit, entrant, port=port, due=began + moment)
            for entrant, moment in zip(entrants, moments, strict=True)
        ]
        return [one.result() for one in going]


def measured(visits: list[Visit], took: float) -> dict[str, Any]:
    """Return milliseconds of every step, throughput, errors by kind and how double clicks were answered."""
    times: dict[str, list[float]] = {step: [] for step in STEPS}
    for one in visits:
        for step, milliseconds in one.steps:
            times[step].append(milliseconds)
    twice = [one for one in visits if one.entrant.double_clicks]
    return {
        "steps": {step: _spread(found) for step, found in times.items()},
        "began_late_ms": _spread([one.began_late_ms for one in visits]),
        "submissions_per_s": round(sum(one.is_told for one in visits) / took, 2),
        "requests_per_s": round(sum(map(len, times.values())) / took, 1),
        "errors": dict(Counter(error for one in visits for error in one.errors)),
        "double_clicks": dict(Counter("+".join(map(str, sorted(one.pressed))) for one in twice)),
    }


def _spread(found: list[float]) -> dict[str, float]:
    if not found:
        return {"times": 0}
    values = {"p50": percentile(found, 50), "p95": percentile(found, 95), "max": max(found)}
    return {"times": len(found), **{name: round(value, 1) for name, value in values.items()}}


def verdict(visits: list[Visit]) -> dict[str, list[str]]:
    """Return the cases of which something is not in the database, or there twice, or not as was told."""
    found = Application.objects.in_bulk([one.entrant.application_id for one in visits])
    submitted = _count(_submitted(), "case")
    looks = _count(EligibilityCheck.objects.filter(moment="SUBMISSION"), "application")
    frozen = Counter(pk for pk, _at in set(ArithmeticRow.objects.values_list("application", "computed_at")))
    papers: dict[int, list[HandedIn]] = {}
    for paper in HandedIn.objects.select_related("attachment__blob"):
        papers.setdefault(paper.application_id, []).append(paper)
    lost, doubled, mistold = [], [], []
    for one in visits:
        case, pk = found[one.entrant.application_id], one.entrant.application_id
        kept = papers.get(pk, [])
        counts = (submitted[pk], looks[pk], frozen[pk], len(kept))
        is_whole = case.status == "SUBMITTED" and case.asked_won and case.frozen_certificate_id
        if not is_whole or min(counts) == 0 or not _is_kept(kept[-1], one.entrant.file):
            lost.append(case.public_id)
        if max(counts) > 1:
            doubled.append(case.public_id)
        if one.is_told != bool(submitted[pk]):
            mistold.append(case.public_id)
    return {"lost": lost, "doubled": doubled, "mistold": mistold}


def _submitted() -> Any:
    return ApplicationChange.objects.filter(to_status="SUBMITTED")


def _count(rows: Any, of: str) -> Counter[int]:
    return Counter(rows.values_list(of, flat=True))


def _is_kept(paper: HandedIn, file: bytes) -> bool:
    """Say whether the bytes that were uploaded lie under their hash."""
    digest = hashlib.sha256(file).hexdigest()
    path = paper.attachment.blob.path
    return paper.attachment.blob.sha256 == digest and path.is_file() and path.stat().st_size == len(file)


def _fsync() -> str:
    """Return whether PostgreSQL waits for the disk; throw-away servers do not."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        return str(cursor.fetchone()[0])


def print_table(figures: dict[str, Any]) -> None:
    """Print a row per step, and what came of it all."""
    print(f"{'step':<20}{'times':>8}{'p50':>12}{'p95':>12}{'max':>12}")
    for step, found in {**figures["steps"], "begins late": figures["began_late_ms"]}.items():
        columns = "".join(f"{found.get(name, 0):>10,.0f}ms" for name in ("p50", "p95", "max"))
        print(f"{step:<20}{found['times']:>8,}{columns}")
    for name in (
        "submissions_per_s",
        "requests_per_s",
        "took_seconds",
        "late",
        "errors",
        "double_clicks",
        "fsync",
    ):
        print(f"{name:<20}{figures[name]!s:>8}")
    for name in ("lost", "doubled", "mistold"):
        print(f"{name:<20}{len(figures[name]):>8,}")
