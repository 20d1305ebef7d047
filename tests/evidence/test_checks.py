"""What is kept and what is not, found in the bytes and never in the name."""

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evidence.checks import (
    CSV,
    EXTENSIONS,
    JPEG,
    LARGEST_FILE,
    PAPERS,
    PDF,
    PNG,
    TAX_INVOICES,
    XLSX,
    XML,
    EmptyFile,
    FileTooLarge,
    WrongFileType,
    harmless_name,
    inspect,
)
from core.workflow.refusals import Refusal

ANYTHING = frozenset(EXTENSIONS)


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return file.getvalue()


GOOD = [
    (b"%PDF-1.7\n...", PDF),
    (b"\x89PNG\r\n\x1a\nrest", PNG),
    (b"\xff\xd8\xff\xe0rest", JPEG),
    (archive("[Content_Types].xml", "xl/workbook.xml"), XLSX),
    (b"<?xml version='1.0'?><TaxInvoice/>", XML),
    (b"\xef\xbb\xbf<?xml version='1.0'?>", XML),
    ("월,kWh\n2026-01,100".encode(), CSV),
]

BAD = {
    "nothing": (b"", ANYTHING, EmptyFile),
    "a program called a PDF": (b"MZ\x90\x00program", PAPERS, WrongFileType),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", PAPERS, WrongFileType),
    "a web page": (b"<html><script>alert(1)</script></html>", TAX_INVOICES, WrongFileType),
    "a drawing with scripts": (b"<svg xmlns='x'><script/></svg>", PAPERS, WrongFileType),
    "a word processor's archive": (archive("word/document.xml"), ANYTHING, WrongFileType),
    "an archive cut short": (archive("xl/workbook.xml")[:40], ANYTHING, WrongFileType),
    "an archive of noise": (b"PK\x03\x04" + bytes(range(256)) * 4, ANYTHING, WrongFileType),
    "a spreadsheet where papers are wanted": (archive("xl/workbook.xml"), PAPERS, WrongFileType),
    "an invoice's XML where papers are wanted": (b"<?xml version='1.0'?>", PAPERS, WrongFileType),
    "an almost PDF": (b" %PDF-1.7", PAPERS, WrongFileType),
    "text with a zero byte": (b"a,b\x00c", ANYTHING, WrongFileType),
}


class SparseFile(io.RawIOBase):
    """As many zero bytes as wanted, without the memory."""

    def __init__(self, size: int, head: bytes = b"%PDF-") -> None:
        self.size, self.place, self.head = size, 0, head

    def seek(self, place: int, whence: int = 0) -> int:
        self.place = place
        return place

    def read(self, size: int = -1) -> bytes:
        chunk = b"\0" * min(size, self.size - self.place)
        if self.place == 0:
            chunk = self.head + chunk[len(self.head) :]
        self.place += len(chunk)
        return chunk


class TestInspect:
    @pytest.mark.parametrize(("content", "media_type"), GOOD)
    def test_finds_the_type_in_the_bytes(self, content, media_type):
        found = inspect(io.BytesIO(content), "견적서.exe", allowed=ANYTHING)

        assert found.media_type == media_type
        assert found.filename == f"견적서{EXTENSIONS[media_type]}"
        assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())

    @pytest.mark.parametrize("case", BAD)
    def test_refuses(self, case):
        content, allowed, refusal = BAD[case]

        with pytest.raises(refusal) as raised:
            inspect(io.BytesIO(content), "quote.pdf", allowed=allowed)

        assert isinstance(raised.value, Refusal)
        assert str(raised.value).endswith(".")

    def test_refuses_60_megabytes_and_says_how_many_it_has(self):
        with pytest.raises(FileTooLarge, match="60") as refusal:
            inspect(SparseFile(60 * 1024 * 1024), "scan.pdf")

        assert "20" in str(refusal.value)

    def test_takes_the_largest_and_not_one_byte_more(self):
        assert inspect(SparseFile(LARGEST_FILE), "scan.pdf").size == LARGEST_FILE
        with pytest.raises(FileTooLarge):
            inspect(SparseFile(LARGEST_FILE + 1), "scan.pdf")

    def test_says_which_types_are_possible(self):
        with pytest.raises(WrongFileType, match="JPG, PDF, PNG"):
            inspect(io.BytesIO(b"MZ"), "a.exe")

    def test_leaves_the_file_at_its_beginning(self):
        file = io.BytesIO(b"%PDF-1.7")
        inspect(file, "a.pdf")

        assert file.read() == b"%PDF-1.7"

    @given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"<?xml", b"%PDF-"]))
    def test_either_finds_a_type_or_refuses(self, tail, head):
        try:
            found = inspect(io.BytesIO(head + tail), "x", allowed=ANYTHING)
        except Refusal:
            return
        assert found.media_type in ANYTHING


class TestHarmlessName:
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("견적서.pdf", "견적서.pdf"),
            ("../../x", "x.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\kim\\quote.PDF", "quote.pdf"),
            ("quote.pdf/", "file.pdf"),
            ("..", "file.pdf"),
            ("", "file.pdf"),
            (".pdf", "file.pdf"),
            ("   .pdf", "file.pdf"),
            ("invoice\u202efdp.exe", "invoicefdp.pdf"),
            ("a\u200bb\u2066c\ufeff.pdf", "abc.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
            ("a\x00b.pdf", "ab.pdf"),
            ("\u1100\u1161.pdf", "가.pdf"),
            ("x" * 500, "x" * 120 + ".pdf"),
            ("no extension", "no extension.pdf"),
        ],
    )
    def test_of(self, name, kept):
        assert harmless_name(name, ".pdf") == kept

    @given(st.text(max_size=300))
    def test_never_leaves_its_folder_or_its_column(self, name):
        kept = harmless_name(name, ".xlsx")

        assert not set(kept) & set("/\\\r\n\x00")
        assert kept.endswith(".xlsx")
        assert kept.strip(".") != "xlsx"
        assert len(kept) <= 160
