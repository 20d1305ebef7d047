"""Real workbooks as a clerk would save them, and sending them through the pages."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from applications.models import Application
from tests.factories.cases import SMALL_PDF
from tests.ui.sheets import book_of

SHEET = "Cost items"
COMPRESSOR = "High-efficiency air compressor"
SEC_NOW = f"Specific energy consumption today (kWh/Nm³) · {COMPRESSOR}"
SEC_THEN = f"Specific energy consumption afterwards (kWh/Nm³) · {COMPRESSOR}"
AIR = f"Compressed air a year (Nm³) · {COMPRESSOR}"

#: a good new row
ROW: dict[str, Any] = {
    "Kind of cost": "Equipment replacement",
    "Technology": "air_compressor",
    "What is bought": "압축기",
    "Cost without VAT": 200_000_000,
    "Supplier that made the quote": "시험기계",
    "Date of the quote": "2026-01-20",
    "The quote": "quote.pdf",
    "Site": "1공장",
    SEC_NOW: "0.135",
    SEC_THEN: "0.105",
    AIR: "5,000,000",
}


def address(name: str, *ids: Any) -> str:
    return reverse(f"applications:{name}", args=ids)


def template(client: Client, draft: Application) -> Workbook:
    """Download the template as the person who is signed in."""
    response = client.get(address("workbook_template", draft.public_id))
    assert response.status_code == 200
    return book_of(response)


def columns(book: Workbook, row: int = 1, title: str = SHEET) -> dict[str, int]:
    """Return {heading: number of its column}."""
    return {str(cell.value): cell.column for cell in book[title][row] if cell.value}


def add(book: Workbook, *rows: dict[str, Any], title: str = SHEET) -> None:
    """Write rows below those there are."""
    places, sheet = columns(book, title=title), book[title]
    below = max((row[0].row for row in sheet.iter_rows() if any(c.value for c in row)), default=1)
    for number, row in enumerate(rows, start=below + 1):
        for heading, value in row.items():
            sheet.cell(number, places[heading], value)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def pdf(name: str = "quote.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SMALL_PDF + more, "application/pdf")


def send(
    client: Client, draft: Application, book: Workbook | bytes, *quotes: Any, name: str = "c.xlsx"
) -> Any:
    """Upload a workbook; the answer is the upload page with what is wrong, or the way to the preview."""
    data = book if isinstance(book, bytes) else saved(book)
    files = {"workbook": SimpleUploadedFile(name, data), "quotes": list(quotes)}
    return client.post(address("workbook_upload", draft.public_id), files)


def looked_at(client: Client, draft: Application, book: Workbook | bytes, *quotes: Any) -> Any:
    """Upload a workbook and return the preview."""
    response = send(client, draft, book, *quotes)
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"])


def taken_over(client: Client, page: Any, **more: Any) -> Any:
    """Press the button of a preview."""
    given = {"state": page.context["form"].initial["state"], **more}
    return client.post(page.request["PATH_INFO"], given)


def problems(page: Any) -> dict[str, str]:
    """Return {cell: why} of a preview."""
    found: dict[str, str] = {}
    for problem in page.context["preview"].problems:
        found[problem.cell] = " ".join(filter(None, [found.get(problem.cell), problem.why]))
    return found


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """Return a workbook with its parts changed, and others added under the names in `added`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, content in added.items():
            new.writestr(name, content)
    return target.getvalue()


def opened(response: Any) -> Workbook:
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))
