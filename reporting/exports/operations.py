"""Asking for a pack, keeping one that was written, reading a status file back."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop

from core.evidence.models import Attachment
from core.evidence.operations import attach, keep_bytes
from core.inbox import operations as inbox
from core.jobs.models import Job
from core.jobs.operations import Progress, enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.models import Program
from reporting.exports import permissions
from reporting.exports.comparison import differing, fingerprint
from reporting.exports.models import Change, ExportPack, ExportRow, StatusFile, StatusGap
from reporting.exports.status import Answered, gaps
from reporting.exports.steps import CHUNK, TABLES, Value
from reporting.exports.writing import pack as written

ZIP = "application/zip"


@operation
def request_pack(*, program: Program, step: str, by: User, at: dt.datetime) -> Job:
    """
    Have a pack of one step made in the background.

    :raises NotAllowed: if `by` may not.
    """
    require(permissions.may_make_pack, by, program, at=at)
    key = f"export_pack:{program.pk}:{step}:{at.isoformat()}"
    return enqueue("export_pack", key=key, requested_by=by, program_id=program.pk, step=step)


@operation
def keep(*, program: Program, step: str, progress: Progress, by: User, at: dt.datetime) -> ExportPack:
    """
    Write a pack, remember every row and how it differs from the pack before; once per job.

    :raises Lost: if another worker has taken over the job; then nothing is kept.
    """
    program = Program.objects.lock(program.pk)  # two packs of one step follow one another
    known = ExportPack.objects.filter(job_key=progress.job.key).first()
    if known:
        return known
    before = ExportPack.objects.filter(program=program, step=step).order_by("number").last()
    table = TABLES[step]
    rows = _Compared(table.read(program), before, table.key)
    data = written(table, rows)
    progress(2, 3, gettext_noop("Keeping the pack"))  # holds the job's row until this commits
    rows.end()
    made = ExportPack.objects.create(
        program=program, step=step, number=before.number + 1 if before else 1, before=before,
        job_key=progress.job.key, blob=keep_bytes(data, ZIP), rows_hash=rows.hash.hexdigest(),
        rows_total=rows.total, **rows.counts, made_at=at, made_by=by,
    )  # fmt: skip
    for piece in rows.pieces():
        ExportRow.objects.bulk_create(ExportRow(pack=made, **row) for row in piece)
    _tell(made, by, at)
    return made


class _Compared:
    """
    Goes through the rows of a pack once, and remembers each with how it differs from the pack before.

    What is remembered waits in a file: however many rows there are, few are in memory.
    """

    def __init__(self, rows: Iterator[dict[str, Value]], before: ExportPack | None, key: str) -> None:
        self.rows, self.key, self.total, self.hash = rows, key, 0, hashlib.sha256()
        self.spool = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - gone with the object
        self.standing = before.rows.exclude(change=Change.VANISHED) if before else ExportRow.objects.none()
        self.before: dict[str, str] = dict(self.standing.values_list("key", "sha256"))
        self.counts = {"rows_new": 0, "rows_changed": 0, "rows_vanished": 0}

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.rows:
            self.total += 1
            self._remember(row)
            yield row

    def _remember(self, row: dict[str, Value]) -> None:
        key, mark = str(row[self.key]), fingerprint(row)
        self.hash.update(mark.encode())
        known = self.before.pop(key, None)
        if known is None:
            self.counts["rows_new"] += 1
            self._add(key, row, mark, Change.NEW)
        elif known == mark:
            self._add(key, row, mark, Change.SAME)
        else:
            self.counts["rows_changed"] += 1
            self._add(key, row, mark, Change.CHANGED, differing(self.standing.get(key=key).values, row))

    def end(self) -> None:
        """Remember what only the pack before had."""
        for row in self.standing.filter(key__in=list(self.before)).iterator(chunk_size=CHUNK):
            self.counts["rows_vanished"] += 1
            self._add(row.key, row.values, row.sha256, Change.VANISHED)

    def _add(self, key: str, values: Any, mark: str, change: str, were: Any = None) -> None:
        told = {"key": key, "values": values, "sha256": mark, "change": str(change), "were": were or {}}
        self.spool.write(json.dumps(told, ensure_ascii=False) + "\n")

    def pieces(self) -> Iterator[list[dict[str, Any]]]:
        """Yield what was remembered, some rows at a time."""
        self.spool.seek(0)
        while lines := list(islice(self.spool, CHUNK)):
            yield [json.loads(line) for line in lines]


def _tell(made: ExportPack, by: User, at: dt.datetime) -> None:
    inbox.open_item(
        key=f"pack_made:{made.pk}",
        kind="pack_made",
        subject=made,
        subject_kind="export_pack",
        about=f"{made.program} · {made}",
        to=inbox.person(by),
        at=at,
        is_notice=True,
    )


@operation
def read_status(
    *, pack: ExportPack, file: Attachment, answered: Iterable[Answered], by: User, at: dt.datetime
) -> StatusFile:
    """
    Keep what the network says about a pack, with every difference; the same file twice changes nothing.

    :raises NotAllowed: if `by` may not read status files of the programme back.
    """
    pack = ExportPack.objects.select_related("program").get(pk=pack.pk)
    Program.objects.lock(pack.program_id)
    require(permissions.may_read_status, by, pack, at=at)
    known = StatusFile.objects.filter(pack=pack, sha256=file.blob.sha256).first()
    if known:
        return known
    rows = list(answered)
    found = StatusFile.objects.create(
        pack=pack, attachment=file, sha256=file.blob.sha256, rows_total=len(rows), read_at=at, read_by=by
    )
    attach(attachment=file, owner_kind="status_file", owner_id=found.pk, purpose="status", by=by, at=at)
    table = TABLES[pack.step]
    here = pack.rows.exclude(change=Change.VANISHED).values_list("key", "values").iterator(chunk_size=CHUNK)
    StatusGap.objects.bulk_create(
        (StatusGap(file=found, **gap._asdict()) for gap in gaps(table, here, rows)), batch_size=CHUNK
    )
    return found
