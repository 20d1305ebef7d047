"""Finding gaps between papers, clearing them, and setting one aside for a time by two people."""

import datetime as dt
from collections.abc import Iterable

from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import announcements, permissions, refusals
from disbursements.models import Discrepancy, DiscrepancyKind, PassThrough, PaymentLine, Waiver
from disbursements.queries.matching import gaps_of, is_there


def open_gaps(lines: Iterable[PaymentLine], *, by: User, at: dt.datetime) -> list[Discrepancy]:
    """
    Open a discrepancy, owned by who accepted the line, for every gap between its papers that has none open.
    """
    opened = []
    for line in lines:
        for gap in gaps_of(line):
            found, is_new = Discrepancy.objects.get_or_create(
                line=line,
                kind=gap.kind,
                closed_at=None,
                defaults={
                    "grant": line.request.grant,
                    "expected": gap.expected,
                    "found": gap.found,
                    "owner": by,
                    "opened_at": at,
                    "opened_by": by,
                },
            )
            if is_new:
                announcements.discrepancy_opened(found, at=at)
                opened.append(found)
    return opened


@operation
def match_passed_on(
    *, pass_through: PassThrough, receipt_won: int, receipt_on: dt.date, by: User, at: dt.datetime
) -> Discrepancy | None:
    """
    Hold money passed on against its bank receipt: what was recorded and confirmed against what the bank says.

    Where they agree, what an earlier receipt had opened is closed.

    :return: the discrepancy that is open, or None where amount and day agree.
    :raises NotAllowed: if `by` does not check the papers of this programme.
    """
    passed = PassThrough.objects.lock(pass_through.pk)
    require(permissions.may_match_passed, by, passed, at=at)
    expected = f"{passed.amount_won:,} · {passed.paid_on}"
    found = f"{receipt_won:,} · {receipt_on}"
    if expected == found:
        for earlier in passed.discrepancies.open():
            _close(earlier, found, by=by, at=at)
        return None
    opened, is_new = Discrepancy.objects.get_or_create(
        pass_through=passed,
        kind=DiscrepancyKind.PASSED_ON,
        closed_at=None,
        defaults={
            "grant": passed.payer,
            "expected": expected,
            "found": found,
            "owner": by,
            "opened_at": at,
            "opened_by": by,
        },
    )
    if is_new:
        announcements.discrepancy_opened(opened, at=at)
    return opened


@operation
def clear_discrepancy(*, discrepancy: Discrepancy, reason: str, by: User, at: dt.datetime) -> Discrepancy:
    """
    Close a discrepancy whose papers agree now, saying how; over one that is still there only a waiver helps.

    :raises GapStillThere: if the papers say what they said.
    :raises DiscrepancyClosed: if somebody closed it already.
    :raises ReasonMissing: if it is not said how.
    """
    discrepancy = _lock_open(discrepancy)
    require(permissions.may_clear, by, discrepancy, at=at)
    if is_there(discrepancy):
        raise refusals.GapStillThere
    return _close(discrepancy, check_reason(reason), by=by, at=at)


def _close(discrepancy: Discrepancy, reason: str, *, by: User, at: dt.datetime) -> Discrepancy:
    discrepancy.closed_at, discrepancy.closed_by, discrepancy.closing_reason = at, by, reason
    discrepancy.save(update_fields=["closed_at", "closed_by", "closing_reason"])
    announcements.discrepancy_closed(discrepancy, by=by, at=at)
    return discrepancy


@operation
def ask_waiver(
    *, discrepancy: Discrepancy, reason: str, ends_on: dt.date, by: User, at: dt.datetime
) -> Waiver:
    """
    Ask that one may go on over an open discrepancy until a day; a second person grants it.

    :raises DiscrepancyClosed: if it is closed.
    :raises WaiverEnded: if the day has passed.
    :raises WaiverAsked: if one waits already.
    """
    discrepancy = _lock_open(discrepancy)
    require(permissions.may_clear, by, discrepancy, at=at)
    if ends_on < clock.day(at):
        raise refusals.WaiverEnded(field="ends_on")
    waiting = discrepancy.waivers.filter(granted_at__isnull=True).first()
    if waiting is not None:
        raise refusals.WaiverAsked(until=f"{waiting.ends_on}")
    waiver = Waiver.objects.create(
        discrepancy=discrepancy, reason=check_reason(reason), ends_on=ends_on, asked_at=at, asked_by=by
    )
    announcements.waiver_asked(discrepancy, waiver, at=at)
    return waiver


@operation
def grant_waiver(*, discrepancy: Discrepancy, by: User, at: dt.datetime) -> Waiver:
    """
    Let one go on over an open discrepancy until the day that was asked for.

    :raises NotAllowed: if `by` asked for it, found the gap or owns it.
    :raises NothingToWaive: if no waiver waits.
    """
    discrepancy = _lock_open(discrepancy)
    require(permissions.may_waive, by, discrepancy, at=at)
    waiver = discrepancy.waivers.filter(granted_at__isnull=True).first()
    if waiver is None:
        raise refusals.NothingToWaive
    if waiver.ends_on < clock.day(at):
        raise refusals.WaiverEnded
    waiver.granted_at, waiver.granted_by = at, by
    waiver.save(update_fields=["granted_at", "granted_by"])
    announcements.waiver_granted(discrepancy, waiver, by=by, at=at)
    return waiver


def _lock_open(discrepancy: Discrepancy) -> Discrepancy:
    locked: Discrepancy = Discrepancy.objects.lock(discrepancy.pk)
    if locked.closed_at is not None and locked.closed_by is not None:
        raise refusals.DiscrepancyClosed(
            who=locked.closed_by.get_full_name(), when=f"{clock.day(locked.closed_at)}"
        )
    return locked
