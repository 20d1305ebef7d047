"""What a list of e-tax invoices says: an Excel workbook or a CSV file, the same rows of cells either way."""

from core.evidence.checks import XLSX
from core.evidence.sheets.reading import Contents, read_sheet
from core.evidence.sheets.separated import sheet_of
from core.evidence.workbooks import Book
from disbursements.cancelled_lists import cells_of
from disbursements.invoices.columns import COLUMNS, NUMBER
from disbursements.refusals.invoices import TooManyInvoices

#: each is checked as if it were typed in
MOST_ROWS = 300


def read_invoices(data: bytes, media_type: str) -> Contents:
    """
    Return the rows of a list: of the first sheet that can be seen, or of the CSV file.

    :raises TooManyInvoices: naming how many a list may have.
    :raises Refusal: if the file can't be read, or has no row with the headings.
    """
    if media_type == XLSX:
        book = Book(data)
        contents = read_sheet(book.sheet(book.titles[0]), COLUMNS, NUMBER, book.epoch)
    else:
        contents = read_sheet(sheet_of(cells_of(data)), COLUMNS, NUMBER, None)
    if len(contents.rows) > MOST_ROWS:
        raise TooManyInvoices(field="listing", most=MOST_ROWS)
    return contents
