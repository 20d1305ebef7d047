"""
Everything that goes out whole: seconds and highest memory of each with many grants, and with a tenth as many.

The open-data file by its command, a snapshot of the public register and its files, the read API page after
page, the list of grants as a spreadsheet, and an export pack twice, the second compared with the first. Each
runs in a process of its own, so that its memory is its own.
"""

import io
import itertools
import json
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bench.apart import apart
from bench.figures import say
from bench.ledger_world import own_database
from bench.opendata_world import populate
from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.users.models import User
from core.workflow import clock
from programs.models import Program
from reporting.exports.models import ExportPack
from reporting.exports.operations import request_pack
from reporting.exports.steps import Step
from reporting.exports.tasks import make_pack
from reporting.register.models import Snapshot
from reporting.register.operations import request_snapshot
from reporting.register.public import RecordKind
from reporting.register.queries import records
from reporting.register.tasks import take_snapshot

#: with ten times as many grants a process that streams may be so many times as large, and no more
GROWTH = 1.2
#: what streams. The others keep something of every grant: a snapshot what is suppressed by, a compared pack
#: what was handed over before, a row of the list the grants linked below it (the tree's first has most); and
#: Python collects late what a thousand pages of the API leave
STREAMED = ("open data, 360Giving", "register, CSV", "register, JSON", "register, XLSX", "export pack")
#: rows of a page of the API, as many as it gives
PAGE = 100
#: bytes of a file that are looked through together
PIECE = 1 << 16


