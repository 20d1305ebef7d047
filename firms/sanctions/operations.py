"""Writing down what other programmes must know of a firm; part of the decisions of upper rooms."""

import datetime as dt

from core.users.models import User
from core.workflow.operations import operation
from firms.models import Firm
from firms.sanctions.models import Exclusion, LateReport


@operation
def exclude_firm(
    *,
    firm: Firm,
    from_on: dt.date,
    until_on: dt.date,
    source: str,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Exclusion:
    """
    Keep a firm out of subsidised undertakings of all ministries until a day (Act, art. 31-2).

    The room that decides has asked who may and for how long; `source` names its case, and is used once.
    """
    return Exclusion.objects.create(
        firm=firm,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        source=source,
        decided_at=at,
        decided_by=by,
    )


@operation
def note_late_report(
    *, firm: Firm, months_late: int, cut_percent: int, source: str, by: User, at: dt.datetime
) -> LateReport:
    """Write down that a firm settled late, and the cut of its next subsidy (Decree, art. 12(3))."""
    return LateReport.objects.create(
        firm=firm,
        months_late=months_late,
        cut_percent=cut_percent,
        source=source,
        recorded_at=at,
        recorded_by=by,
    )
