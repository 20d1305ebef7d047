"""What a file must be before it is kept. Pure: reads bytes, knows no database."""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal

LARGEST_FILE = 20 * 1024 * 1024
_CHUNK = 1 << 16

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
JSON = "application/json"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML, CSV = "application/xml", "text/csv"
EXTENSIONS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", XLSX: ".xlsx", XML: ".xml", CSV: ".csv"}
PAPERS = frozenset({PDF, PNG, JPEG})
TAX_INVOICES = PAPERS | {XML}


class EmptyFile(Refusal):
    message = _("The file is empty. Choose the file again, or save it once more and upload that copy.")


class FileTooLarge(Refusal):
    message = _(
        "The file has %(size)s MB; at most %(most)s MB are possible. Scan it at a lower resolution"
        " or split it."
    )


class WrongFileType(Refusal):
    message = _("This file is not one of: %(allowed)s. Save it in one of these formats and upload it again.")


@dataclass(frozen=True)
class Inspected:
    """What was found in a file: SHA-256 (hex), size in bytes, media type, harmless name."""

    sha256: str
    size: int
    media_type: str
    filename: str


def inspect(file: BinaryIO, filename: str, *, allowed: frozenset[str] = PAPERS) -> Inspected:
    """
    Read the file once and say what it is; its type is found in the bytes, never in the name.

    :raises EmptyFile, FileTooLarge, WrongFileType: saying what to do.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        head = head or chunk
        size += len(chunk)
        digest.update(chunk)
    if size == 0:
        raise EmptyFile
    if size > LARGEST_FILE:
        raise FileTooLarge(size=f"{size / 1048576:.0f}", most=LARGEST_FILE // 1048576)
    media_type = _media_type(head, file)
    if media_type not in allowed:
        raise WrongFileType(allowed=", ".join(sorted(EXTENSIONS[m].lstrip(".").upper() for m in allowed)))
    file.seek(0)
    return Inspected(digest.hexdigest(), size, media_type, harmless_name(filename, EXTENSIONS[media_type]))


def _media_type(head: bytes, file: BinaryIO) -> str:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"PK\x03\x04"):
        return XLSX if _has_workbook(file) else ""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"<?xml", b"<TaxInvoice")):
        return XML
    return CSV if b"\x00" not in head and b"," in head else ""


def _has_workbook(file: BinaryIO) -> bool:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def harmless_name(filename: str, extension: str) -> str:
    """Return the last part of the name without control or direction marks, with the type's extension."""
    name = re.split(r"[/\\]", filename)[-1]
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip(" .") or "file"
    return stem[:120] + extension
