"""Reading a downloaded list as a person with a spreadsheet would."""

import io
from typing import Any

from openpyxl import load_workbook


def book_of(response: Any) -> Any:
    """Open a download."""
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def quickly(response: Any) -> Any:
    """Open a download only to read its values, as long as it may be."""
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=True)


def rows_of(response: Any) -> list[tuple[Any, ...]]:
    """Return the values of the first sheet, its header first, every row as long as the header."""
    rows = [tuple(row) for row in quickly(response).worksheets[0].iter_rows(values_only=True)]
    return [row + (None,) * (len(rows[0]) - len(row)) for row in rows]


def records(response: Any) -> list[dict[str, Any]]:
    """Return the rows of the first sheet as {header: value}."""
    head, *rows = rows_of(response)
    return [dict(zip(head, row, strict=True)) for row in rows]
