"""Taking over a list of cancelled invoices or cards: each that was used raises an alert, also once paid."""

import datetime as dt

from django.db.models import Q

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.evidence.sheets.uploads import contents_of
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions
from disbursements.cancelled_lists import Cancelled, read_cancelled
from disbursements.cards import read_key
from disbursements.models import (
    CancelledInvoice,
    Discrepancy,
    DiscrepancyKind,
    GiftUse,
    Grant,
    LineEvidence,
    PaymentLine,
)
from programs.models import EvidenceKind, Program


@operation
def take_cancelled_invoices(
    *, program: Program, listing: Attachment, by: User, at: dt.datetime
) -> list[Discrepancy]:
    """
    Remember which invoices or card approvals were cancelled; what rests on one gets an open discrepancy.

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
    """Open a discrepancy for every standing line and gift that rests on it, of whatever programme."""
    paid = LineEvidence.objects.filter(kind=EvidenceKind.CARD, number=row.number).values("line")
    lines = PaymentLine.objects.standing().filter(Q(invoice_number=row.number) | Q(pk__in=paid))
    found = [
        _open(row, line.request.grant, line.decided_by or by, by, at, line=line)
        for line in lines.select_related("request__grant").order_by("pk")
    ]
    uses = GiftUse.objects.filter(invoice_number=row.number).select_related("grant").order_by("pk")
    found += [_open(row, use.grant, by, by, at, gift_use=use) for use in uses]
    return [one for one in found if one is not None]


def _open(
    row: Cancelled, grant: Grant, owner: User, by: User, at: dt.datetime, **about: PaymentLine | GiftUse
) -> Discrepancy | None:
    """Open it and tell its owner; None where one is open already."""
    facts = {"grant": grant, "expected": _neutral(row.number), "found": f"{row.on}", "owner": owner}
    found, is_new = Discrepancy.objects.get_or_create(
        **about,
        kind=DiscrepancyKind.INVOICE_CANCELLED,
        closed_at=None,
        defaults=facts | {"opened_at": at, "opened_by": by},
    )
    if is_new:
        announcements.discrepancy_opened(found, at=at)
    return found if is_new else None


def _neutral(number: str) -> str:
    """Return a number as readers of either language have it: of a card what is printed, and its day."""
    card = read_key(number)
    return f"{card.number} · {card.approved_on}" if card else number
