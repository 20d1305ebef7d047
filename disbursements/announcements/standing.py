"""Telling that a grant stopped, runs again, became smaller or ended."""

import datetime as dt
from collections.abc import Iterable

from core.inbox.operations import close_items, office, open_item
from core.users.models import Role, User
from disbursements.announcements.money import GRANT, _people, _tell, _tell_step
from disbursements.models import Grant, GrantReduction


def grants_suspended(
    stopped: Grant, grants: Iterable[Grant], *, until: dt.date | None, at: dt.datetime
) -> None:
    """Tell the firm, and those below it; the offices decide, `until` that day, what becomes of the grant."""
    for grant in grants:
        _tell_step(grant, "grant_suspended", at)
    _decide_suspended(stopped, until, at)


def suspension_prolonged(grant: Grant, *, until: dt.date, by: User, at: dt.datetime) -> None:
    """Give the offices until another day to decide what becomes of a suspended grant."""
    close_items(subject_kind=GRANT, subject_id=grant.pk, kinds={"decide_suspended"}, by=by, at=at)
    _decide_suspended(grant, until, at)


def _decide_suspended(stopped: Grant, until: dt.date | None, at: dt.datetime) -> None:
    ministry = stopped.consortium.program.office_id
    for number, role in enumerate((Role.OFFICER, Role.APPROVING_OFFICER)):
        open_item(
            key=f"decide_suspended:{stopped.pk}:{number}",
            kind="decide_suspended",
            subject=stopped,
            subject_kind=GRANT,
            about=str(stopped),
            to=office(ministry, role),
            at=at,
            due_on=until,
        )


def grants_resumed(resumed: Grant, grants: Iterable[Grant], *, by: User, at: dt.datetime) -> None:
    """Tell the firm, and those below it; nobody has to decide any more."""
    close_items(subject_kind=GRANT, subject_id=resumed.pk, kinds={"decide_suspended"}, by=by, at=at)
    for grant in grants:
        _tell_step(grant, "grant_resumed", at)


def grant_shrunk(grant: Grant, reduction: GrantReduction, *, by: User, at: dt.datetime) -> None:
    """Tell the firm what was taken back."""
    _tell(grant, GRANT, f"grant_shrunk:{reduction.pk}", "grant_shrunk", _people(grant), at)


def grants_cancelled(grants: Iterable[Grant], *, by: User, at: dt.datetime) -> None:
    """Tell the firms, and take what waited for them out of their inboxes."""
    for grant in grants:
        close_items(subject_kind=GRANT, subject_id=grant.pk, by=by, at=at)
        _tell_step(grant, "grant_cancelled", at)
