"""A list of cancelled e-tax invoices, or of card approvals. Pure: bytes in, rows or a refusal out."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from core.evidence.sheets.columns import folded, in_all_languages
from core.evidence.sheets.text import NotText, decoded, lines_of
from core.workflow.refusals import Refusal
from disbursements import refusals
from disbursements.cards import COMPANIES, card_approval
from disbursements.rules import normal_invoice_number

#: what the columns are called, in every language of the product; a list of cards has all four
NUMBER, DAY = _("Approval number"), _("Day of the cancellation")
COMPANY, APPROVED = _("Card company"), _("Day of the approval")
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Cancelled:
    """One row: the number of the proof as a payment line has it, when it was cancelled."""

    number: str
    on: dt.date


@dataclass(frozen=True)
class _Heading:
    """Where the heading of a list stands, and its columns; those of cards only in a list of cards."""

    at: int
    number: int
    day: int
    company: int | None
    approved: int | None


def read_cancelled(data: bytes) -> list[Cancelled]:
    """
    Return the rows of the list, each proof once. With card companies and days of approval it is of cards.

    :raises ListUnreadable: if it is neither UTF-8 nor CP949.
    :raises ListHeadingMissing: if the two columns are not in its first ten rows.
    :raises ListTooLong: if it has more rows than are read at once.
    :raises ListRowWrong: if a row can't be read, naming it: nothing of the list is taken over then.
    """
    rows = cells_of(data)
    if len(rows) > MOST_ROWS + 10:  # ten for its heading
        raise refusals.ListTooLong(field="listing", most=f"{MOST_ROWS:,}")
    heading = _heading(rows)
    found: dict[str, Cancelled] = {}
    for place, row in enumerate(rows[heading.at + 1 :], start=heading.at + 2):
        if any(cell.strip() for cell in row):
            one = _row(row, place, heading)
            found.setdefault(one.number, one)
    return list(found.values())


def cells_of(data: bytes) -> list[list[str]]:
    """
    Return the lines of an uploaded list, each with its cells.

    :raises ListUnreadable: if it is neither UTF-8 nor CP949, or a cell never ends.
    """
    try:
        return lines_of(decoded(data))
    except NotText as error:
        raise refusals.ListUnreadable(field="listing") from error


def _heading(rows: list[list[str]]) -> _Heading:
    titles = [in_all_languages(title) for title in (NUMBER, DAY, COMPANY, APPROVED)]
    for at, row in enumerate(rows[:10]):
        names = [folded(cell) for cell in row]
        number, day, company, approved = (
            next((n for n, name in enumerate(names) if name in title), None) for title in titles
        )
        if number is not None and day is not None:
            return _Heading(at, number, day, company, approved)
    raise refusals.ListHeadingMissing(field="listing", number=str(NUMBER), day=str(DAY))


def _row(row: list[str], place: int, heading: _Heading) -> Cancelled:
    try:
        on = _day(row[heading.day])
        if heading.company is None or heading.approved is None:
            return Cancelled(normal_invoice_number(row[heading.number]), on)
        approval = card_approval(
            company=_company(row[heading.company]),
            approved_on=_day(row[heading.approved]),
            number=row[heading.number],
            field="listing",
        )
        return Cancelled(approval.key, on)
    except (IndexError, ValueError, Refusal) as error:
        raise refusals.ListRowWrong(field="listing", row=place, text=", ".join(row)[:80]) from error


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(re.sub(r"\D", "", text)[:8], "%Y%m%d").date()  # noqa: DTZ007 – a day


def _company(text: str) -> str:
    """Return the code of a card company that a list names by its code or in words; else what stands there."""
    return _companies().get(folded(text), text)


@cache
def _companies() -> dict[str, str]:
    named = {name: code for code, words in COMPANIES for name in in_all_languages(words)}
    return named | {folded(code): code for code, _words in COMPANIES}
