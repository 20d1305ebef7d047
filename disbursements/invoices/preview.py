"""What a list of e-tax invoices would add: checked by the form, then by the operation."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core.evidence.models import Attachment
from core.evidence.sheets.reading import Contents, Problem, Row
from core.evidence.sheets.uploads import WorkbookWrong, by_place, contents_of
from core.users.models import User
from core.workflow.refusals import Refusal
from disbursements.forms.invoice_lists import InvoiceRowForm
from disbursements.invoices.columns import COLUMNS, NUMBER
from disbursements.invoices.reading import read_invoices
from disbursements.models import PaymentLine, PaymentRequest
from disbursements.operations.lines import add_payment_line
from disbursements.refusals.invoices import NoNewInvoices


@dataclass(frozen=True)
class Entry:
    """One row that can be a line: where it stands, and what `add_payment_line` is told of it."""

    row: Row
    terms: dict[str, Any]
    subsidised_won: int = 0


@dataclass
class Preview:
    """What would be added, or why nothing can: entries, problems, how many rows are lines already."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: int = 0
    refusal: str = ""

    @property
    def may_be_taken_over(self) -> bool:
        """Whether there is something to add and nothing in its way."""
        return bool(self.entries and not self.problems)

    def check(self) -> None:
        """
        Refuse to take over what has something in its way, or adds nothing.

        :raises WorkbookWrong, NoNewInvoices, Refusal: saying what.
        """
        if self.refusal:
            raise Refusal(self.refusal)
        if self.problems:
            raise WorkbookWrong(count=len(self.problems))
        if not self.entries:
            raise NoNewInvoices


def preview(payment: PaymentRequest, listing: Attachment, *, by: User, at: dt.datetime) -> Preview:
    """
    Return what taking the list over would do; every refusal is in it, none is raised.

    The lines are added one by one and all of it is undone, so that a list meets exactly what a form meets.
    """
    try:
        contents = read_invoices(contents_of(listing), listing.blob.media_type)
    except Refusal as refusal:
        return Preview(refusal=str(refusal))
    found = Preview(problems=contents.problems)
    entries = _typed(payment, contents, found)
    with transaction.atomic():
        for entry in entries:
            try:
                with transaction.atomic():
                    line = add_payment_line(payment=payment, invoice=listing, **entry.terms, by=by, at=at)
                found.entries.append(Entry(entry.row, entry.terms, line.subsidised_won))
            except Refusal as refusal:
                _complain(contents, found, entry.row, refusal.field or NUMBER.key, str(refusal))
        transaction.set_rollback(True)
    found.problems.sort(key=by_place)
    return found


def _typed(payment: PaymentRequest, contents: Contents, found: Preview) -> list[Entry]:
    """Return the rows whose cells the form takes and that are no lines of the request yet."""
    lines = PaymentLine.objects.standing().filter(request=payment)
    names = ("invoice_number", "supply_won", "tax_won", "cost_item_id")
    known = set(lines.values_list(*names))
    entries = []
    for row in contents.rows:
        form = InvoiceRowForm(row.typed, grant=payment.grant)
        for key, errors in form.errors.items():
            _complain(contents, found, row, key, " ".join(str(error) for error in errors))
        if form.errors or row.spoilt:
            continue
        terms = form.cleaned_data
        if (*(terms[name] for name in names[:3]), terms["cost_item"].pk) in known:
            found.known += 1
        else:
            entries.append(Entry(row, terms))
    return entries


def _complain(contents: Contents, found: Preview, row: Row, key: str, why: str) -> None:
    """Say at a cell what is wrong with it, unless that cell was named already."""
    column = key if key in {one.key for one in COLUMNS} else NUMBER.key
    if column not in row.spoilt:
        place, value = row.place(column), row.typed.get(column, "")[:80]
        found.problems.append(Problem(contents.sheet, place, value, why))


def taken_over(entries: Sequence[Entry]) -> int:
    """Return what the entries ask for together, in won."""
    return sum(entry.subsidised_won for entry in entries)
