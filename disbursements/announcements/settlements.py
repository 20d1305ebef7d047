"""Telling who settles, who confirms, and who closes. Called within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, firm, hand_to, office, open_item
from core.inbox.registry import FIRMS, OFFICES
from core.users.models import Role, User
from disbursements.announcements.money import GRANT, GRANTS
from disbursements.models import Grant, Settlement
from programs.addressees import offices_of, those_who_handle

SETTLEMENT = "settlement"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of settlements, their words and where they lead."""
    page = "disbursements:settlement"
    GRANTS.about(SETTLEMENT, page=page, offices=offices_of(Settlement, "grant__consortium__program"))
    GRANTS.declare(
        "state_settlement",
        _("Hand the settlement in"),
        page,
        FIRMS,
        is_legal=True,
        reminds=(30, 14, 7, 3, 1, 0),
    )
    GRANTS.declare(
        "correct_settlement", _("Correct lines of the settlement"), page, FIRMS, is_legal=True, within_days=14
    )
    GRANTS.declare("check_settlement", _("Confirm the lines of a settlement"), page, OFFICES, within_days=30)
    GRANTS.declare("confirm_settlement", _("Confirm a settlement"), page, OFFICES, within_days=14)
    GRANTS.declare("settlement_confirmed", _("Your settlement was confirmed"), page, FIRMS, is_legal=True)
    GRANTS.declare("close_grant", _("Close the grant"), "disbursements:grant", OFFICES, within_days=30)


def opened(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """Put a settlement before its firm, until its due day."""
    _waits(settlement, "state_settlement", by=by, at=at, due_on=settlement.due_on)


def submitted(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """Put a settlement before those who handle the case."""
    _waits(settlement, "check_settlement", by=by, at=at)


def returned(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """Put the lines to be corrected before the firm."""
    _waits(settlement, "correct_settlement", by=by, at=at)


def checked(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """Put a settlement before the ministry's approving officers."""
    _waits(settlement, "confirm_settlement", by=by, at=at)


def confirmed(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    """Tell the firm; after the last settlement the grant waits to be closed."""
    close_items(subject_kind=SETTLEMENT, subject_id=settlement.pk, by=by, at=at)
    open_item(
        key=f"settlement_confirmed:{settlement.pk}", kind="settlement_confirmed", subject=settlement,
        subject_kind=SETTLEMENT, about=_about(settlement), to=firm(settlement.grant.firm_id), at=at,
        is_notice=True,
    )  # fmt: skip
    grant = settlement.grant
    if settlement.is_last and grant.status != "CANCELLED":
        open_item(
            key=f"close_grant:{grant.pk}", kind="close_grant", subject=grant, subject_kind=GRANT,
            about=f"{grant.firm} · {grant}", at=at,
            to=office(grant.consortium.program.office_id, Role.APPROVING_OFFICER),
        )  # fmt: skip


def closed(grant: Grant, *, by: User, at: dt.datetime) -> None:
    """Take a closed grant out of every inbox."""
    close_items(subject_kind=GRANT, subject_id=grant.pk, by=by, at=at)


def _waits(
    settlement: Settlement, kind: str, *, by: User, at: dt.datetime, due_on: dt.date | None = None
) -> None:
    program = settlement.grant.consortium.program
    to = {
        "check_settlement": those_who_handle(program),
        "confirm_settlement": [office(program.office_id, Role.APPROVING_OFFICER)],
    }.get(kind, [firm(settlement.grant.firm_id)])
    hand_to(
        *to, kind=kind, subject=settlement, subject_kind=SETTLEMENT, about=_about(settlement),
        step=settlement.changes.count(), by=by, at=at, due_on=due_on,
    )  # fmt: skip


def _about(settlement: Settlement) -> str:
    return f"{settlement.firm} · {settlement}"
