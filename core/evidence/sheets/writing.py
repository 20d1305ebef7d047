"""Writing sheets: heads, cells, choices, instructions; and an uploaded workbook with its errors marked."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.evidence.sheets.columns import (
    CHOICES,
    DAY,
    MONTH,
    QUANTITY,
    STATE,
    TO_MEND,
    WON,
    Column,
    in_all_languages,
)
from core.evidence.sheets.reading import Problem
from core.evidence.workbooks import LAST_ROW, opened_to_write
from core.ui.export import DANGEROUS, safe_text

FORMATS = {WON: "#,##0", DAY: "yyyy-mm-dd", MONTH: "@", QUANTITY: "General"}
_HEAD = PatternFill("solid", fgColor="E6EEF8")
_WRONG = PatternFill("solid", fgColor="FFD9D9")
#: how many cells are marked; all of them are listed
MOST_MARKS = 2_000
#: what Excel shows beside a cell while it is filled in, at most
_PROMPT = 255


def marked(data: bytes, problems: Sequence[Problem]) -> bytes:
    """Return the uploaded workbook with every wrong cell coloured and commented, and all of them listed."""
    book = opened_to_write(data)
    for title in [t for t in book.sheetnames if t.replace(" ", "").casefold() in in_all_languages(TO_MEND)]:
        del book[title]
    found: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        found.setdefault((problem.sheet, problem.cell), []).append(problem.why)
    for (title, place), reasons in list(found.items())[:MOST_MARKS]:
        cell = book[title][place]
        cell.fill = _WRONG
        if not isinstance(cell, MergedCell):  # which can't carry a comment; the list has it
            cell.comment = Comment("\n".join(reasons), _("Errors"), width=320, height=120)
    sheet = book.create_sheet(str(TO_MEND), 0)
    head(sheet, [_("Cell"), _("Entered"), _("What is wrong, and what to do")])
    for number, problem in enumerate(problems, start=2):
        for column, words in enumerate((problem.place, problem.value, problem.why), start=1):
            put(sheet, number, column, words, "@")
    sheet.column_dimensions["C"].width = 90
    for other in book.worksheets:  # two selected sheets would be edited together
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    return saved(book)


def head(sheet: Any, headings: Iterable[Any]) -> None:
    """Write the headings of a sheet; they stay in sight."""
    for place, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, place, safe_text(str(heading)))
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = 20
    sheet.freeze_panes = "A2"


def put(sheet: Any, row: int, place: int, value: Any, number_format: str) -> None:
    """Write a cell: numbers and dates as such, anything else as text that stays text."""
    if value is None or value == "":
        return
    is_text = isinstance(value, str)
    cell = sheet.cell(row, place, safe_text(value) if is_text else value)
    cell.number_format = number_format
    if is_text:
        cell.data_type = "s"  # else "=1+1" would be a formula
        cell.quotePrefix = value.startswith(DANGEROUS)


def offer(book: Workbook, sheet: Any, columns: Sequence[Column], choices: dict[str, list[str]]) -> None:
    """Let the person choose where there is a choice, and read beside each cell what goes into it."""
    lists = _lists(book.create_sheet(str(CHOICES)), columns, choices) if choices else {}
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        validation = DataValidation(
            type="list" if column.key in lists else None,
            formula1=lists.get(column.key),
            allow_blank=True,
            showErrorMessage=column.key in lists,
            showInputMessage=True,
            promptTitle=str(column.heading)[:32],
            prompt=str(column.help or column.heading)[:_PROMPT],
        )
        validation.add(f"{letter}2:{letter}{LAST_ROW - 200}")
        sheet.add_data_validation(validation)
        if column.kind in FORMATS:
            sheet.column_dimensions[letter].number_format = FORMATS[column.kind]


def _lists(sheet: Any, columns: Sequence[Column], choices: dict[str, list[str]]) -> dict[str, str]:
    """Write the words to choose from on a sheet of their own; return where those of each column stand."""
    headings = {column.key: column.heading for column in columns}
    head(sheet, [headings[key] for key in choices])
    lists = {}
    for place, (key, words) in enumerate(choices.items(), start=1):
        letter = get_column_letter(place)
        for row, word in enumerate(words, start=2):
            put(sheet, row, place, word, "@")
        lists[key] = f"'{sheet.title}'!${letter}$2:${letter}${max(2, len(words) + 1)}"
    return lists


def instruct(sheet: Any, lines: Iterable[tuple[Any, Any]], columns: Sequence[Column], state: str) -> None:
    """Say how to fill it in, then column by column, and of which state the template was made."""
    head(sheet, [_("About"), _("What to do")])
    told = [*lines, (STATE, state), *((column.heading, column.help) for column in columns)]
    for row, (about, words) in enumerate(told, start=2):
        put(sheet, row, 1, str(about), "@")
        put(sheet, row, 2, str(words), "@")
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 90


def saved(book: Workbook) -> bytes:
    """Return a workbook as the bytes of its file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
