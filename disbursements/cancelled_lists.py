"""A list of cancelled e-tax invoices. Pure: bytes in, rows or a refusal out."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.evidence.sheets.columns import folded, in_all_languages
from core.workflow.refusals import Refusal
from disbursements import refusals
from disbursements.rules import normal_invoice_number

#: what the two columns are called, in every language of the product
NUMBER, DAY = _("Approval number"), _("Day of the cancellation")
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Cancelled:
    """One row: the invoice, when it was cancelled."""

    number: str
    on: dt.date


def read_cancelled(data: bytes) -> list[Cancelled]:
    """
    Return the rows of the list, each invoice once.

    :raises ListUnreadable: if it is neither UTF-8 nor CP949.
    :raises ListHeadingMissing: if the two columns are not in its first ten rows.
    :raises ListTooLong: if it has more rows than are read at once.
    :raises ListRowWrong: if a row can't be read, naming it: nothing of the list is taken over then.
    """
    rows = list(csv.reader(io.StringIO(decoded(data), newline="")))
    if len(rows) > MOST_ROWS + 10:  # ten for its heading
        raise refusals.ListTooLong(field="listing", most=f"{MOST_ROWS:,}")
    at, number, day = _heading(rows)
    found: dict[str, Cancelled] = {}
    for place, row in enumerate(rows[at + 1 :], start=at + 2):
        if any(cell.strip() for cell in row):
            one = _row(row, place, number, day)
            found.setdefault(one.number, one)
    return list(found.values())


def decoded(data: bytes) -> str:
    """
    Return the text of a CSV file, in whichever of the two encodings it is.

    :raises ListUnreadable: if it is neither UTF-8 nor CP949.
    """
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.ListUnreadable(field="listing")


def _heading(rows: list[list[str]]) -> tuple[int, int, int]:
    """Return the row of the heading and the columns of number and day."""
    numbers, days = in_all_languages(NUMBER), in_all_languages(DAY)
    for at, row in enumerate(rows[:10]):
        names = [folded(cell) for cell in row]
        number = next((n for n, name in enumerate(names) if name in numbers), None)
        day = next((n for n, name in enumerate(names) if name in days), None)
        if number is not None and day is not None:
            return at, number, day
    raise refusals.ListHeadingMissing(field="listing", number=str(NUMBER), day=str(DAY))


def _row(row: list[str], place: int, number: int, day: int) -> Cancelled:
    try:
        digits = re.sub(r"\D", "", row[day])
        on = dt.datetime.strptime(digits[:8], "%Y%m%d").date()  # noqa: DTZ007 – a day
        return Cancelled(normal_invoice_number(row[number]), on)
    except (IndexError, ValueError, Refusal) as error:
        raise refusals.ListRowWrong(field="listing", row=place, text=", ".join(row)[:80]) from error
