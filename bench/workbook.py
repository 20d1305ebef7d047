"""
A draft's cost items by workbook: 5,000 new rows, the same with 500 wrong cells, and all of them changed.

Every step is taken as a visitor takes it, in this process; reading and checking once more by themselves. The
same steps with a hundred rows say whether the number of queries depends on the rows.
"""

import datetime as dt
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.operations.workbooks import WORKBOOK
from applications.workbooks.checking import Checker
from applications.workbooks.columns import COSTS, KIND
from applications.workbooks.preview import columns_of, preview
from bench import sheets, worlds
from bench.figures import say
from bench.visitors import hidden_fields
from core.evidence.models import Attachment
from core.evidence.sheets.reading import Contents, read
from core.evidence.sheets.uploads import contents_of
from core.evidence.workbooks import Book
from core.workflow import clock
from programs.models import CostKind
from tests.factories.cases import SMALL_PDF

FEW = 100
BUDGET_WON = 1_000_000_000_000


class NotAsExpected(Exception):
    """A page of the workbook showed something else than what the bench put in."""


@dataclass
class Steps:
    """What each step of one draft's workbook took: seconds, megabytes of the process, queries."""

    rows: int
    found: dict[str, dict[str, float]] = field(default_factory=dict)

    def take(self, name: str, act: Callable[[], Any]) -> Any:
        """Take a step, measure it, and return what it returns."""
        queries = Queries()
        _forget_peak()
        began = time.perf_counter()
        with connection.execute_wrapper(queries):
            result = act()
        seconds = time.perf_counter() - began
        self.found[name] = {
            "seconds": round(seconds, 2),
            "rows_per_s": round(self.rows / seconds),
            "peak_mb": _memory("VmHWM"),
            "queries": queries.count,
        }
        say(f"{self.rows:,} rows, {name}: {self.found[name]}")
        return result


class Queries:
    """Counts queries, and keeps none of them."""

    count = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


