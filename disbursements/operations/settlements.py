"""Settling a grant: opened by the clock, stated by the firm, confirmed line by line, then as a whole."""

import datetime as dt
from collections.abc import Mapping

from applications.models import Application
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import settling
from disbursements.announcements import settlements as announcements
from disbursements.models import Grant, LineVerdict, Settlement, SettlementLine
from disbursements.permissions import settlements as permissions
from disbursements.queries.settlements import (
    known_lines,
    lines_now,
    next_occasion,
    own_burden,
    settled_figures,
)
from disbursements.refusals import settlements as no
from disbursements.workflow import SettlementStatus
from firms.sanctions.operations import note_late_report
from programs.statutory import statutory_number

PURPOSE = "settlement_report"
#: what the firm says of one line: won used, explanation; by the public id of the line
Stated = Mapping[str, tuple[int, str]]


@operation
def open_settlement(*, grant: Grant, by: User, at: dt.datetime) -> Settlement:
    """
    Open the settlement a grant owes by now (Act, art. 27), by hand where nobody waits for the clock.

    :raises NotAllowed: if `by` does not handle cases of this programme.
    :raises NothingToSettle, SettlementWaits: if none is owed, or an earlier one is not confirmed.
    """
    grant = locked_grant(grant)
    require(permissions.may_open_settlement, by, grant, at=at)
    if waiting := grant.settlements.exclude(status=SettlementStatus.CONFIRMED).first():
        raise no.SettlementWaits(until=f"{waiting.until_on:%Y-%m-%d}")
    opened = _open(grant, by=by, at=at)
    if opened is None:
        raise no.NothingToSettle
    return opened


@operation
def open_due_settlement(*, grant: Grant, by: User, at: dt.datetime) -> Settlement | None:
    """Open the settlement a grant owes by now, if there is one and none waits. Only the clock asks."""
    grant = locked_grant(grant)
    if grant.settlements.exclude(status=SettlementStatus.CONFIRMED).exists():
        return None
    return _open(grant, by=by, at=at)


def _open(grant: Grant, *, by: User, at: dt.datetime) -> Settlement | None:
    """Open it with what is known: lines asked and paid, the firm's own money."""
    occasion = next_occasion(grant, clock.day(at))
    if occasion is None:
        return None
    settlement = Settlement(
        grant=grant, basis=str(occasion.basis), until_on=occasion.until_on,
        due_on=settling.due_on(occasion.until_on), opened_at=at, opened_by=by,
    )  # fmt: skip
    settlement.own_burden_won = own_burden(grant, settlement.cut_off)
    settlement.save()
    for known in known_lines(grant, settlement.cut_off):
        SettlementLine.objects.create(
            settlement=settlement, cost_item=known.item, awarded_won=known.awarded_won,
            asked_won=known.asked_won, paid_won=known.paid_won, stated_won=known.paid_won,
        )  # fmt: skip
    settlement.begin(by=by, at=at)
    announcements.opened(settlement, by=by, at=at)
    return settlement


