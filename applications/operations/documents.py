"""Handing in the papers that a programme asks for."""

import datetime as dt

from applications import announcements, permissions
from applications.documents import may_be_handed_in, papers_of
from applications.models import Application, HandedIn
from applications.refusals import NotAskedFor, NotEditable
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.models import RequiredDocument


@operation
def hand_in(
    *, application: Application, required: RequiredDocument, attachment: Attachment, by: User, at: dt.datetime
) -> HandedIn:
    """
    Hand in a paper that the programme asks for; an earlier one stays on record and the newest counts.

    With the application: while it is a draft or was returned. With payment requests: until the support ends.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotAskedFor: if the programme does not ask for it, on that day or for such costs.
    :raises NotEditable: if the case was submitted.
    :raises AttachmentTaken: if the file belongs to another case.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_edit, by, application, at=at)
    if required.pk not in {paper.required.pk for paper in papers_of(application, at)}:
        raise NotAskedFor(document=required.name, field="required")
    if not may_be_handed_in(application, required):
        raise NotEditable(status=application.get_public_status_display())
    announcements.taken_up_again(application, by=by, at=at)
    paper = HandedIn.objects.create(
        application=application, required=required, attachment=attachment, at=at, by=by
    )
    paper.attachment = attach(
        attachment=attachment,
        owner_kind="handed_in",
        owner_id=paper.pk,
        purpose="document",
        by=by,
        at=at,
    )
    return paper
