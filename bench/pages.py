"""Server time and queries of every list and case page, on the demo and on a hundred times as many cases."""

import json
import logging
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench import places
from bench.cases import multiply
from bench.figures import percentile, say
from core.jobs.models import Job
from core.jobs.tasks import run as run_job
from core.users.models import User
from core.workflow import clock
from programs.models import Program
from reporting.register.operations import request_snapshot
from reporting.tallies.operations import request_tally

#: who visits, those first whose pages differ most: a page is measured for the first who may see it
VISITORS = (
    "officer@office.example",
    "anchor@anchor.example",
    "tier2@tier2.example",
    "verifier@verify.example",
    "auditor@audit.example",
    "tier1@tier1.example",
    "approver@office.example",
    "agency@office.example",
)
#: so many people visit a list, and a page of a case; what is each person's own is visited by everybody
SEEN_BY = {True: 4, False: 2}
BARE = "bare view"


class PageFailed(Exception):
    """A page answered that it is broken."""


@dataclass
class Measured:
    """What visits of one page took: milliseconds, and queries of one visit."""

    url_name: str
    times: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)
    visits: int = 0

    def figures(self) -> dict[str, float | int]:
        return {
            "median_ms": round(statistics.median(self.times), 1),
            "p95_ms": round(percentile(self.times, 95), 1),
            "queries": max(self.queries),
            "visits": self.visits,
        }


def run(*, times: int, repeats: int) -> int:
    """
    Measure on the demo, multiply, measure again beside the bare view; print a table and a line of JSON.

    Return 1 if a page failed, or if an address is neither measured nor left out with a reason.
    """
    settings.ROOT_URLCONF = "bench.bare"
    logging.disable(logging.WARNING)  # a visitor who may not see a page is no news
    began = time.perf_counter()
    _play()
    problems: list[str] = []
    rounds = {"demo": measure_all(repeats, problems)}
    if times > 1:
        then = time.perf_counter()
        added = multiply(times)
        say(f"{added:,} rows added in {time.perf_counter() - then:.0f} s: {times} times as many cases.")
        _take_again()
        rounds[f"x{times}"] = measure_all(repeats, problems)
    seen = {measured.url_name for found in rounds.values() for measured in found.values()}
    problems += [f"{name}: neither measured nor left out with a reason" for name in places.forgotten(seen)]
    print_table(rounds)
    for problem in problems:
        say(problem)
    print(json.dumps(_summary(rounds, times, problems, time.perf_counter() - began), ensure_ascii=False))
    return 1 if problems else 0


def _play() -> None:
    """Bring up the database with the demo, and do what its people asked for in the background."""
    say("Preparing a database of the bench's own …")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_programme", stdout=sys.stderr)
    began = time.perf_counter()
    call_command("demo", stdout=sys.stderr)
    say(f"The demo took {time.perf_counter() - began:.1f} s.")
    request_snapshot(by=User.objects.get(email=VISITORS[0]), at=clock.now())
    for job in Job.objects.filter(kind__in=["tally", "document", "register_snapshot"], status="QUEUED"):
        run_job(job.pk)


def _take_again() -> None:
    """Take what is counted once more, so that pages show the many cases and not the few."""
    officer = User.objects.get(email=VISITORS[0])
    run_job(request_snapshot(by=officer, at=clock.now()).pk)
    for program in Program.objects.filter(tallies__isnull=False).distinct():
        began = time.perf_counter()
        run_job(request_tally(program=program, by=officer, at=clock.now()).pk)
        say(f"A tally took {time.perf_counter() - began:.1f} s.")


def measure_all(repeats: int, problems: list[str]) -> dict[str, Measured]:
    """Return {page: what its visits took}; the bare view is visited before, between and after the others."""
    people = {person.email: person for person in User.objects.filter(email__in=VISITORS)}
    clients = {email: _signed_in(people[email]) for email in VISITORS if email in people}
    found = {BARE: Measured("bare")}
    for number, page in enumerate(places.discover()):
        if number % 8 == 0:
            _visit(found[BARE], clients[VISITORS[0]], "/bare/", repeats)
        for name, measured in _visits(page, clients, repeats, problems).items():
            if measured.visits:
                found[name] = measured
    _visit(found[BARE], clients[VISITORS[0]], "/bare/", repeats)
    say(f"{len(found) - 1} pages measured, {sum(m.visits for m in found.values()):,} visits.")
    return found