def run(*, grants: int) -> int:
    """Measure a tenth of the grants and all of them; return 1 if what streams takes more memory for more."""
    rounds = {many: _measured(many) for many in (max(1, grants // 10), grants)}
    few, many = rounds.values()
    growth = {name: round(many[name]["peak_mb"] / few[name]["peak_mb"], 2) for name in many}
    _print(rounds, growth)
    found = {"load": round(os.getloadavg()[0], 1), "grants": grants, "all": many, "tenth": few}
    print(json.dumps({"bench": "exports", **found, "growth": growth}))
    return 0 if max(growth[name] for name in STREAMED) <= GROWTH else 1


def _measured(grants: int) -> dict[str, dict[str, float]]:
    """Return what every file of so many grants took, in a database of its own."""
    with own_database(), tempfile.TemporaryDirectory(prefix="bench-exports-") as folder:
        officer = apart(_world, grants).answer
        return dict(_all(grants, officer, Path(folder)))


def _world(grants: int) -> int:
    """Write the grants and return the key of the officer."""
    began = time.perf_counter()
    officer = populate(grants=grants).officer
    say(f"{grants:,} grants in {time.perf_counter() - began:.0f} s.")
    return officer.pk


def _all(grants: int, officer: int, folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield (name, what it took) of one after the other; each answers with its rows and its bytes."""
    at = "register:grants"
    steps: dict[str, tuple[Callable[..., tuple[int, int]], tuple[Any, ...]]] = {
        "open data, 360Giving": (_open_data, (folder / "360giving.json",)),
        "register, snapshot": (_snapshot, (officer,)),
        "register, CSV": (_lines, (f"{reverse(at)}?export=csv", b"\r\n", 1)),
        "register, JSON": (_lines, (f"{reverse(at)}?export=json", b"\n{", 0)),
        "register, XLSX": (_sheet, (f"{reverse(at)}?export=xlsx",)),
        "read API, every page": (_api, ()),
        "list of grants, XLSX": (_sheet, (f"{reverse('disbursements:grants')}?export=xlsx", officer)),
        "export pack": (_pack, (officer,)),
        "export pack, compared": (_pack, (officer,)),
    }  # fmt: skip
    for name, (act, arguments) in steps.items():
        took = apart(act, *arguments)
        rows, size = took.answer
        if rows != grants:
            raise RuntimeError(f"{name}: {rows} rows were written, of {grants} grants")
        say(f"{name}: {took.seconds} s, {took.peak_mb} MB")
        yield name, {"seconds": took.seconds, "mb": round(size / 2**20, 1), "peak_mb": took.peak_mb}


def _open_data(path: Path) -> tuple[int, int]:
    call_command("write_open_data", str(path), stdout=io.StringIO())
    with path.open("rb") as file:
        return sum(line.startswith(b'{"id"') for line in file), path.stat().st_size


def _snapshot(officer: int) -> tuple[int, int]:
    """Have the register's snapshot taken; it has no size, being rows."""
    job = request_snapshot(by=User.objects.get(pk=officer), at=clock.now())
    made = Snapshot.objects.get(public_id=take_snapshot(_taken(job))["snapshot"])
    return records(made, RecordKind.GRANT).count(), 0


def _lines(address: str, mark: bytes, others: int) -> tuple[int, int]:
    """Download a text; a row is what the mark says, but for as many others."""
    found, size = _counted(_streamed(Client(), address), mark)
    return found - others, size


def _sheet(address: str, officer: int | None = None) -> tuple[int, int]:
    """Download a spreadsheet and count the rows of its first sheet, but for the header."""
    client = Client()
    if officer is not None:
        client.force_login(User.objects.get(pk=officer), backend=settings.AUTHENTICATION_BACKENDS[0])
    with tempfile.TemporaryFile() as file:
        for piece in _streamed(client, address):
            file.write(piece)
        size = file.tell()
        with zipfile.ZipFile(file) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
            found, _size = _counted(iter(lambda: sheet.read(PIECE), b""), b"<row ")
    return found - 1, size


def _api() -> tuple[int, int]:
    """Follow the read API from its first page of grants to its last, every page from another address."""
    client, address, found, size = Client(), f"{reverse('api:v1:public_grants')}?limit={PAGE}", 0, 0
    for number in itertools.count():
        answer = client.get(address, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}")
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        said = answer.json()
        found, size, address = found + len(said["items"]), size + len(answer.content), said["next"]
        if not address:
            break
    return found, size


def _pack(officer: int) -> tuple[int, int]:
    """Have the pack of all decisions made."""
    program = Program.objects.get()
    job = request_pack(program=program, step=Step.DECISION, by=User.objects.get(pk=officer), at=clock.now())
    made = ExportPack.objects.get(public_id=make_pack(_taken(job), **job.payload)["pack"])
    return made.rows_total, made.blob.size


def _taken(job: Job) -> Progress:
    """Return a job as a worker has it who took it."""
    mine = take(job.pk)
    if mine is None:
        raise RuntimeError(f"somebody else took {job}")
    return Progress(mine)


def _streamed(client: Client, address: str) -> Iterator[bytes]:
    """Yield an answer piece by piece."""
    answer = client.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    yield from answer.streaming_content


def _counted(pieces: Iterable[bytes], mark: bytes) -> tuple[int, int]:
    """Return how often a mark stands in the pieces, also across two of them, and how long they are."""
    found, size, end = 0, 0, b""
    for piece in pieces:
        text = end + piece
        end = text[len(text) - len(mark) + 1 :]
        found, size = found + text.count(mark), size + len(piece)
    return found, size


def _print(rounds: dict[int, dict[str, dict[str, float]]], growth: dict[str, float]) -> None:
    print(f"{'':<24}" + "".join(f"{f'{many:,} grants':^36}" for many in rounds) + f"{'memory':>8}")
    print(f"{'':<24}" + f"{'seconds':>12}{'MB':>12}{'peak MB':>12}" * len(rounds) + f"{'grows':>8}")
    for name, times in growth.items():
        columns = (
            f"{took[name]['seconds']:>12.1f}{took[name]['mb']:>12}{took[name]['peak_mb']:>12}"
            for took in rounds.values()
        )
        print(f"{name:<24}{''.join(columns)}{times:>8}")
