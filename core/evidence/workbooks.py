"""A workbook that somebody uploads: what it may be, and its cells. Pure: reads bytes, knows no database."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string

from core.evidence.checks import EmptyFile
from core.workflow.refusals import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
#: what a part of a workbook may be compressed; sheets of a thousand equal rows come to about 40
MOST_RATIO = 250
MOST_PARTS = 1_000
#: rows and columns that are read; below and beside them nothing is ever looked at
LAST_ROW = 10_200
LAST_COLUMN = 80
MOST_CELLS = 600_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SMALL = 1024 * 1024
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)")
#: what can be read as XML: in front of its first tag stand only byte order marks, spaces and the like
_AS_XML = re.compile(rb"[\xef\xbb\xbf\xfe\xff\x00\s]*<")
# No tag reaches beyond the next "<", so that a part of many broken tags is not searched to its end for each.
_PREFIX = rb"<(?:[^\s<>/:!?]+:)?"
_ROW = re.compile(_PREFIX + rb"row[\s>/](?:[^<]*?\br\s*=\s*[\"'](\d+)[\"'])?")
_CELL = re.compile(_PREFIX + rb"c[\s>/]")
_RANGE = re.compile(_PREFIX + rb"(mergeCell|hyperlink)[\s>/]([^<]{0,5000})")
_ATTRIBUTE = re.compile(rb"([^\s=<>/\"']{1,64})\s{0,64}=\s{0,64}(?:\"([^\"]*)\"|'([^']*)')")
_REF = re.compile(rb"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")


class NotAWorkbook(Refusal):
    message = _("This is not a workbook that can be read here. Save it as an Excel workbook (.xlsx) again.")


class OldWorkbook(Refusal):
    message = _("This is a workbook in the old form (.xls). Save it as an Excel workbook (.xlsx).")


class WorkbookLocked(Refusal):
    message = _("The workbook is protected by a password. Save it without the password and upload it again.")


class WorkbookWithMacros(Refusal):
    message = _(
        "The workbook holds macros. Save it as an Excel workbook without macros (.xlsx) and upload that file."
    )


class WorkbookTooLarge(Refusal):
    message = _(
        "The workbook is too large: at most %(most)s MB, or %(unpacked)s MB once it is unpacked. "
        "Take out pictures and other sheets."
    )


class TooManyRows(Refusal):
    message = _(
        "A sheet of the workbook goes down to row %(row)s; only the first %(most)s rows can be read. "
        "Delete empty rows below the last entry, or hand in fewer entries."
    )


class TooManyCells(Refusal):
    message = _("The workbook has more than %(most)s cells. Delete what does not belong to it.")


@dataclass(frozen=True)
class Cell:
    """One cell: where it is, what is in it, whether that is a formula or an error of the program."""

    coordinate: str
    column: int
    value: Any
    is_formula: bool = False
    is_error: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, the ranges of merged cells, and (number, cells that hold something) by row."""

    title: str
    merged: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


