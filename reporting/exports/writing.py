"""The files of a pack: CSV and XLSX with one content, and the mapping of their columns, in one ZIP."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.ui import export
from core.ui.export import DANGEROUS, safe_text
from reporting.exports.steps import TABLES, Column, Table, Value

MAPPING_HEAD = ("열 이름", "이 시스템의 항목", "뜻", "단위", "형식", "필수")
#: a spreadsheet program takes a CSV for UTF-8 by it
BOM = "\ufeff"


def mapping(table: Table) -> list[tuple[str, ...]]:
    """Return the mapping of a table's columns, a row each."""
    return [_mapped(column) for column in table.columns]


def _mapped(column: Column) -> tuple[str, ...]:
    needed = "필수" if column.is_required else "선택"
    return column.heading, column.field, column.meaning, column.unit, column.format, needed


def harmless(value: Value) -> Value:
    """Return a value that no spreadsheet program runs: text that begins like a formula gets an apostrophe."""
    return export.harmless(value) if isinstance(value, str) else value


def pack(table: Table, rows: Iterable[dict[str, Value]]) -> bytes:
    """Return the ZIP of a step's rows; they are gone through once, a row at a time."""
    with tempfile.TemporaryFile() as whole, tempfile.TemporaryFile() as sheet:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(_entry(f"{table.step.lower()}.csv"), "w", force_zip64=True) as binary:
                book = _write(table, rows, binary)
            book.save(sheet)
            sheet.seek(0)
            with archive.open(_entry(f"{table.step.lower()}.xlsx"), "w", force_zip64=True) as target:
                while piece := sheet.read(1 << 16):
                    target.write(piece)
        whole.seek(0)
        return whole.read()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write(table: Table, rows: Iterable[dict[str, Value]], binary: Any) -> Workbook:
    """Write the CSV and the workbook side by side; return the workbook, with the mapping behind it."""
    text = io.TextIOWrapper(binary, encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer, book = csv.writer(text), Workbook(write_only=True)
    sheet = book.create_sheet(table.step)
    for line in _lines(table, rows):
        writer.writerow([harmless(value) for value in line])
        sheet.append([_cell(sheet, value) for value in line])
    text.detach()
    explained = book.create_sheet("mapping")
    for line in [MAPPING_HEAD, *mapping(table)]:
        explained.append([_cell(explained, value) for value in line])
    return book


def _lines(table: Table, rows: Iterable[dict[str, Value]]) -> Iterator[tuple[Value, ...]]:
    yield table.headings
    for row in rows:
        yield tuple(row[heading] for heading in table.headings)


def _cell(sheet: Any, value: Value) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, safe_text(value))
    cell.data_type = "s"  # else a text that begins with "=" would be a formula
    cell.quotePrefix = value.startswith(DANGEROUS)
    return cell


def page() -> str:
    """Return the docs page of all steps, from the same table as the files."""
    found = [
        "# Export packs: mapping",
        "",
        "What each column of a pack is. Made by `.venv/bin/python manage.py write_mapping` from",
        "`reporting/exports/steps`, the table behind the files: change it, not this page.",
        "A status file is read by its columns `관리번호`, `금액` and `상태`.",
    ]
    for table in TABLES.values():
        found += ["", f"## {table.step}", "", _row(MAPPING_HEAD), _row(["---"] * len(MAPPING_HEAD))]
        found += [_row(line) for line in mapping(table)]
    return "\n".join(found) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
