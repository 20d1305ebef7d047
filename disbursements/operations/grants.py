"""The firm accepts: the grant opens over the accounts of its application."""

import datetime as dt

from applications import operations as applications
from applications.models import Application
from applications.operations.lines import check_runs
from applications.workflow import Status
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import announcements, permissions
from disbursements.models import Grant


@operation
def accept_award(*, application: Application, by: User, at: dt.datetime) -> Grant:
    """
    Accept the award in the firm's name and open the grant (Act on the Management of Subsidies, art. 17-18).

    A linked grant opens under the grant of its parent application.

    :raises NotAllowed: if `by` is not a representative of the firm.
    :raises InvalidTransition: if nothing awaits acceptance.
    :raises LineHalted: if a grant above it is suspended.
    """
    line = Application.objects.lock_line(application.pk)
    application = line[-1]
    require(permissions.may_accept, by, application, at=at)
    application.check_can_move_to(Status.ACCEPTED)
    check_runs(line[:-1])
    applications.accept(application=application, by=by, at=at)
    application.refresh_from_db()
    grant = Grant.objects.create(
        application=application,
        parent=application.parent.grant if application.parent else None,
        kind=application.grant_kind,
        firm=application.firm,
        consortium=application.consortium,
        awarded_won=application.awarded_won or 0,
        regrant_won=application.regrant_won,
        accepted_at=at,
        accepted_by=by,
    )
    grant.begin(by=by, at=at)
    announcements.grant_opened(grant, by=by, at=at)
    return grant
