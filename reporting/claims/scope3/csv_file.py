"""A Scope 3 report as CSV: the columns and rows of its list, a spreadsheet's own format left aside."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.ui import formats
from core.ui.export import file_name, harmless
from core.ui.lists import Column
from core.ui.lists.columns import flat

CSV = "csv"
#: a spreadsheet program takes a CSV for UTF-8 by it
BOM = "\ufeff"


def answer(*, title: str, columns: Sequence[Column], rows: Iterable[Any], at: dt.datetime) -> HttpResponse:
    """Return the download; text that begins like a formula gets an apostrophe, so that nothing runs it."""
    shown = list(flat(columns))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.header for column in shown])
    writer.writerows([_cell(column.exported(row)) for column in shown] for row in rows)
    found = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    found.headers["Content-Disposition"] = _attachment(f"{file_name(title)}_{formats.day(at)}.csv")
    return found


def _cell(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
