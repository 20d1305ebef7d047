"""Passing a draft on inside the firm: to a colleague by name, or to its representatives to submit it."""

import datetime as dt

from applications import announcements, permissions, queries
from applications.models import Application, HandOver
from applications.operations.drafts import check_editable
from applications.refusals import Incomplete, NotAColleague
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation


@operation
def hand_over(*, application: Application, to: User, note: str = "", by: User, at: dt.datetime) -> HandOver:
    """
    Pass the draft on to a colleague: the work waits for that person by name from now on.

    Everybody of the firm can go on changing it; only whose turn it is moves.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable: if it was submitted.
    :raises NotAColleague: if `to` does not draft for the firm.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_edit, by, application, at=at)
    check_editable(application)
    if not permissions.may_edit(to, application, at=at):
        raise NotAColleague(person=str(to), firm=application.firm.name, field="to")
    row = HandOver.objects.create(application=application, to=to, note=note.strip(), at=at, by=by)
    announcements.waits_for_applicant(application, announcements.colleague(application, to), by=by, at=at)
    return row


@operation
def ask_to_submit(*, application: Application, note: str = "", by: User, at: dt.datetime) -> HandOver:
    """
    Ask the firm's representatives to submit what is prepared; changing it takes it back from them.

    :raises PermissionDenied: if `by` does not draft for the firm, or can submit it alone.
    :raises NotEditable: if it was submitted.
    :raises Incomplete: if something is missing, saying everything at once.
    :raises CallClosed: if the deadline has passed.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_ask_to_submit, by, application, at=at)
    check_editable(application)
    missing = queries.gaps(application, at)
    if missing:
        raise Incomplete(missing=" ".join(gap.text for gap in missing))
    if announcements.due_on(application):
        application.deadline.require(at)
    row = HandOver.objects.create(application=application, note=note.strip(), at=at, by=by)
    to, due_on = announcements.applicants_representatives(application), announcements.due_on(application)
    announcements.waits_for(application, "submit_draft", to, by=by, at=at, due_on=due_on)
    return row
