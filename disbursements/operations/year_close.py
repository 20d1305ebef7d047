"""The close of a fiscal year: prepared as a dry run, decided by another person, posted once in one event."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from core.ledger.models import Account
from core.ledger.operations import Move, Owner, account, check_amount, outside, post_event
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements.announcements import year_close as announcements
from disbursements.models import FiscalYearClose, FiscalYearCloseLine
from disbursements.permissions import year_close as permissions
from disbursements.queries.year_close import ClosingLine, closing_lines, next_calls
from disbursements.refusals import year_close as refused
from disbursements.workflow import YearCloseStatus
from programs.models import Call, Program


class Carry(NamedTuple):
    """What of a call is carried over, won, to which call of the next year, and why."""

    won: int
    to: Call | None
    reason: str


@operation
def prepare_year_close(
    *, program: Program, year: int, carried: Mapping[int, Carry], by: User, at: dt.datetime
) -> FiscalYearClose:
    """
    Prepare the close of a programme's fiscal year: what lay in its accounts at the end of 31 December, Seoul,
    what of it is carried over (`carried` by call), the rest lapsing. Nothing moves.

    :raises YearNotOver: until 1 January.
    :raises AlreadyPrepared: if a close of the year stands.
    :raises LaterClosed: if a later year was closed: what lay there then is gone, what lies there is newer.
    :raises NothingToClose: if nothing lies there.
    :raises CarriedTooMuch, NoNextCall, NoReason: if what is carried over can't be.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_prepare_year_close, by, program, at=at)
    last_day = dt.date(year, 12, 31)
    if clock.day(at) <= last_day:
        raise refused.YearNotOver(year=year, next=year + 1)
    if FiscalYearClose.objects.standing().filter(program=program, year=year).exists():
        raise refused.AlreadyPrepared(year=year)
    _check_order(program, year)
    lines = closing_lines(program, last_day)
    if not lines:
        raise refused.NothingToClose(year=year)
    offered = {call.pk for call in next_calls(program, year)}
    close = FiscalYearClose.objects.create(program=program, year=year, prepared_at=at, prepared_by=by)
    for line in lines:
        carry = carried.get(line.call.pk) if line.call else None
        _write(close, line, _checked(line, carry, offered, year))
    close.begin(by=by, at=at)
    announcements.prepared(close, by=by, at=at)
    return close


def _check_order(program: Program, year: int) -> None:
    """Refuse to close a year after a later one: the same money would lapse twice."""
    closed = program.year_closes.filter(year__gt=year, status=YearCloseStatus.CLOSED)
    if later := closed.order_by("year").first():
        raise refused.LaterClosed(later=later.year, year=year)


def _checked(line: ClosingLine, carry: Carry | None, offered: set[int], year: int) -> Carry:
    """Return what is carried over of a line, if it can be."""
    if carry is None or not carry.won or line.call is None:
        return Carry(0, None, "")
    field = f"carried_{line.call.pk}"
    if check_amount(carry.won) > line.closing:
        raise refused.CarriedTooMuch(field=field, closing=f"{line.closing:,}", call=line.call.name)
    if carry.to is None or carry.to.pk not in offered:
        raise refused.NoNextCall(field=f"to_{line.call.pk}", next=year + 1, call=line.call.name)
    if len(carry.reason.strip()) < 5:
        raise refused.NoReason(field=f"reason_{line.call.pk}")
    return carry


def _write(close: FiscalYearClose, line: ClosingLine, carry: Carry) -> None:
    FiscalYearCloseLine.objects.create(
        close=close,
        account=line.account,
        closing_won=line.closing,
        carried_won=carry.won,
        carried_to=carry.to,
        reason=carry.reason.strip(),
        lapsed_won=line.closing - carry.won,
        committed_won=line.committed,
        paying_won=line.paying,
        held_won=line.held,
    )


