"""How the close of a fiscal year is spoken of."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import FiscalYearClose
from disbursements.permissions import year_close as permissions
from disbursements.wording.money import THE_APPROVER, Step
from disbursements.workflow import YearCloseStatus

STEPS = (
    Step(
        _("Close and post"), "year_close_decide", permissions.may_decide_year_close, YearCloseStatus.CLOSED
    ),
    Step(
        _("Withdraw"), "year_close_withdraw", permissions.may_withdraw_year_close, YearCloseStatus.WITHDRAWN,
        "secondary",
    ),
)  # fmt: skip
SENTENCES = {
    YearCloseStatus.PREPARED: _("Prepared the close of the year."),
    YearCloseStatus.CLOSED: _("Closed the year; everything was posted in one event."),
    YearCloseStatus.WITHDRAWN: _("Withdrew the prepared close."),
}


def close_next(close: FiscalYearClose) -> dict[str, Any]:
    """Return the next step of a year's close and whose it is."""
    if close.status != YearCloseStatus.PREPARED:
        return {}
    return {"next_step": _("Decide the close of the fiscal year"), "whose": THE_APPROVER}
