"""Telling who decides the close of a fiscal year."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, office, open_item
from core.inbox.registry import OFFICES
from core.users.models import Role, User
from disbursements.announcements.money import GRANTS
from disbursements.models import FiscalYearClose
from programs.addressees import offices_of

YEAR_CLOSE = "year_close"


def declare_kinds() -> None:
    """Declare the kind of inbox item about a year's close, its words and where it leads."""
    page = "disbursements:year_close"
    GRANTS.about(YEAR_CLOSE, page=page, offices=offices_of(FiscalYearClose, "program"))
    GRANTS.declare(
        "decide_year_close", _("Decide the close of the fiscal year"), page, OFFICES, within_days=14
    )


def prepared(close: FiscalYearClose, *, by: User, at: dt.datetime) -> None:
    """Put it before the ministry's approving officers."""
    open_item(
        key=f"decide_year_close:{close.pk}",
        kind="decide_year_close",
        subject=close,
        subject_kind=YEAR_CLOSE,
        about=str(close),
        to=office(close.program.office_id, Role.APPROVING_OFFICER),
        at=at,
    )


def ended(close: FiscalYearClose, *, by: User, at: dt.datetime) -> None:
    """Take it out of every inbox."""
    close_items(subject_kind=YEAR_CLOSE, subject_id=close.pk, by=by, at=at)