@operation
def state_settlement(
    *,
    settlement: Settlement,
    stated: Stated,
    own_burden_won: int,
    interest_won: int,
    performance: str,
    report: Attachment | None = None,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> Settlement:
    """
    Hand the settlement in (Act, art. 27): what was used of each line, why it is less, interest earned.

    Of one that came back only the lines to be corrected change. The first time, a late one is written down
    (Decree, art. 12(3)).

    :raises NotAllowed: if `by` does not represent the firm.
    :raises InvalidTransition: if it does not wait for the firm.
    :raises StaleVersion: if somebody else changed it since it was read.
    :raises MoreThanPaid, ExplanationMissing, NotALineToCorrect: naming the line.
    :raises PerformanceMissing, ReportMissing: if what belongs to it is missing.
    """
    settlement = locked_settlement(settlement)
    require(permissions.may_state_settlement, by, settlement, at=at)
    settlement.check_stands_in(SettlementStatus.DUE, SettlementStatus.RETURNED)
    settlement.check_version(version)
    for line in lines_now(settlement):
        line.save()
    _state_lines(settlement, stated)
    if not performance.strip():
        raise no.PerformanceMissing(field="performance")
    _take_report(settlement, report, by=by, at=at)
    settlement.own_burden_won, settlement.interest_won = own_burden_won, interest_won
    settlement.performance = performance.strip()
    is_first = settlement.submitted_at is None
    settlement.submitted_by = by
    settlement.submitted_at = settlement.submitted_at or at
    settlement.checked_at = settlement.checked_by = None
    settlement.save()
    settlement.move_to(SettlementStatus.SUBMITTED, by=by, at=at)
    if is_first:
        _note_late(settlement, by=by, at=at)
    announcements.submitted(settlement, by=by, at=at)
    return settlement


def _state_lines(settlement: Settlement, stated: Stated) -> None:
    for line in settlement.lines.select_related("cost_item"):
        used, explanation = stated.get(line.public_id, (line.stated_won, line.explanation))
        said = (used, explanation.strip())
        if line.verdict == LineVerdict.CONFIRMED:
            if said != (line.stated_won, line.explanation):
                raise no.NotALineToCorrect(item=line.cost_item.name)
            continue
        named = {"item": line.cost_item.name, "paid": f"{line.paid_won:,}"}
        if used > line.paid_won:
            raise no.MoreThanPaid(field=f"used_{line.public_id}", **named)
        if used < line.paid_won and not said[1]:
            raise no.ExplanationMissing(field=f"why_{line.public_id}", **named)
        line.stated_won, line.explanation = said
        line.verdict, line.reason = LineVerdict.OPEN, ""
        line.decided_at = line.decided_by = None
        line.save()


def _take_report(settlement: Settlement, report: Attachment | None, *, by: User, at: dt.datetime) -> None:
    """Keep the report of the outside body; from a sum on there must be one (Act, art. 27(2))."""
    if report is not None and report.pk != settlement.report_id:
        settlement.report = report
        attach(
            attachment=report, owner_kind="settlement", owner_id=settlement.pk, purpose=PURPOSE, by=by, at=at
        )
    received = settled_figures(settlement).gross
    on = settlement.until_on
    if settlement.report_id is None and settling.needs_verification(received, on):
        limit = statutory_number("VERIFICATION_FROM_WON", on)
        raise no.ReportMissing(field="report", won=f"{received:,}", limit=f"{limit:,}")


@operation
def note_settlement_late(*, settlement: Settlement, by: User, at: dt.datetime) -> bool:
    """
    Write down that a settlement was not handed in for so long (Decree, art. 12(3)). Only the clock asks.

    Once for each step of the cut; returns whether a row was written.
    """
    settlement = locked_settlement(settlement)
    return settlement.submitted_at is None and _note_late(settlement, by=by, at=at)


def _note_late(settlement: Settlement, *, by: User, at: dt.datetime) -> bool:
    """Write down the step of the cut that a late settlement has reached, if it was not before."""
    months = settling.months_late(settlement.due_on, clock.day(at))
    percent = settling.cut_percent(months, clock.day(at))
    if not percent:
        return False
    report = note_late_report(
        firm=settlement.grant.firm, months_late=months, cut_percent=percent,
        source=f"settlement:{settlement.public_id}", by=by, at=at,
    )  # fmt: skip
    return report.recorded_at == at


def locked_grant(grant: Grant) -> Grant:
    """Lock the line of the case, then the grant."""
    Application.objects.lock_line(grant.application_id)
    locked: Grant = Grant.objects.lock(grant.pk)
    return locked


def locked_settlement(settlement: Settlement) -> Settlement:
    """Lock the line of the case, the grant, then the settlement."""
    grant = locked_grant(settlement.grant)
    locked: Settlement = Settlement.objects.lock(settlement.pk)
    locked.grant = grant
    return locked
