"""Telling a firm that its readings raise questions. Called within the operation that raises them."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_keys, firm, open_item
from core.inbox.registry import FIRMS, Group
from core.users.models import User
from measurement.models import Measure
from programs.addressees import offices_of

SUBJECT = "measure"
READINGS = Group("readings", _("Readings"), 48)


def declare_kinds() -> None:
    """Declare the kind of inbox item of this room, its words and where it leads."""
    page = "measurement:measure"
    READINGS.about(SUBJECT, page=page, offices=offices_of(Measure, "consortium__program"))
    READINGS.declare("answer_flags", _("Answer the questions about readings"), page, FIRMS, within_days=14)


def questions_wait(measure: Measure, *, at: dt.datetime) -> None:
    """Put the questions about a measure's readings, one item for all of them, into the firm's inbox."""
    open_item(
        key=_key(measure), kind="answer_flags", subject=measure, subject_kind=SUBJECT,
        about=f"{measure.firm} · {measure}", to=firm(measure.firm_id), at=at,
    )  # fmt: skip


def nobody_waits(measure: Measure, *, by: User, at: dt.datetime) -> None:
    """Take the questions out of the firm's inbox: all are answered."""
    close_keys(_key(measure), by=by, at=at)


def _key(measure: Measure) -> str:
    return f"answer_flags:{measure.pk}"
