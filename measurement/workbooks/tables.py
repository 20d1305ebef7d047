"""A table as CSV: it is read, checked and marked as the workbook with the same cells."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from core.evidence import workbooks
from core.evidence.checks import CSV, XLSX
from core.evidence.sheets.text import NotText, decoded, lines_of
from core.evidence.sheets.uploads import WorkbookField
from core.evidence.sheets.writing import saved
from core.ui.export import DANGEROUS, harmless
from core.workflow.refusals import Refusal
from measurement.workbooks.columns import READINGS

#: how a ZIP begins, which every workbook is, and how the workbooks of old did
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class NotATable(Refusal):
    message = _(
        "This is neither an Excel workbook (.xlsx) nor a CSV file in UTF-8 or CP949. Save it in one of these "
        "forms and upload it again."
    )


class TableTooLong(Refusal):
    message = _("The file has %(rows)s lines; at most %(most)s can be read. Hand it in in two parts.")


class TableField(WorkbookField):
    """A workbook or a CSV file; what is wrong with the file as a whole is said before it is kept."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.allowed = frozenset({XLSX, CSV})

    def check_content(self, data: bytes) -> None:
        """
        Refuse what is neither a harmless workbook nor a CSV file.

        :raises Refusal: saying what to do.
        """
        super().check_content(as_workbook(data))


def is_workbook(data: bytes) -> bool:
    """Say whether a file calls itself a workbook; what is none is read as CSV."""
    return data.startswith(_WORKBOOKS)


def as_workbook(data: bytes) -> bytes:
    """
    Return a CSV file as the workbook with the same cells, all of them text; a workbook as it is.

    UTF-8 with or without a byte order mark, and CP949, which Korean Windows writes.

    :raises NotATable, TableTooLong: if it can't be read.
    """
    if is_workbook(data):
        return data
    try:
        lines = lines_of(decoded(data))
    except NotText:
        raise NotATable from None
    if len(lines) > workbooks.LAST_ROW:
        raise TableTooLong(rows=f"{len(lines):,}", most=f"{workbooks.LAST_ROW:,}")
    book = Workbook()
    sheet = book.active
    sheet.title = str(READINGS)
    for number, cells in enumerate(lines, start=1):
        for place, text in enumerate(cells[: workbooks.LAST_COLUMN], start=1):
            if plain := _plain(text):
                cell = sheet.cell(number, place)
                cell.value, cell.data_type = plain, "s"  # whatever it looks like, it is no formula
    return saved(book)


def _plain(text: str) -> str:
    """
    Return a cell's text without control characters, which no workbook can hold.

    Nor with the apostrophe that our own files put before what begins like a formula.
    """
    plain = "".join(c for c in text if unicodedata.category(c) != "Cc").strip()
    return plain[1:] if plain.startswith("'") and plain[1:].startswith(DANGEROUS) else plain


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """
    Return rows as CSV that Excel opens with its letters intact: UTF-8 with a byte order mark.

    Nothing in it is run: see `harmless`.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_written(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _written(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else cell