def _visits(
    page: places.Page, clients: dict[str, Client], repeats: int, problems: list[str]
) -> dict[str, Measured]:
    """Return {name in the table: what visits took} of one page, by everybody or by a few who may see it."""
    found: dict[str, Measured] = {}
    is_own = page.url_name in places.BY_PERSON
    for address in page.addresses:
        seen_by = 0
        for email, client in clients.items():
            name = f"{page.name} {email.partition('@')[0]}" if is_own else page.name
            try:
                seen_by += _visit(found.setdefault(name, Measured(page.url_name)), client, address, repeats)
            except PageFailed as failed:
                problems.append(str(failed))
            if seen_by == SEEN_BY[page.is_list] and not is_own:
                break
    return found


def _signed_in(person: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="ko", raise_request_exception=False)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _visit(measured: Measured, client: Client, address: str, repeats: int) -> bool:
    """
    Visit an address until it is timed `repeats` times, and say whether this person may see it.

    The first visit fills the caches of the process, the second counts queries, the others are timed.
    """
    answer = client.get(address)
    if answer.status_code >= 500:
        raise PageFailed(f"{address} answered {answer.status_code}")
    if answer.status_code != 200:
        return False
    connection.force_debug_cursor = True
    client.get(address)  # the log is emptied as a request starts
    queries = len(connection.queries_log)
    connection.force_debug_cursor = False
    for _ in range(repeats):
        began = time.perf_counter()
        answer = client.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        measured.times.append((time.perf_counter() - began) * 1000)
    measured.queries.append(queries)
    measured.visits += repeats
    return True


# --- What is printed ------------------------------------------------------------------------------


def _cases() -> dict[str, int]:
    labels = ("firms.Firm", "programs.Consortium", "applications.Application", "disbursements.Grant",
              "disbursements.PaymentRequest", "measurement.Measure", "measurement.Reading",
              "statements.Statement", "ledger.Transfer")  # fmt: skip
    return {label: apps.get_model(label)._base_manager.count() for label in labels}


def print_table(rounds: dict[str, dict[str, Measured]]) -> None:
    """Print a row per page: median, 95th percentile, queries, and the ratio to the round's bare view."""
    print(f"{'':<38}" + "".join(f"{name:^40}" for name in rounds))
    columns = f"{'median':>10}{'p95':>10}{'queries':>9}{'to bare':>9}  "
    print(f"{'page':<38}" + columns * len(rounds))
    for name in sorted(set().union(*rounds.values()), key=lambda name: (name != BARE, name)):
        print(f"{name:<38}" + "".join(_columns(found, name) for found in rounds.values()))


def _columns(found: dict[str, Measured], name: str) -> str:
    if name not in found:
        return " " * 40
    figures = found[name].figures()
    times = f"{figures['median_ms']:>8.1f}ms{figures['p95_ms']:>8.1f}ms{figures['queries']:>9}"
    return f"{times}{_ratio(found, name):>8.1f}x  "


def _ratio(found: dict[str, Measured], name: str) -> float:
    """Return how many times as long as the bare view a page took, by their medians in one round."""
    return statistics.median(found[name].times) / statistics.median(found[BARE].times)


def _summary(
    rounds: dict[str, dict[str, Measured]], times: int, problems: list[str], seconds: float
) -> dict[str, Any]:
    """Return what the last line says: the figures of every page, and the slowest of each round."""
    return {
        "bench": "pages",
        "times": times,
        "seconds": round(seconds),
        "cases": _cases(),
        "problems": problems,
        "worst": {
            name: {page: round(_ratio(found, page), 1) for page in _slowest(found)}
            for name, found in rounds.items()
        },
        "pages": {
            name: {page: measured.figures() for page, measured in found.items()}
            for name, found in rounds.items()
        },
    }


def _slowest(found: dict[str, Measured], number: int = 10) -> list[str]:
    return sorted(found, key=lambda name: -_ratio(found, name))[:number]
