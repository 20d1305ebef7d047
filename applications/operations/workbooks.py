"""Keeping a workbook of cost items and the quotes that came with it, until its rows are taken over."""

import datetime as dt
from collections.abc import Sequence

from applications.models import Application
from applications.operations.costs import locked
from core.evidence.models import Attachment
from core.evidence.operations import attach, attach_all
from core.users.models import User
from core.workflow.operations import operation

#: a workbook belongs to its application, a quote that came with it to the workbook
WORKBOOK, QUOTE = "cost_workbook", "workbook_quote"


@operation
def hand_in_workbook(
    *,
    application: Application,
    workbook: Attachment,
    quotes: Sequence[Attachment] = (),
    by: User,
    at: dt.datetime,
) -> Attachment:
    """
    Give an uploaded workbook of cost items to a draft, with the quotes its rows name; no row is written yet.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if the application was submitted.
    :raises AttachmentTaken: if a file belongs to another case.
    """
    application = locked(application, by, at)
    attach_all(attachments=quotes, owner_kind=QUOTE, owner_id=workbook.pk, purpose="quote", by=by, at=at)
    return attach(
        attachment=workbook, owner_kind=WORKBOOK, owner_id=application.pk, purpose="costs", by=by, at=at
    )