class Book:
    """
    An uploaded workbook that passed the checks; a sheet is read when it is asked for.

    :raises NotAWorkbook, OldWorkbook, WorkbookLocked, WorkbookWithMacros: with what to do.
    :raises EmptyFile, WorkbookTooLarge, TooManyRows, TooManyCells: naming the limit.
    """

    def __init__(self, data: bytes) -> None:
        check(data)
        self._data = data

    @cached_property
    def _book(self) -> Workbook:
        return _opened(self._data, read_only=True, keep_links=False)

    @property
    def epoch(self) -> Any:
        """The day from which the workbook counts its days."""
        return self._book.epoch

    @property
    def titles(self) -> list[str]:
        """The titles of the sheets that can be seen."""
        return [sheet.title for sheet in self._book.worksheets if sheet.sheet_state == "visible"]

    @property
    def hidden_titles(self) -> list[str]:
        """The titles of the sheets that are hidden; they are not read."""
        return [sheet.title for sheet in self._book.worksheets if sheet.sheet_state != "visible"]

    def sheet(self, title: str) -> Sheet:
        """
        Return one sheet's cells.

        :raises NotAWorkbook: if its cells can't be made out.
        """
        source = self._book[title]
        part = self._part(source._worksheet_path.lstrip("/"))
        merged = tuple(ref for kind, ref, _cells in _ranges(part) if kind == "mergeCell")
        try:
            return Sheet(title, merged, tuple(_rows(source)))
        except Exception as error:  # whatever a broken file makes the library trip over
            raise NotAWorkbook from error

    def _part(self, path: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
            try:
                return archive.read(path)
            except (KeyError, zipfile.BadZipFile) as error:
                raise NotAWorkbook from error


def check(data: bytes) -> None:
    """
    Refuse what is no harmless workbook: old or locked ones, macros, bombs, XML with a document type, and
    more rows or cells than are ever handed in, in any sheet: before a cell is read.

    :raises NotAWorkbook, OldWorkbook, WorkbookLocked, WorkbookWithMacros: with what to do.
    :raises EmptyFile, WorkbookTooLarge, TooManyRows, TooManyCells: naming the limit.
    """
    if not data:
        raise EmptyFile
    if data.startswith(_OLE):
        raise WorkbookLocked if _ENCRYPTED in data else OldWorkbook
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive.infolist())
            _check_content(archive)
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise WorkbookWithMacros
    except (zipfile.BadZipFile, KeyError, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise NotAWorkbook from error


def first_rows(data: bytes) -> list[list[Any]]:
    """
    Return the values in the first sheet of an uploaded workbook, row by row; of a formula, its last result.

    :raises Refusal: as `check` says.
    :raises NotAWorkbook: if there is no sheet, or its cells can't be made out.
    """
    check(data)
    book = _opened(data, read_only=True, data_only=True, keep_links=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = book.worksheets[0].iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN, values_only=True)
            return [list(row) for row in rows]
    except Exception as error:  # whatever a broken file makes the library trip over
        raise NotAWorkbook from error


def opened_to_write(data: bytes) -> Workbook:
    """
    Return a checked workbook with all that is in it, to be marked and given back.

    :raises NotAWorkbook: if it can't be opened.
    """
    return _opened(data, keep_links=False)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Judge by what the archive says of itself; no more than that is ever unpacked of a part."""
    names = {part.filename.lower() for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise too_large()
    for part in parts:
        if part.file_size > _SMALL and part.file_size > MOST_RATIO * part.compress_size:
            raise too_large()
        if part.flag_bits & 1:
            raise WorkbookLocked
    if len(names) != len(parts) or "xl/workbook.xml" not in names:
        raise NotAWorkbook
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise WorkbookWithMacros


def _check_xml(part: bytes) -> None:
    """Refuse a document type, so no entity is ever expanded, and an encoding that could hide one."""
    head = part[:400]
    encoding = _ENCODING.search(head)
    is_plain = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
    if b"\x00" in head or not is_plain or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise NotAWorkbook


def _check_content(archive: zipfile.ZipFile) -> None:
    """Look at every part that can be read as XML, whatever it is called: a sheet may be called anything."""
    cells = 0
    for part in archive.infolist():
        content = archive.read(part)
        if _AS_XML.match(content):
            _check_xml(content)
            cells += _checked_size(content)
    if cells > MOST_CELLS:
        raise TooManyCells(most=f"{MOST_CELLS:,}")


def _checked_size(part: bytes) -> int:
    """
    Return how many cells a sheet has, if its rows are not too many.

    Those of merged cells and of links over many cells count, too: each is made when the workbook is marked.
    """
    last = 0
    for count, found in enumerate(_ROW.finditer(part), start=1):
        last = max(last, count, int(found[1] or 0))
    if last > LAST_ROW:
        raise TooManyRows(row=f"{last:,}", most=f"{LAST_ROW:,}")
    cells = sum(1 for _found in _CELL.finditer(part))
    for _kind, _ref, more in _ranges(part):
        cells += more
        if cells > MOST_CELLS:
            break
    return cells


def _ranges(part: bytes) -> Iterator[tuple[str, str, int]]:
    """
    Yield (kind, range, number of its cells) of all merged cells and links in a sheet.

    :raises NotAWorkbook: if one does not say its range in plain letters and digits.
    """
    for kind, tag in _RANGE.findall(part):
        attributes = {name: one or other for name, one, other in reversed(_ATTRIBUTE.findall(tag))}
        ref = _REF.fullmatch(attributes.get(b"ref", b""))
        if ref is None:
            raise NotAWorkbook
        left, top, right, bottom = (end.decode() for end in ref.groups(default=b""))
        width = abs(column_index_from_string(right or left) - column_index_from_string(left)) + 1
        height = abs(int(bottom or top) - int(top)) + 1
        yield kind.decode(), ref[0].decode(), width * height


def _rows(source: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # days out of reach come as errors, which are named by their cell
        for number, row in enumerate(source.iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN), start=1):
            cells = tuple(_cell(cell) for cell in row if cell.value is not None and cell.value != "")
            if cells:
                yield number, cells


def _cell(cell: Any) -> Cell:
    return Cell(cell.coordinate, cell.column, cell.value, cell.data_type == "f", cell.data_type == "e")


def _opened(data: bytes, **options: Any) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), **options)
    except Exception as error:  # whatever a broken file makes the library trip over
        raise NotAWorkbook from error


def too_large() -> WorkbookTooLarge:
    """Return the refusal that names both limits."""
    return WorkbookTooLarge(most=MOST_BYTES // 1048576, unpacked=MOST_UNPACKED // 1048576)
