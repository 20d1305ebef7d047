"""Server time and queries of every list and case page, on the demo and on a hundred times as many cases."""

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.views.generic.edit import FormMixin

from bench.cases import multiply
from core.jobs.models import Job
from core.jobs.tasks import run as run_job
from core.users.models import User

#: who visits; a page is measured for each of them who may see it
VISITORS = (
    "officer@office.example",
    "approver@office.example",
    "agency@office.example",
    "verifier@verify.example",
    "auditor@audit.example",
    "anchor@anchor.example",
    "tier1@tier1.example",
    "tier2@tier2.example",
)
#: subjects of pages that are no model's own address
SUBJECTS = {
    "dashboards:chain": "programs.Consortium",
    "dashboards:consortium": "programs.Consortium",
    "dashboards:program": "programs.Program",
    "dashboards:firm": "firms.Firm",
    "dashboards:account": "ledger.Account",
}
#: not pages: sign-in, files, what answers a script
LEFT_OUT = ("account_", "healthz", "set_language", "bare", "documents:file", "jobs:")
#: of a case page so many cases are visited, each by so many people; a list by everybody
EACH, SEEN_BY = 4, 2


@dataclass
class Page:
    """A page: its name, the addresses at which it is measured, whether it is a list."""

    name: str
    addresses: list[str]
    is_list: bool = False


@dataclass
class Measured:
    """What visits of one page took: milliseconds, and queries of one visit."""

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


def percentile(values: list[float], percent: int) -> float:
    """Return the smallest value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def run(*, times: int, repeats: int) -> int:
    """Measure on the demo, multiply, measure again beside the bare view; print a table and a line of JSON."""
    settings.ROOT_URLCONF = "bench.bare"
    logging.disable(logging.WARNING)  # a visitor who may not see a page is no news
    say = Progress()
    say("Preparing a database of the bench's own …")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_programme", stdout=sys.stderr)
    began = time.perf_counter()
    call_command("demo", stdout=sys.stderr)
    say(f"The demo took {time.perf_counter() - began:.1f} s.")
    _do_the_jobs()
    small = measure_all(repeats, say)
    began = time.perf_counter()
    added = multiply(times)
    say(f"{added:,} rows added in {time.perf_counter() - began:.0f} s: {times} times as many cases.")
    large = measure_all(repeats, say)
    _print_table(small, large, times)
    figures = {
        name: {"demo": small[name].figures(), f"x{times}": large[name].figures()}
        for name in small
        if name in large
    }
    print(json.dumps({"bench": "pages", "times": times, "cases": _cases(), "pages": figures}))
    return 0


def _do_the_jobs() -> None:
    """Do what the demo's people asked for in the background: a tally and a dossier to see."""
    for job in Job.objects.filter(kind__in=["tally", "chain_audit"], status="QUEUED"):
        run_job(job.pk)


class Progress:
    """Says on the error stream what goes on, so that the standard output is the result alone."""

    def __call__(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def measure_all(repeats: int, say: Callable[[str], None]) -> dict[str, Measured]:
    """Return {page: what its visits took}; the bare view is visited before, between and after the others."""
    people = {person.email: person for person in User.objects.filter(email__in=VISITORS)}
    clients = {email: _signed_in(people[email]) for email in VISITORS if email in people}
    found = {"bare view": Measured()}
    pages = list(discover())
    for number, page in enumerate(pages):
        if number % 8 == 0:
            _visit(found["bare view"], clients[VISITORS[0]], "/bare/", repeats)
        measured = Measured()
        for address in page.addresses:
            seen_by = 0
            for client in clients.values():
                seen_by += _visit(measured, client, address, repeats)
                if seen_by == SEEN_BY and not page.is_list:
                    break
        if measured.visits:
            found[page.name] = measured
    _visit(found["bare view"], clients[VISITORS[0]], "/bare/", repeats)
    say(f"{len(found) - 1} pages measured, {sum(m.visits for m in found.values()):,} visits.")
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
        raise RuntimeError(f"{address} answered {answer.status_code}")
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


# --- Which pages there are ------------------------------------------------------------------------


def discover() -> Iterator[Page]:
    """Yield every list (an address without an id) and every page of a case; forms of steps are neither."""
    subjects = _subjects()
    for name, pattern in _patterns():
        arguments = pattern.pattern.converters.keys()
        if name.startswith(LEFT_OUT) or _is_form(pattern):
            continue
        if not arguments:
            yield Page(name, [reverse(name)], is_list=True)
        elif set(arguments) == {"public_id"} and name in subjects:
            rows = subjects[name]._base_manager.order_by("pk")
            yield Page(name, [reverse(name, args=[pk]) for pk in _some(rows)])


def _patterns() -> Iterator[tuple[str, URLPattern]]:
    def walk(patterns: Iterable[Any], namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern.url_patterns, inner)
            elif pattern.name:
                yield f"{namespace}{pattern.name}", pattern

    return walk(get_resolver().url_patterns, "")


def _is_form(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", None)
    return view is not None and issubclass(view, FormMixin)


def _subjects() -> dict[str, type[models.Model]]:
    """Return {page: whose page it is}, from the models' own addresses and the views' models."""
    found: dict[str, type[models.Model]] = {}
    for model in apps.get_models():
        if not hasattr(model, "get_absolute_url") or not hasattr(model, "public_id"):
            continue
        row = model._base_manager.order_by("pk").first()
        try:
            match = resolve(row.get_absolute_url().partition("?")[0].partition("#")[0]) if row else None
        except (NoReverseMatch, Resolver404):
            continue
        if match and match.kwargs.get("public_id") == row.public_id:
            found[match.view_name] = model
    for name, pattern in _patterns():
        model = getattr(getattr(pattern.callback, "view_class", None), "model", None)
        if model is not None and hasattr(model, "public_id"):
            found.setdefault(name, model)
    return found | {name: apps.get_model(label) for name, label in SUBJECTS.items()}


def _some(rows: Any) -> list[str]:
    """Return the public ids of a few rows, from the first to the last."""
    ids = list(rows.values_list("public_id", flat=True))
    if len(ids) <= EACH:
        return ids
    return [ids[number * (len(ids) - 1) // (EACH - 1)] for number in range(EACH)]


# --- What is printed ------------------------------------------------------------------------------


def _cases() -> dict[str, int]:
    labels = ("firms.Firm", "programs.Consortium", "applications.Application", "disbursements.Grant",
              "disbursements.PaymentRequest", "measurement.Measure", "measurement.Reading",
              "statements.Statement", "ledger.Transfer")  # fmt: skip
    return {label: apps.get_model(label)._base_manager.count() for label in labels}


def _print_table(small: dict[str, Measured], large: dict[str, Measured], times: int) -> None:
    bare = large["bare view"].figures()["median_ms"]
    columns = f"{'median':>9}{'p95':>9}{'queries':>9}"
    print(f"{'':<36}{'demo data':^27}   {f'{times} times as many cases':^36}")
    print(f"{'page':<36}{columns}   {columns}{'to bare':>9}")
    for name in large:
        few = _columns(small[name]) if name in small else " " * 27
        ratio = large[name].figures()["median_ms"] / bare
        print(f"{name:<36}{few}   {_columns(large[name])}{ratio:>8.1f}x")


def _columns(measured: Measured) -> str:
    figures = measured.figures()
    return f"{figures['median_ms']:>7.1f}ms{figures['p95_ms']:>7.1f}ms{figures['queries']:>9}"
