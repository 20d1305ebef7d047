"""A clerk's workbook, written beside the bench: the memory that openpyxl takes for it is not measured."""

import io
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from openpyxl import load_workbook


def elsewhere(act: Callable[..., bytes], *arguments: Any) -> bytes:
    """Return what the function returns in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(act, *arguments).result()


def filled(template: bytes, row: Mapping[int, Any], rows: int, name: int, wrong: Iterable[int] = ()) -> bytes:
    """
    Return a workbook with so many equal rows below those of the template, each with a name of its own.

    `row` is {column: what is in it}, `name` the column of the name, `wrong` the columns that hold nonsense,
    each in a row of its own.
    """
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    first = sheet.max_row + 1
    for number in range(first, first + rows):
        for column, value in row.items():
            sheet.cell(number, column, value)
        sheet.cell(number, name, f"기기 {number}")
    for number, column in enumerate(wrong, start=first):
        sheet.cell(number, column, "?")
    return _saved(book)


def renamed(template: bytes, name: int, words: str) -> bytes:
    """Return a workbook with another name in every row."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, name, f"{words} {number}")
    return _saved(book)


def _saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
