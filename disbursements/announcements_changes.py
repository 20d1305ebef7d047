"""Telling those who decide on a change, and whose grant is another by now. Called within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import Addressee, close_items, firm, office, open_item
from core.inbox.registry import FIRMS, OFFICES, How
from core.users.models import Role, User
from disbursements.announcements import GRANTS
from disbursements.models import ChangeRequest
from programs.addressees import offices_of, those_who_handle

CHANGE = "change"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of changes, their words and where they lead."""
    page = "disbursements:change"
    GRANTS.about(CHANGE, page=page, offices=offices_of(ChangeRequest, "grant__consortium__program"))
    GRANTS.declare("recommend_change", _("Look at the change a firm asks for"), page, OFFICES, within_days=14)
    GRANTS.declare("decide_change", _("Decide on the change a firm asks for"), page, OFFICES, within_days=30)
    GRANTS.declare("change_recorded", _("A minor change was recorded"), page, OFFICES, default=How.DIGEST)
    GRANTS.declare("change_approved", _("Your change was approved"), page, FIRMS, is_legal=True)
    GRANTS.declare("change_refused", _("Your change was refused"), page, FIRMS, is_legal=True)
    GRANTS.declare("change_ended", _("A change ended with its grant"), page, FIRMS, is_legal=True)


def asked(change: ChangeRequest, *, at: dt.datetime) -> None:
    """Put a change before those who handle the case, and before whoever decides."""
    for n, to in enumerate(those_who_handle(change.grant.consortium.program)):
        _ask_about_change(change, "recommend_change", f"recommend_change:{change.pk}:{n}", to, at)
    _ask_about_change(change, "decide_change", f"decide_change:{change.pk}", _approvers(change), at)


def recommended(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Take a change out of the inboxes of those who recommend; it stays with whoever decides."""
    close_items(subject_kind=CHANGE, subject_id=change.pk, kinds={"recommend_change"}, by=by, at=at)


def recorded(change: ChangeRequest, *, at: dt.datetime) -> None:
    """Tell the office that a minor change was recorded."""
    for n, to in enumerate(those_who_handle(change.grant.consortium.program)):
        _tell_of_change(change, "change_recorded", f"change_recorded:{change.pk}:{n}", to, at)


def approved(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that its change was made."""
    nobody_waits(change, by=by, at=at)
    _tell_of_change(change, "change_approved", f"change_approved:{change.pk}", firm(change.grant.firm_id), at)


def refused(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that all stays as it was."""
    nobody_waits(change, by=by, at=at)
    _tell_of_change(change, "change_refused", f"change_refused:{change.pk}", firm(change.grant.firm_id), at)


def ended(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that there is nothing left to change."""
    nobody_waits(change, by=by, at=at)
    _tell_of_change(change, "change_ended", f"change_ended:{change.pk}", firm(change.grant.firm_id), at)


def nobody_waits(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Take a change out of every inbox."""
    close_items(subject_kind=CHANGE, subject_id=change.pk, by=by, at=at)


def _approvers(change: ChangeRequest) -> Addressee:
    return office(change.grant.consortium.program.office_id, Role.APPROVING_OFFICER)


def _ask_about_change(change: ChangeRequest, kind: str, key: str, to: Addressee, at: dt.datetime) -> None:
    about = f"{change.grant.firm} · {change}"
    open_item(key=key, kind=kind, subject=change, subject_kind=CHANGE, about=about, to=to, at=at)


def _tell_of_change(change: ChangeRequest, kind: str, key: str, to: Addressee, at: dt.datetime) -> None:
    open_item(
        key=key,
        kind=kind,
        subject=change,
        subject_kind=CHANGE,
        about=f"{change.grant.firm} · {change}",
        to=to,
        at=at,
        is_notice=True,
    )
