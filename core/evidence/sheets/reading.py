"""Finding the sheet, its heading and its rows in an uploaded workbook; every cell becomes what was typed."""

import contextlib
import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from core.evidence.sheets.columns import DAY, INSTRUCTIONS, MONTH, STATE, Column, folded, in_all_languages
from core.evidence.workbooks import Book, Cell, Sheet
from core.workflow.refusals import Refusal

#: how many rows below the top the heading is looked for
HEADING_WITHIN = 30
#: days that Excel counts, up to 9999-12-31; a larger number is a date written as 20260519
_LAST_SERIAL = 2_958_465
#: for months from 2000-01 to 2099-12: a larger number is a month written as 202503, a smaller one is 2025.3
_MONTH_SERIALS = range(36_526, 73_051)


class SheetMissing(Refusal):
    message = gettext_lazy(
        "The workbook has no visible sheet “%(title)s”. Use the template, and leave the names of its sheets."
    )


class HeadingMissing(Refusal):
    message = gettext_lazy(
        "The sheet “%(sheet)s” has no row with the headings of the template within its first %(rows)s rows. "
        "Download the template again and copy your entries into it."
    )


class ColumnsMissing(Refusal):
    message = gettext_lazy(
        "In the heading of the sheet “%(sheet)s” (row %(row)s) these columns are missing: %(columns)s. "
        "Write them as in the template."
    )


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: its sheet, its place, what is in it, why that can't be and what to do."""

    sheet: str
    cell: str
    value: str
    why: str

    @property
    def place(self) -> str:
        """The cell as Excel writes it, with its sheet."""
        return f"{self.sheet}!{self.cell}"


@dataclass
class Row:
    """
    One row: its number, what was typed by column, where each column stands, cells without a value.

    `lead` is the column at which the row as a whole is pointed at.
    """

    number: int
    typed: dict[str, str]
    places: dict[str, str]
    lead: str
    spoilt: set[str] = field(default_factory=set)

    def place(self, key: str) -> str:
        """Return where a column of this row stands; for a column that is not there, where the row begins."""
        return self.places.get(key) or self.places[self.lead]


@dataclass
class Contents:
    """What a workbook says: rows in order, what is wrong already, what was not read, the template's state."""

    sheet: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    state: str = ""


def read(book: Book, columns: Sequence[Column], title: Any, lead: Column) -> Contents:
    """
    Return what the sheet of this title says, wherever its heading is and in whatever order its columns are.

    A row as a whole is pointed at in its `lead` column, one that no sheet can do without.

    :raises SheetMissing, HeadingMissing, ColumnsMissing: if there are no rows to speak of.
    """
    sheet = book.sheet(_title(book, title))
    at, places = _heading(sheet, columns)
    contents = read_sheet(sheet, columns, lead, book.epoch)
    contents.state, contents.notes = _state(book), _notes(book, sheet, at, places)
    return contents


def read_sheet(sheet: Sheet, columns: Sequence[Column], lead: Column, epoch: Any) -> Contents:
    """
    Return what one sheet says, of whatever file it is; `epoch` is the day from which the file counts days.

    :raises HeadingMissing, ColumnsMissing: if there are no rows to speak of.
    """
    at, places = _heading(sheet, columns)
    contents = Contents(sheet.title)
    for merged in sheet.merged:
        contents.problems.append(
            Problem(
                sheet.title,
                merged.partition(":")[0],
                merged,
                _("These cells are merged. Unmerge them and fill in every row."),
            )
        )
    for number, cells in sheet.rows:
        if number > at:
            _read_row(contents, _row(number, places, lead), cells, places, epoch)
    return contents


def _title(book: Book, wanted: Any) -> str:
    titles = in_all_languages(wanted)
    found = next((title for title in book.titles if folded(title) in titles), None)
    if found is None:
        raise SheetMissing(title=str(wanted))
    return found


