"""Who may prepare and decide the close of a fiscal year. The table says where it stands."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission

if TYPE_CHECKING:
    from disbursements.models import FiscalYearClose
    from programs.models import Program

PREPARE_YEAR_CLOSE = Permission("disbursements.prepare_year_close")
DECIDE_YEAR_CLOSE = Permission("disbursements.decide_year_close")

YOU_PREPARED = denied(_("You prepared this close; another person must decide it."))


def may_prepare_year_close(user: Any, program: "Program", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may prepare the close of a year: officers of the programme."""
    return holds(user, PREPARE_YEAR_CLOSE, *program.scope_pairs, at=at)


def may_decide_year_close(user: Any, close: "FiscalYearClose", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may decide and post it: an approving officer who did not prepare it."""
    verdict = holds(user, DECIDE_YEAR_CLOSE, *close.program.scope_pairs, at=at)
    return YOU_PREPARED if verdict and user.pk == close.prepared_by_id else verdict


def may_withdraw_year_close(user: Any, close: "FiscalYearClose", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take a prepared close back: whoever prepares or decides."""
    return may_prepare_year_close(user, close.program, at=at) or may_decide_year_close(user, close, at=at)