@operation
def decide_year_close(*, close: FiscalYearClose, by: User, at: dt.datetime) -> FiscalYearClose:
    """
    Close the year as prepared: what lapses goes to the state, what is carried over to the next year's call,
    all in one event that belongs to 31 December. Frozen from then on.

    :raises NotAllowed: if `by` prepared it, or is no approving officer.
    :raises InvalidTransition: if it was decided or withdrawn before.
    :raises LaterClosed: if a later year was closed since it was prepared.
    :raises BooksMoved: if something was booked into the year since it was prepared.
    :raises UsedSince: if less is left there than lay there at the end of the year.
    """
    program = Program.objects.lock(close.program_id)
    close = FiscalYearClose.objects.lock(close.pk)
    require(permissions.may_decide_year_close, by, close, at=at)
    close.check_can_move_to(YearCloseStatus.CLOSED)
    _check_order(program, close.year)
    lines = list(close.lines.select_related("account", "carried_to"))
    accounts = Account.objects.filter(pk__in=[line.account_id for line in lines]).order_by("pk")
    locked = {one.pk: one for one in accounts.select_for_update(no_key=True)}
    _check_unmoved(lines, locked, closing_lines(program, close.last_day))
    close.status, close.decided_by, close.decided_at = YearCloseStatus.CLOSED, by, at
    close.save(update_fields=["status", "decided_by", "decided_at"])
    close.write_down(YearCloseStatus.PREPARED, by=by, at=at)
    post_event(moves=_moves(lines), effective_on=close.last_day, at=at, by=by, event=f"close:{close.pk}")
    announcements.ended(close, by=by, at=at)
    return close


def _check_unmoved(
    lines: list[FiscalYearCloseLine], locked: Mapping[int, Account], now: list[ClosingLine]
) -> None:
    """Compare what was prepared with what the books say of the year now, and with what is left."""
    prepared = {line.account_id: line.closing_won for line in lines}
    found = {line.account.pk: line.closing for line in now}
    accounts = [*(line.account for line in lines), *(line.account for line in now)]
    names = {account.pk: account.name for account in accounts}
    for pk in sorted({*prepared, *found}):
        was, is_now = prepared.get(pk, 0), found.get(pk, 0)
        if was != is_now:
            raise refused.BooksMoved(account=names[pk], was=f"{was:,}", now=f"{is_now:,}")
        if (left := locked[pk].balance) < was:
            raise refused.UsedSince(account=names[pk], closing=f"{was:,}", left=f"{left:,}")


def _moves(lines: list[FiscalYearCloseLine]) -> list[Move]:
    moves = []
    for line in lines:
        if line.lapsed_won:
            moves.append(Move(f"close:{line.pk}:lapse", line.account, outside("state"), line.lapsed_won))
        if line.carried_won and line.carried_to is not None:
            opened = account(Owner("call", line.carried_to.pk), "available")
            moves.append(Move(f"close:{line.pk}:carry", line.account, opened, line.carried_won))
    return moves


def open_day(program_id: int, day: dt.date, *, at: dt.datetime) -> dt.date:
    """
    Return the day to which a transfer into a programme's account belongs: that day while its year is open.

    What is learned of a closed year belongs to the first day after it; the row keeps the day itself. Call it
    before other locks: of a year gone by it locks the programme, so that no close passes by.
    """
    if day.year == clock.day(at).year:
        return day
    Program.objects.lock(program_id)
    closes = FiscalYearClose.objects.filter(program_id=program_id, status=YearCloseStatus.CLOSED)
    closed = set(closes.filter(year__gte=day.year).values_list("year", flat=True))
    while day.year in closed:
        day = dt.date(day.year + 1, 1, 1)
    return day


@operation
def withdraw_year_close(*, close: FiscalYearClose, reason: str, by: User, at: dt.datetime) -> FiscalYearClose:
    """
    Take a prepared close back, so that it can be prepared anew.

    :raises InvalidTransition: if it was decided or withdrawn before.
    """
    close = FiscalYearClose.objects.lock(close.pk)
    require(permissions.may_withdraw_year_close, by, close, at=at)
    close.move_to(YearCloseStatus.WITHDRAWN, by=by, at=at, reason=reason)
    announcements.ended(close, by=by, at=at)
    return close
