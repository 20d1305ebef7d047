"""Telling the officers of gaps between papers, and who grants a waiver."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, hand_to, office, open_item
from core.inbox.registry import OFFICES
from core.users.models import Role, User
from disbursements.announcements.money import PAYMENTS
from disbursements.models import Discrepancy, Waiver
from programs.addressees import offices_of, those_who_handle

DISCREPANCY = "discrepancy"


def declare_kinds() -> None:
    """Declare the kinds of inbox items about discrepancies and where they lead."""
    page = "disbursements:discrepancy"
    PAYMENTS.about(DISCREPANCY, page=page, offices=offices_of(Discrepancy, "grant__consortium__program"))
    PAYMENTS.declare("clear_discrepancy", _("Clear the discrepancy"), page, OFFICES, within_days=14)
    PAYMENTS.declare("grant_waiver", _("Decide on the waiver"), page, OFFICES, within_days=7)


def discrepancy_opened(discrepancy: Discrepancy, *, at: dt.datetime) -> None:
    """Put the gap before the officers of its programme."""
    for number, to in enumerate(those_who_handle(discrepancy.grant.consortium.program)):
        open_item(
            key=f"clear_discrepancy:{discrepancy.pk}:{number}",
            kind="clear_discrepancy",
            subject=discrepancy,
            subject_kind=DISCREPANCY,
            about=_about(discrepancy),
            to=to,
            at=at,
        )


def discrepancy_closed(discrepancy: Discrepancy, *, by: User, at: dt.datetime) -> None:
    """Take it out of every inbox."""
    close_items(subject_kind=DISCREPANCY, subject_id=discrepancy.pk, by=by, at=at)


def waiver_asked(discrepancy: Discrepancy, waiver: Waiver, *, at: dt.datetime) -> None:
    """Put the waiver before the ministry's approving officers."""
    open_item(
        key=f"grant_waiver:{waiver.pk}",
        kind="grant_waiver",
        subject=discrepancy,
        subject_kind=DISCREPANCY,
        about=_about(discrepancy),
        to=office(discrepancy.grant.consortium.program.office_id, Role.APPROVING_OFFICER),
        at=at,
    )


def waiver_granted(discrepancy: Discrepancy, waiver: Waiver, *, by: User, at: dt.datetime) -> None:
    """Let the gap wait again for the officers, who clear it by the day on which the waiver ends."""
    hand_to(
        *those_who_handle(discrepancy.grant.consortium.program),
        kind="clear_discrepancy",
        subject=discrepancy,
        subject_kind=DISCREPANCY,
        about=_about(discrepancy),
        step=1_000 + waiver.pk,
        by=by,
        at=at,
        due_on=waiver.ends_on,
    )


def _about(discrepancy: Discrepancy) -> str:
    return f"{discrepancy.grant.firm} · {discrepancy.about}"