def _heading(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, dict[int, Column]]:
    """Return the row of the heading, and {number of a column: what it is}."""
    words = {word: column for column in columns for word in in_all_languages(column.heading)}
    best: tuple[int, dict[int, Column]] = (0, {})
    for number, cells in sheet.rows:
        if number > HEADING_WITHIN:
            break
        found: dict[int, Column] = {}
        for cell in cells:
            column = words.get(folded(cell.value))
            if column and column not in found.values():
                found[cell.column] = column
        if len(found) > len(best[1]):
            best = (number, found)
    if len(best[1]) < 3:
        raise HeadingMissing(sheet=sheet.title, rows=HEADING_WITHIN)
    missing = [c for c in columns if c.is_required and c not in best[1].values()]
    if missing:
        names = ", ".join(str(column.heading) for column in missing)
        raise ColumnsMissing(sheet=sheet.title, row=best[0], columns=names)
    return best


def _state(book: Book) -> str:
    """Return the state of the draft that the template was made of; empty if it does not say."""
    try:
        sheet = book.sheet(_title(book, INSTRUCTIONS))
    except Refusal:
        return ""
    labels = in_all_languages(STATE)
    for _number, cells in sheet.rows:
        if len(cells) > 1 and folded(cells[0].value) in labels:
            return str(cells[1].value).strip()
    return ""


def _notes(book: Book, sheet: Sheet, at: int, places: dict[int, Column]) -> list[str]:
    """Return in words what of the workbook was not read."""
    notes = []
    if book.hidden_titles:
        notes.append(
            _("Hidden sheets were not read: %(sheets)s.") % {"sheets": ", ".join(book.hidden_titles)}
        )
    head = next(cells for number, cells in sheet.rows if number == at)
    unknown = [str(cell.value)[:40] for cell in head if cell.column not in places]
    if unknown:
        notes.append(
            _("Columns that are not in the template were not read: %(columns)s.")
            % {"columns": ", ".join(unknown)}
        )
    return notes


def _row(number: int, places: dict[int, Column], lead: Column) -> Row:
    where = {column.key: f"{get_column_letter(place)}{number}" for place, column in places.items()}
    return Row(number, {}, where, lead.key)


def _read_row(
    contents: Contents, row: Row, cells: Iterable[Cell], places: dict[int, Column], epoch: Any
) -> None:
    for cell in cells:
        column = places.get(cell.column)
        if column is None:
            continue
        if cell.is_formula:
            why = _("This cell holds a formula. Copy it and paste it again as a value.")
        elif cell.is_error:
            why = _("This cell shows an error. Enter what is meant.")
        elif column.kind == MONTH and _is_fraction(cell.value):
            why = _("This is a number, which could be two months. Write the month as text, such as 2026-05.")
        else:
            row.typed[column.key] = typed(cell.value, column, epoch)
            continue
        row.spoilt.add(column.key)
        contents.problems.append(Problem(contents.sheet, cell.coordinate, str(cell.value)[:80], why))
    if row.spoilt or any(row.typed.values()):
        contents.rows.append(row)


def _is_fraction(value: Any) -> bool:
    """Say whether a month was entered as the number 2025.1, which is October as well as January."""
    return isinstance(value, float) and not value.is_integer() and not _is_counted(value, _MONTH_SERIALS)


def _is_counted(value: Any, serials: range) -> bool:
    """Say whether it is a number whose whole part is one of these serial numbers of days."""
    return isinstance(value, int | float) and math.isfinite(value) and int(value) in serials


def typed(value: Any, column: Column, epoch: Any) -> str:
    """Return a cell as a person would have typed it into the form: numbers plain, days as 2026-05-19."""
    if isinstance(value, bool):
        return str(value).upper()
    serials = {DAY: range(1, _LAST_SERIAL + 1), MONTH: _MONTH_SERIALS}.get(column.kind, range(0))
    if _is_counted(value, serials):
        with contextlib.suppress(OverflowError):  # counted from 1904, the last ones lie beyond
            value = from_excel(value, epoch)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return unicodedata.normalize("NFC", str(value)).strip()
