"""Workbooks that would fill the memory or keep a worker busy: refused by their bytes, before a cell is made."""

import datetime as dt
import io
import time

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from core.evidence import workbooks
from core.evidence.sheets.columns import DAY, Column
from core.evidence.sheets.reading import typed
from core.evidence.workbooks import NotAWorkbook, TooManyCells, TooManyRows
from tests.applications.workbooks import repacked

SHEET = "xl/worksheets/sheet1.xml"
EVERYWHERE = b"A1:XFD1048576"


def saved() -> bytes:
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def with_more(more: bytes) -> bytes:
    """Return a workbook whose sheet has this after its cells."""
    return repacked(saved(), lambda name, part: part.replace(b"</sheetData>", b"</sheetData>" + more))


def moved(target: bytes, sheet: bytes) -> bytes:
    """Return a workbook whose sheet is another part, as its relations may say."""
    changed = repacked(
        saved(),
        lambda _name, part: part.replace(b"worksheets/sheet1.xml", target),
        **{f"xl/{target.decode()}": sheet},
    )
    workbooks.opened_to_write(changed)  # it is read from there, so it has to be looked at there
    return changed


class TestRanges:
    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            (b'<mergeCells><mergeCell ref="%s"/></mergeCells>' % EVERYWHERE, TooManyCells),
            (b"<mergeCells><mergeCell ref = '%s'/></mergeCells>" % EVERYWHERE, TooManyCells),
            (
                b'<hyperlinks><hyperlink tooltip=\'ref="A1"\' ref="%s"/></hyperlinks>' % EVERYWHERE,
                TooManyCells,
            ),
            (b'<x:mergeCell a=">" ref="%s"/>' % EVERYWHERE, TooManyCells),
            (b'<mergeCell ref="A1&#58;XFD1048576"/>', NotAWorkbook),
            (b"<mergeCell/>", NotAWorkbook),
            (b'<mergeCell ref="A1:B500000"/>' * 2, TooManyCells),
        ],
    )
    def test_as_large_as_a_sheet_are_refused(self, more: bytes, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            workbooks.check(with_more(more))

    def test_of_people_are_read(self) -> None:
        book = Workbook()
        book.active.merge_cells("G3:G4")
        book.active["A1"].hyperlink = "https://example.kr/?a=1&b=2"
        file = io.BytesIO()
        book.save(file)
        assert workbooks.Book(file.getvalue()).sheet("Sheet").merged == ("G3:G4",)


class TestParts:
    """A sheet lies where the relations say, under whatever name."""

    @pytest.mark.parametrize("target", [b"worksheets/sheet1.dat", b"stylesheet.xml", b"media/picture.png"])
    def test_of_any_name_are_looked_at(self, target: bytes) -> None:
        rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 20_000))
        sheet = (
            b'\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s'
        )
        with pytest.raises(TooManyRows):
            workbooks.check(moved(target, sheet % rows + b"</sheetData></worksheet>"))

    def test_of_any_name_have_no_entities(self) -> None:
        data = repacked(
            saved(), lambda _name, part: part, **{"xl/a.dat": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}
        )
        with pytest.raises(NotAWorkbook):
            workbooks.check(data)

    @pytest.mark.parametrize(("tag", "more"), [("<row ", ""), ("<mergeCell ", ""), ("<hyperlink ", "a")])
    def test_of_broken_tags_are_refused_in_no_time(self, tag: str, more: str) -> None:
        """Not each tag is searched to the end of the part, and not each letter of a tag to its end."""
        broken = tag + more * 1_000_000 if more else tag * 90_000
        data = repacked(saved(), lambda _name, part: part, **{"xl/a.xml": broken.encode()})
        began = time.perf_counter()
        with pytest.raises((NotAWorkbook, TooManyRows)):
            workbooks.check(data)
        assert time.perf_counter() - began < 2


class TestDays:
    """Numbers that Excel shows as days; a workbook from an old Macintosh counts from 1904."""

    @pytest.mark.parametrize(
        ("value", "epoch", "read"),
        [
            (46042, CALENDAR_WINDOWS_1900, "2026-01-20"),
            (44580, CALENDAR_MAC_1904, "2026-01-20"),
            (2_958_465, CALENDAR_WINDOWS_1900, "9999-12-31"),
            (2_958_465, CALENDAR_MAC_1904, "2958465"),
            (float("inf"), CALENDAR_WINDOWS_1900, "Infinity"),
            (-1, CALENDAR_WINDOWS_1900, "-1"),
        ],
    )
    def test_are_text_whatever_they_are(self, value: float, epoch: dt.datetime, read: str) -> None:
        assert typed(value, Column(key="x", heading="x", kind=DAY), epoch) == read
