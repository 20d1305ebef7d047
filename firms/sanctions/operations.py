"""Writing down what other programmes must know of a firm; part of the decisions of upper rooms."""

import datetime as dt

from core.users.models import User
from core.workflow.operations import operation
from firms.models import Firm
from firms.sanctions.models import Exclusion, ExclusionEnd, LateReport


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
def end_exclusion(
    *, exclusion: Exclusion, free_from_on: dt.date, reason: str, by: User, at: dt.datetime
) -> ExclusionEnd:
    """Let a firm take part again from a day on, because the decision that kept it out was withdrawn."""
    return ExclusionEnd.objects.create(
        exclusion=exclusion, free_from_on=free_from_on, reason=reason, decided_at=at, decided_by=by
    )


@operation
def note_late_report(
    *, firm: Firm, months_late: int, cut_percent: int, source: str, by: User, at: dt.datetime
) -> LateReport:
    """
    Write down that a firm settles late, and the cut of its next subsidy (Decree, art. 12(3)).

    Once for each step of the cut: a second time returns the first row.
    """
    report, _is_new = LateReport.objects.get_or_create(
        source=source,
        cut_percent=cut_percent,
        defaults={"firm": firm, "months_late": months_late, "recorded_at": at, "recorded_by": by},
    )
    return report
