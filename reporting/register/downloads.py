"""What is shown, as a file: CSV and JSON streamed row by row, XLSX written row by row to disk."""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui import export, formats
from core.ui.lists import Listing
from core.ui.lists.columns import flat
from core.workflow import clock
from reporting.register.models import Snapshot
from reporting.register.spool import line_of
from reporting.register.suppression import least_firms

FORMATS = ("csv", "xlsx", "json")
AUTHOR = gettext_lazy("Public register")
#: rows that go to the network together
TOGETHER = 200


def answer(wanted: str, listing: Listing, snapshot: Snapshot, at: dt.datetime) -> HttpResponseBase:
    """Return the list as a file of one of FORMATS: the rows and columns of the page, all that match."""
    if wanted == "xlsx":
        return _xlsx(listing, snapshot, at)
    name = f"{export.file_name(str(listing.title))}_{formats.day(snapshot.taken_at)}.{wanted}"
    if wanted == "csv":
        return _streamed(_csv(listing), "text/csv; charset=utf-8", name)
    return _streamed(_json(listing, snapshot), "application/json", name)


def whole(snapshot: Snapshot) -> HttpResponseBase:
    """Return all records of a snapshot as JSON lines: the SHA-256 over the file is the snapshot's."""
    rows = snapshot.content.records.order_by("pk").values_list("kind", "data")
    lines = (line_of(kind, data) for kind, data in rows.iterator(chunk_size=500))
    name = f"register_{formats.day(snapshot.taken_at)}_{snapshot.public_id}.jsonl"
    return _streamed(lines, "application/x-ndjson", name)


def _streamed(lines: Iterable[bytes], content_type: str, name: str) -> HttpResponseBase:
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return StreamingHttpResponse(_together(lines), content_type=content_type, headers=headers)


def _together(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield many lines at a time."""
    piece: list[bytes] = []
    for line in lines:
        piece.append(line)
        if len(piece) >= TOGETHER:
            yield b"".join(piece)
            piece = []
    yield b"".join(piece)


class _Line:
    """A file for one line at a time: what is written is what comes back."""

    def write(self, text: str) -> str:
        return text


def _csv(listing: Listing) -> Iterator[bytes]:
    """Yield the lines of a CSV file, with the mark by which Excel knows the encoding."""
    columns = list(flat(listing.columns))
    writer = csv.writer(_Line())  # writerow returns what write() returned
    yield b"\xef\xbb\xbf" + str(writer.writerow([export.harmless(c.header) for c in columns])).encode()
    for row in listing.all_rows():
        yield str(writer.writerow([_plain(column.exported(row)) for column in columns])).encode()


def _plain(value: Any) -> Any:
    """Return a value for a CSV file: numbers and dates as they are, texts so that nothing runs them."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, int | dt.date) else export.harmless(str(value))


def _json(listing: Listing, snapshot: Snapshot) -> Iterator[bytes]:
    """Yield a JSON document piece by piece: of which snapshot, what was asked for, and the records."""
    head = {
        "snapshot": snapshot.public_id,
        "taken_at": snapshot.taken_at,
        "sha256": snapshot.sha256,
        "least_firms": least_firms(clock.day(snapshot.taken_at)).value,
        "title": str(listing.title),
        "filters": [[str(label), words] for label, words in _asked(listing)],
    }
    text = json.dumps(head, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield (text[:-1] + ', "records": [').encode()
    for number, row in enumerate(listing.all_rows()):
        yield (("," if number else "") + "\n" + json.dumps(row.data, ensure_ascii=False)).encode()
    yield b"\n]}\n"


def _asked(listing: Listing) -> list[tuple[Any, str]]:
    return listing.filter.said() if listing.filter is not None else []


def _xlsx(listing: Listing, snapshot: Snapshot, at: dt.datetime) -> FileResponse:
    notes = [
        *_asked(listing),
        (_("Snapshot"), snapshot.public_id),
        (_("State of"), formats.moment(snapshot.taken_at)),
        ("SHA-256", snapshot.sha256),
    ]
    return export.answer(
        title=str(listing.title), columns=list(flat(listing.columns)), rows=listing.all_rows(), notes=notes,
        by=AUTHOR, at=at,
    )  # fmt: skip