def run(*, rows: int, wrong: int) -> int:
    """Take all steps with few rows and with many; return 1 if the number of queries depends on the rows."""
    logging.disable(logging.WARNING)
    call = worlds.open_call(budget_won=BUDGET_WON)
    technology = call.program.technologies.get()
    consortium, firms = worlds.consortium_of(call, 2)
    rounds: dict[int, Steps] = {}
    for (firm, person), many in zip(firms, (FEW, rows), strict=True):
        draft = worlds.begun(consortium, firm, person, technology)
        client = Client(HTTP_ACCEPT_LANGUAGE="ko")
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        rounds[many] = Desk(client, draft, Steps(many)).measure(wrong * many // rows)
    few, many = rounds[FEW].found, rounds[rows].found
    growing = [name for name in many if many[name]["queries"] != few[name]["queries"]]
    print_table(rows, many)
    for name in growing:
        print(f"{name}: {few[name]['queries']} queries for {FEW} rows, {many[name]['queries']} for {rows:,}")
    print(json.dumps({"bench": "workbook", "rows": rows, "wrong": wrong, "growing": growing, "steps": many}))
    return 1 if growing else 0


@dataclass
class Desk:
    """A clerk with a draft and its workbook."""

    client: Client
    draft: Application
    steps: Steps

    def measure(self, wrong: int) -> Steps:
        """Hand in a workbook with wrong cells, then a good one, then one that changes every row."""
        template = self.template()
        row, places = self.row(), self.places()
        more = (row, self.steps.rows, places["name"])
        bad = sheets.elsewhere(sheets.filled, template, *more, [places["cost_won"]] * wrong)
        self.mend(bad, wrong)
        good = sheets.elsewhere(sheets.filled, template, *more)
        page = self.preview("new", good)
        self.read_alone()
        self.take_over("new", page)
        full = self.steps.take("template of all rows", self.template)
        other = sheets.elsewhere(sheets.renamed, full, places["name"], "다른 기기")
        self.take_over("changed", self.preview("changed", other))
        return self.steps

    def template(self) -> bytes:
        return self._downloaded(reverse("applications:workbook_template", args=[self.draft.public_id]))

    def places(self) -> dict[str, int]:
        columns = columns_of(self.draft, clock.now())
        return {column.key: place for place, column in enumerate(columns, start=1)}

    def row(self) -> dict[int, Any]:
        """Return {column: what a row like the draft's own says there}."""
        item = self.draft.cost_items.select_related("technology").get()
        inputs = {f"{item.technology.method}.{name}": text for name, text in worlds.EXPECTATION.items()}
        said = {
            **inputs, **worlds.QUOTE, "cost_kind": CostKind.EQUIPMENT.value, "cost_won": 1_000_000,
            "technology": item.technology.code, "quote": "quote.pdf", "site": "1공장", "maker": "제작사",
            "model": "M-1",
        }  # fmt: skip
        places = self.places()
        return {places[key]: value for key, value in said.items()}

    def mend(self, data: bytes, wrong: int) -> None:
        """Hand in wrong cells, look at them, and download the workbook in which they are marked."""
        page = self.preview("wrong", data)
        named = len(preview(self.draft, self.newest(), clock.now()).problems)
        if named != wrong:
            raise NotAsExpected(f"{named} cells are named and {wrong} are wrong")
        address = f"{page.request['PATH_INFO']}marked/"
        self.steps.take("wrong: marked workbook", lambda: self._downloaded(address))

    def preview(self, name: str, data: bytes) -> Any:
        """Upload a workbook and return the page that says what it would do."""
        files = {
            "workbook": SimpleUploadedFile("costs.xlsx", data),
            "quotes": SimpleUploadedFile("quote.pdf", SMALL_PDF + self.draft.public_id.encode()),
        }
        address = reverse("applications:workbook_upload", args=[self.draft.public_id])
        answer = self.steps.take(f"{name}: upload", lambda: self.client.post(address, files))
        return self.steps.take(f"{name}: preview page", lambda: self.client.get(answer["Location"]))

    def read_alone(self) -> None:
        """Read and check the newest workbook, as every page of it does."""
        at = clock.now()
        workbook = self.newest()
        columns, data = columns_of(self.draft, at), contents_of(workbook)
        contents: Contents = self.steps.take(
            "new: reading alone", lambda: read(Book(data), columns, COSTS, KIND)
        )
        self.steps.take("new: checking alone", lambda: self._checked(columns, workbook, at, contents))

    def take_over(self, name: str, page: Any) -> None:
        """Press the button of the page."""
        address, form = page.request["PATH_INFO"], hidden_fields(page.content.decode())
        answer = self.steps.take(f"{name}: take over", lambda: self.client.post(address, form))
        kept = self.draft.cost_items.count()
        if answer.status_code != 302 or kept != self.steps.rows + 1:
            raise NotAsExpected(f"{answer.status_code}: {kept} cost items")

    def newest(self) -> Attachment:
        """Return the workbook that was handed in last."""
        return Attachment.objects.filter(owner_kind=WORKBOOK, owner_id=self.draft.pk).latest("pk")

    def _checked(self, columns: Any, workbook: Attachment, at: dt.datetime, contents: Contents) -> None:
        if len(Checker(self.draft, columns, workbook, at).entries(contents)) != len(contents.rows):
            raise NotAsExpected(contents.problems[:3])

    def _downloaded(self, address: str) -> bytes:
        return b"".join(self.client.get(address).streaming_content)


def _forget_peak() -> None:
    """Have the kernel forget how much memory this process had at most."""
    Path("/proc/self/clear_refs").write_text("5")


def _memory(name: str) -> int:
    """Return a size of this process in megabytes, as the kernel knows it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return round(int(kilobytes) / 1024)


def print_table(rows: int, found: dict[str, dict[str, float]]) -> None:
    """Print a row per step with the many rows."""
    print(f"{f'{rows:,} rows':<26}{'seconds':>10}{'rows/s':>10}{'peak MB':>10}{'queries':>10}")
    for step, took in found.items():
        columns = f"{took['rows_per_s']:>10,}{took['peak_mb']:>10,}{took['queries']:>10}"
        print(f"{step:<26}{took['seconds']:>10.2f}{columns}")
