"""A CSV file as the sheet that Excel would show. Pure: bytes in, cells out."""

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from core.evidence.sheets.text import NotText, decoded, lines_of
from core.evidence.workbooks import LAST_COLUMN, LAST_ROW, Cell, Sheet, TooManyRows
from core.workflow.refusals import Refusal


class NotSeparated(Refusal):
    message = _("This file can't be read. Save it as CSV in UTF-8 or in the Korean Windows encoding (CP949).")


def csv_sheet(data: bytes) -> Sheet:
    """
    Return the rows of a CSV file as a sheet.

    :raises NotSeparated: if it is no text in either encoding.
    :raises TooManyRows: if it goes down further than a workbook may.
    """
    try:
        lines = lines_of(decoded(data))
    except NotText as error:
        raise NotSeparated from error
    if len(lines) > LAST_ROW:
        raise TooManyRows(row=f"{len(lines):,}", most=f"{LAST_ROW:,}")
    return sheet_of(lines)


def sheet_of(lines: list[list[str]]) -> Sheet:
    """
    Return rows of texts as cells, empty ones left out, so that each can be named as in Excel.

    What stands further to the right than a workbook is read is left out as well.
    """
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = tuple(
            Cell(f"{get_column_letter(place)}{number}", place, value)
            for place, value in enumerate(line[:LAST_COLUMN], start=1)
            if value.strip()
        )
        if cells:
            rows.append((number, cells))
    return Sheet("CSV", (), tuple(rows))
