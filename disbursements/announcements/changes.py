"""Telling those who decide on a change, and whose grant is another by now. Called within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import Addressee, close_items, firm, office, open_item
from core.inbox.registry import FIRMS, OFFICES, How
from core.users.models import Role, User
from disbursements.announcements import GRANT, GRANTS
from disbursements.models import ChangeRequest, Grant
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
    GRANTS.declare(
        "agree_to_hand_over", _("Another firm wants to hand its grant over to you: agree or decline"), page,
        FIRMS, within_days=14, is_legal=True,
    )  # fmt: skip
    GRANTS.declare("hand_over_agreed", _("The other firm agreed to take your grant over"), page, FIRMS)
    GRANTS.declare(
        "hand_over_declined", _("The other firm declined to take your grant over"), page, FIRMS, is_legal=True
    )
    GRANTS.declare("hand_over_ended", _("A hand-over you were asked about came to nothing"), page, FIRMS)
    GRANTS.declare(
        "holder_changed", _("A grant passed to another firm"), "disbursements:grant", FIRMS, is_legal=True
    )
    GRANTS.declare("change_ended", _("A change ended with its grant"), page, FIRMS, is_legal=True)


def asked(change: ChangeRequest, *, at: dt.datetime) -> None:
    """
    Put a change before those who handle the case, and before whoever decides.

    A hand-over waits for the firm that is to take over first.
    """
    if change.to_firm_id is not None and change.agreed_at is None:
        to = firm(change.to_firm_id, Role.REPRESENTATIVE)
        _ask_about_change(change, "agree_to_hand_over", f"agree_to_hand_over:{change.pk}", to, at)
        return
    for n, to in enumerate(those_who_handle(change.grant.consortium.program)):
        _ask_about_change(change, "recommend_change", f"recommend_change:{change.pk}:{n}", to, at)
    _ask_about_change(change, "decide_change", f"decide_change:{change.pk}", _approvers(change), at)


def agreed(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Put a hand-over before the office, and tell the firm that asked."""
    nobody_waits(change, by=by, at=at)
    asked(change, at=at)
    _tell_of_change(change, "hand_over_agreed", f"hand_over_agreed:{change.pk}", firm(change.firm_id), at)


def declined(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that asked that the other one declined."""
    nobody_waits(change, by=by, at=at)
    _tell_of_change(change, "hand_over_declined", f"hand_over_declined:{change.pk}", firm(change.firm_id), at)


def handed_over(change: ChangeRequest, *, at: dt.datetime) -> None:
    """
    Tell the new holder, the anchor, the firm above and those directly below that the grant passed on.

    Each is led to the grant; those below, to their own, under which firm it now hangs.
    """
    grant = change.grant
    above = {grant.parent.firm_id} if grant.parent else set()
    for firm_id in sorted({grant.firm_id, grant.consortium.anchor_id} | above):
        _tell_holder(grant, f"holder_changed:{change.pk}:{firm_id}", firm_id, at)
    for child in grant.children.select_related("application").order_by("pk"):
        _tell_holder(child, f"holder_changed:{change.pk}:below:{child.pk}", child.firm_id, at)


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
    _tell_of_change(change, "change_approved", f"change_approved:{change.pk}", firm(change.firm_id), at)


def refused(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that all stays as it was."""
    nobody_waits(change, by=by, at=at)
    _came_to_nothing(change, at)
    _tell_of_change(change, "change_refused", f"change_refused:{change.pk}", firm(change.firm_id), at)


def ended(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm that there is nothing left to change."""
    nobody_waits(change, by=by, at=at)
    _came_to_nothing(change, at)
    _tell_of_change(change, "change_ended", f"change_ended:{change.pk}", firm(change.firm_id), at)


def withdrawn(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Take a change out of every inbox; the firm that was to take a grant over hears of it."""
    nobody_waits(change, by=by, at=at)
    _came_to_nothing(change, at)


def nobody_waits(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    """Take a change out of every inbox."""
    close_items(subject_kind=CHANGE, subject_id=change.pk, by=by, at=at)


def _came_to_nothing(change: ChangeRequest, at: dt.datetime) -> None:
    if change.to_firm_id is not None:
        to, key = firm(change.to_firm_id), f"hand_over_ended:{change.pk}"
        _tell_of_change(change, "hand_over_ended", key, to, at)


def _tell_holder(grant: Grant, key: str, firm_id: int, at: dt.datetime) -> None:
    open_item(
        key=key,
        kind="holder_changed",
        subject=grant,
        subject_kind=GRANT,
        about=f"{grant.firm} · {grant}",
        to=firm(firm_id),
        at=at,
        is_notice=True,
    )


def _approvers(change: ChangeRequest) -> Addressee:
    return office(change.grant.consortium.program.office_id, Role.APPROVING_OFFICER)


def _ask_about_change(change: ChangeRequest, kind: str, key: str, to: Addressee, at: dt.datetime) -> None:
    about = f"{change.firm} · {change}"
    open_item(key=key, kind=kind, subject=change, subject_kind=CHANGE, about=about, to=to, at=at)


def _tell_of_change(change: ChangeRequest, kind: str, key: str, to: Addressee, at: dt.datetime) -> None:
    open_item(
        key=key,
        kind=kind,
        subject=change,
        subject_kind=CHANGE,
        about=f"{change.firm} · {change}",
        to=to,
        at=at,
        is_notice=True,
    )
