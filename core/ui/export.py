"""A list as XLSX: written row by row, complete however long, with nothing in it that would be run."""

import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from core.ui import formats

HEAD = "head"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel's own limit is 1,048,576 rows a sheet; a longer list goes on in the next
ROWS_A_SHEET = 1_000_000
#: Excel's limit for one cell
LONGEST = 32_767
#: what would be read as a formula, at the beginning of a cell
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\[\]\s\x00-\x1f\x7f]+")


def answer(
    *,
    title: str,
    columns: Sequence[Any],
    rows: Iterable[Any],
    notes: Sequence[tuple[Any, str]] = (),
    by: Any,
    at: dt.datetime,
) -> FileResponse:
    """Return the download of a list; `notes` say on a second sheet what was asked for."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the answer
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = safe_text(str(by)), safe_text(title)
    _add_styles(book, columns)
    number = _write(book, title, columns, rows)
    _write_notes(book, title, [*notes, (_("Rows"), f"{number:,}"), (_("Made by"), str(by)),
                               (_("Made at"), formats.moment(at))])  # fmt: skip
    book.save(file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{file_name(title)}_{formats.day(at)}.xlsx",
        content_type=CONTENT_TYPE,
    )


def file_name(title: str) -> str:
    """Return a title as the beginning of a file's name."""
    return _NOT_IN_NAMES.sub("-", title).strip("-.") or "list"


def harmless(text: str) -> str:
    """Return a text for a CSV file: what begins like a formula gets an apostrophe, and nothing runs it."""
    safe = safe_text(text)
    return f"'{safe}" if safe.startswith(DANGEROUS) else safe


def safe_text(text: str) -> str:
    """Return a text as XML can carry it and Excel shows it: no control characters, nor Excel's escapes."""
    return _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", text))[:LONGEST]


def _add_styles(book: Workbook, columns: Sequence[Any]) -> None:
    head = NamedStyle(HEAD, font=Font(bold=True), fill=PatternFill("solid", fgColor="E6EEF8"))
    head.alignment = Alignment(vertical="center", wrap_text=True)
    book.add_named_style(head)
    for number_format in sorted({"General", *(column.format.number_format for column in columns)}):
        style = NamedStyle(number_format, number_format=number_format)
        style.alignment = Alignment(vertical="top")
        book.add_named_style(style)


def _write(book: Workbook, title: str, columns: Sequence[Any], rows: Iterable[Any]) -> int:
    """Write the rows, on as many sheets as they need; return how many there were."""
    written, sheet = 0, _begin(book, title, columns)
    for row in rows:
        if written and written % ROWS_A_SHEET == 0:
            _finish(sheet, columns, ROWS_A_SHEET)
            sheet = _begin(book, f"{title[:24]} {written // ROWS_A_SHEET + 1}", columns)
        sheet.append([_cell(sheet, column.exported(row), column.format.number_format) for column in columns])
        written += 1
    _finish(sheet, columns, written - (written - 1) // ROWS_A_SHEET * ROWS_A_SHEET if written else 0)
    return written


def _begin(book: Workbook, title: str, columns: Sequence[Any]) -> Any:
    sheet = book.create_sheet(file_name(title)[:31])
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.format.width
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.append([_cell(sheet, column.header, HEAD) for column in columns])
    return sheet


def _finish(sheet: Any, columns: Sequence[Any], rows: int) -> None:
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"


def _write_notes(book: Workbook, title: str, notes: Sequence[tuple[Any, str]]) -> None:
    sheet = book.create_sheet(_("What was asked for"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60
    for label, words in [(_("List"), title), *notes]:
        sheet.append([_cell(sheet, str(label), HEAD), _cell(sheet, str(words), "General")])


def _cell(sheet: Any, value: Any, style: str) -> Any:
    """Return one cell: numbers and dates as such, anything else as text that stays text."""
    if value is None:
        return None
    if isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value)
        cell.style = style
        return cell
    text = safe_text(str(value))
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # else "=1+1" would be a formula and "#N/A" an error
    if style == HEAD:
        cell.style = style
    if text.startswith(DANGEROUS):
        cell.quotePrefix = True  # stays text also when somebody edits the cell
    return cell
