"""Many e-tax invoices at once: their list is kept first, then its rows become lines, all or none."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import permissions, refusals
from disbursements.models import PaymentLine, PaymentRequest
from disbursements.operations.lines import add_payment_line
from disbursements.operations.papers import INVOICE
from disbursements.refusals.invoices import NoNewInvoices
from disbursements.refusals.stages import WithoutLines


@operation
def hand_in_invoices(
    *, payment: PaymentRequest, listing: Attachment, by: User, at: dt.datetime
) -> Attachment:
    """
    Give an uploaded list of invoices to its payment request; no line is written yet.

    :raises NotEditable: if the request was asked for.
    :raises WithoutLines: if it is asked for without invoices.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_edit_payment, by, payment, at=at)
    if not payment.is_editable:
        raise refusals.NotEditable(now=payment.get_status_display())
    if not payment.has_lines:
        raise WithoutLines
    return attach(
        attachment=listing, owner_kind="payment", owner_id=payment.pk, purpose=INVOICE, by=by, at=at
    )


@operation
def add_invoices(
    *,
    payment: PaymentRequest,
    listing: Attachment,
    rows: Sequence[Mapping[str, Any]],
    by: User,
    at: dt.datetime,
) -> list[PaymentLine]:
    """
    Add the rows of a list that are no lines yet, as by form, or none of them; the list stands as their paper.

    `rows` are what `add_payment_line` is told of each invoice.

    :raises NoNewInvoices: if there is nothing to add: the same list twice changes nothing.
    :raises Refusal: as `add_payment_line` does, of the first row that can't be.
    """
    payment = PaymentRequest.objects.lock(payment.pk)
    require(permissions.may_edit_payment, by, payment, at=at)
    if not rows:
        raise NoNewInvoices
    return [add_payment_line(payment=payment, invoice=listing, **row, by=by, at=at) for row in rows]
