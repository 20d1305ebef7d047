"""Writing: the template with what the draft holds, and an uploaded workbook with its errors marked."""

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

from applications.models import CostItem
from applications.operations.many_costs import COLUMNS as STORED
from applications.operations.many_costs import QUOTED, state_of
from applications.workbooks.columns import (
    CHOICES,
    COSTS,
    DAY,
    INSTRUCTIONS,
    KIND,
    NUMBER,
    QUANTITY,
    STATE,
    TECHNOLOGY,
    TO_MEND,
    WON,
    Column,
    in_all_languages,
)
from applications.workbooks.reading import Problem
from core.evidence.workbooks import LAST_ROW, opened_to_write
from core.ui.export import DANGEROUS, safe_text
from measurement.queries import expectation_of
from programs.models import Technology

FORMATS = {WON: "#,##0", DAY: "yyyy-mm-dd", QUANTITY: "General"}
_HEAD = PatternFill("solid", fgColor="E6EEF8")
_WRONG = PatternFill("solid", fgColor="FFD9D9")
#: how many cells are marked; all of them are listed
MOST_MARKS = 2_000
#: what Excel shows beside a cell while it is filled in, at most
_PROMPT = 255


def template(
    *,
    columns: Sequence[Column],
    items: Sequence[CostItem],
    kinds: Iterable[Any],
    offered: Iterable[Technology],
) -> bytes:
    """Return the workbook to fill in, with the draft's cost items in it."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(COSTS)
    _head(sheet, [column.heading for column in columns])
    sheet.freeze_panes = "E2"
    for number, item in enumerate(items, start=2):
        values = _values(item)
        for place, column in enumerate(columns, start=1):
            _put(sheet, number, place, values.get(column.key), FORMATS.get(column.kind, "@"))
    choices = {KIND.key: [str(kind.label) for kind in kinds], TECHNOLOGY.key: [t.name for t in offered]}
    _offer(book.create_sheet(str(CHOICES)), sheet, columns, choices)
    _instruct(book.create_sheet(str(INSTRUCTIONS)), columns, state_of(items))
    return _bytes(book)


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
    _head(sheet, [_("Cell"), _("Entered"), _("What is wrong, and what to do")])
    for number, problem in enumerate(problems, start=2):
        for column, words in enumerate((problem.place, problem.value, problem.why), start=1):
            _put(sheet, number, column, words, "@")
    sheet.column_dimensions["C"].width = 90
    for other in book.worksheets:  # two selected sheets would be edited together
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    return _bytes(book)


def _values(item: CostItem) -> dict[str, Any]:
    """Return what a cost item's row holds, by column."""
    values: dict[str, Any] = {name: getattr(item, name) for name in STORED}
    chosen = item.chosen_quote
    values |= {name: getattr(chosen, column) for column, name in QUOTED.items()}
    values |= {NUMBER.key: item.public_id, KIND.key: str(item.get_cost_kind_display())}
    values |= {TECHNOLOGY.key: item.technology.name if item.technology else ""}
    values["quote"] = chosen.attachment.filename
    if item.measure:
        values["site"] = item.measure.site
        method = item.measure.technology.method
        values |= {f"{method}.{name}": number for name, number in expectation_of(item.measure).items()}
    return values


def _head(sheet: Any, headings: Iterable[Any]) -> None:
    for place, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, place, safe_text(str(heading)))
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = 20
    sheet.freeze_panes = "A2"


def _put(sheet: Any, row: int, place: int, value: Any, number_format: str) -> None:
    """Write a cell: numbers and dates as such, anything else as text that stays text."""
    if value is None or value == "":
        return
    is_text = isinstance(value, str)
    cell = sheet.cell(row, place, safe_text(value) if is_text else value)
    cell.number_format = number_format
    if is_text:
        cell.data_type = "s"  # else "=1+1" would be a formula
        cell.quotePrefix = value.startswith(DANGEROUS)


def _offer(choices_sheet: Any, sheet: Any, columns: Sequence[Column], choices: dict[str, list[str]]) -> None:
    """Let the person choose where there is a choice, and read beside each cell what goes into it."""
    headings = {column.key: column.heading for column in columns}
    _head(choices_sheet, [headings[key] for key in choices])
    lists = {}
    for place, (key, words) in enumerate(choices.items(), start=1):
        letter = get_column_letter(place)
        for row, word in enumerate(words, start=2):
            _put(choices_sheet, row, place, word, "@")
        lists[key] = f"'{choices_sheet.title}'!${letter}$2:${letter}${max(2, len(words) + 1)}"
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


def _instruct(sheet: Any, columns: Sequence[Column], state: str) -> None:
    """Say how to fill it in, column by column, and of which state of the draft the template was made."""
    lines = [
        (
            _("What it is"),
            _("Each row of the first sheet is one cost item. What the draft holds is in it already."),
        ),
        (_("Adding"), _("Write a new row and leave its number empty.")),
        (_("Changing"), _("Change the row, and leave its number.")),
        (_("Taking out"), _("Delete the whole row.")),
        (
            _("Quotes"),
            _(
                "Write the name of the quote's file; upload the files together with the workbook. "
                "Each row says what the chosen quote is; quotes that compete with it are added on the page."
            ),
        ),
        (_("Not possible"), _("Formulas, merged cells, macros and passwords. Paste values only.")),
        (STATE, state),
    ]
    _head(sheet, [_("About"), _("What to do")])
    for row, (about, words) in enumerate([*lines, *((c.heading, c.help) for c in columns)], start=2):
        _put(sheet, row, 1, str(about), "@")
        _put(sheet, row, 2, str(words), "@")
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 90


def _bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
