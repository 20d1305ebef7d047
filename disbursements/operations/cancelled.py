"""Taking over a list of cancelled invoices: each that was used raises an alert, also after its payment."""

import datetime as dt

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.evidence.sheets.uploads import contents_of
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions
from disbursements.cancelled_lists import Cancelled, read_cancelled
from disbursements.models import CancelledInvoice, Discrepancy, DiscrepancyKind, PaymentLine
from programs.models import Program


@operation
def take_cancelled_invoices(
    *, program: Program, listing: Attachment, by: User, at: dt.datetime
) -> list[Discrepancy]:
    """
    Remember which invoices were cancelled; every line that rests on one gets an open discrepancy.

    The same list twice changes nothing.

    :return: the discrepancies that were opened.
    :raises ListUnreadable, ListHeadingMissing, ListRowWrong: if the list can't be read.
    :raises NotAllowed: if `by` does not check payments of the programme.
    """
    require(permissions.may_list_cancelled, by, program, at=at)
    rows = read_cancelled(contents_of(listing))
    attach(attachment=listing, owner_kind="program", owner_id=program.pk, purpose="cancelled", by=by, at=at)
    opened = []
    for row in rows:
        CancelledInvoice.objects.get_or_create(
            number=row.number,
            defaults={
                "cancelled_on": row.on,
                "program": program,
                "listing": listing,
                "listed_at": at,
                "listed_by": by,
            },
        )
        opened += _alert(row, by, at)
    return opened


def _alert(row: Cancelled, by: User, at: dt.datetime) -> list[Discrepancy]:
    """Open a discrepancy for every standing line that rests on the invoice, of whatever programme."""
    opened = []
    lines = PaymentLine.objects.standing().filter(invoice_number=row.number)
    for line in lines.select_related("request__grant").order_by("pk"):
        facts = {"grant": line.request.grant, "expected": line.invoice_number, "found": f"{row.on}"}
        found, is_new = Discrepancy.objects.get_or_create(
            line=line,
            kind=DiscrepancyKind.INVOICE_CANCELLED,
            closed_at=None,
            defaults=facts | {"owner": line.decided_by or by, "opened_at": at, "opened_by": by},
        )
        if is_new:
            announcements.discrepancy_opened(found, at=at)
            opened.append(found)
    return opened
