"""Holding quote, e-tax invoice and bank transfer of the same purchase against each other. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

#: (ju), jusikhoesa, (yu), yuhanhoesa as Korean firms write them, co. ltd., and what separates words
_LEGAL_FORM = re.compile(
    r"\(\uc8fc\)|\uc8fc\uc2dd\ud68c\uc0ac|\(\uc720\)|\uc720\ud55c\ud68c\uc0ac|co\.?,? ?ltd\.?|[\s.,]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Paid:
    """One transfer or card payment as its receipt has it: day, won with VAT."""

    paid_on: dt.date
    won: int


@dataclass(frozen=True)
class Papers:
    """
    What three papers say of one purchase, won.

    `invoiced_won` are all invoices for the item without VAT, this one included; `total_won` is this invoice
    with VAT. A side that was not handed in is None or empty and can't differ.
    """

    quoted_won: int | None
    quoted_by: str
    quoted_on: dt.date | None
    invoiced_won: int
    invoiced_by: str
    total_won: int
    payments: Sequence[Paid] = ()
    #: other invoices, with VAT, that rest on the same transfers
    others_won: int = 0


@dataclass(frozen=True)
class Gap:
    """What does not agree: its kind, what the one paper says, what the other."""

    kind: str
    expected: str
    found: str


def gaps(papers: Papers) -> list[Gap]:
    """Return what does not agree between quote, invoice and bank transfer (Decree, art. 10-8)."""
    found = []
    if papers.quoted_won is not None and papers.invoiced_won > papers.quoted_won:
        found.append(Gap("QUOTE_AMOUNT", f"{papers.quoted_won:,}", f"{papers.invoiced_won:,}"))
    if papers.quoted_by and folded_name(papers.quoted_by) != folded_name(papers.invoiced_by):
        found.append(Gap("QUOTE_SUPPLIER", papers.quoted_by, papers.invoiced_by))
    paid = sum(payment.won for payment in papers.payments) - papers.others_won
    if papers.payments and paid != papers.total_won:
        found.append(Gap("TRANSFER_AMOUNT", f"{papers.total_won:,}", f"{paid:,}"))
    first = min((payment.paid_on for payment in papers.payments), default=None)
    if first and papers.quoted_on and first < papers.quoted_on:
        found.append(Gap("TRANSFER_EARLY", f"{papers.quoted_on}", f"{first}"))
    return found


def folded_name(name: str) -> str:
    """Return a firm's name as it is compared: without its legal form, spaces and case."""
    text = unicodedata.normalize("NFKC", name)
    return _LEGAL_FORM.sub("", text).casefold()
