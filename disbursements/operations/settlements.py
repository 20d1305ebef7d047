"""Settling a grant: opened by the clock, stated by the firm, confirmed line by line, then as a whole."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Sum

from applications.models import Application
from applications.rules import check_reason
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.ledger.operations import Owner, account, outside, post
from core.ledger.queries import balance
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import closing, settling
from disbursements.announcements import settlements as announcements
from disbursements.models import Grant, LineVerdict, Settlement, SettlementLine
from disbursements.operations.debts import order_at_once
from disbursements.permissions import settlements as permissions
from disbursements.queries import node_figures
from disbursements.queries.settlements import known_lines, next_occasion, own_burden, unsettled_below
from disbursements.refusals import settlements as no
from disbursements.workflow import DebtGround, GrantStatus, SettlementStatus
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
    grant = _locked(grant)
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
    grant = _locked(grant)
    if grant.settlements.exclude(status=SettlementStatus.CONFIRMED).exists():
        return None
    return _open(grant, by=by, at=at)


def _open(grant: Grant, *, by: User, at: dt.datetime) -> Settlement | None:
    """Open it with what is known: lines asked and paid, the firm's own money."""
    occasion = next_occasion(grant, clock.day(at))
    if occasion is None:
        return None
    settlement = Settlement.objects.create(
        grant=grant, basis=str(occasion.basis), until_on=occasion.until_on,
        due_on=settling.due_on(occasion.until_on), own_burden_won=own_burden(grant), opened_at=at,
        opened_by=by,
    )  # fmt: skip
    for known in known_lines(grant):
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
    settlement = _locked_settlement(settlement)
    require(permissions.may_state_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.SUBMITTED)
    settlement.check_version(version)
    if settlement.status == SettlementStatus.DUE:
        _refresh(settlement)
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
        _note_if_late(settlement, by=by, at=at)
    announcements.submitted(settlement, by=by, at=at)
    return settlement


def _refresh(settlement: Settlement) -> None:
    """Take up what was paid since it was opened."""
    known = {one.item.pk: one for one in known_lines(settlement.grant)}
    for line in settlement.lines.all():
        now = known[line.cost_item_id]
        line.awarded_won, line.asked_won, line.paid_won = now.awarded_won, now.asked_won, now.paid_won
        line.save(update_fields=["awarded_won", "asked_won", "paid_won"])


def _state_lines(settlement: Settlement, stated: Stated) -> None:
    for line in settlement.lines.select_related("cost_item"):
        used, explanation = stated.get(line.public_id, (line.stated_won, line.explanation))
        said = (used, explanation.strip())
        if line.verdict == LineVerdict.CONFIRMED:
            if said != (line.stated_won, line.explanation):
                raise no.NotALineToCorrect(item=line.cost_item.name)
            continue
        if used > line.paid_won:
            raise no.MoreThanPaid(item=line.cost_item.name, paid=f"{line.paid_won:,}")
        if used < line.paid_won and not said[1]:
            raise no.ExplanationMissing(item=line.cost_item.name, paid=f"{line.paid_won:,}")
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
    received = node_figures([settlement.grant])[settlement.grant_id].gross
    on = settlement.until_on
    if settlement.report_id is None and settling.needs_verification(received, on):
        limit = statutory_number("VERIFICATION_FROM_WON", on)
        raise no.ReportMissing(field="report", won=f"{received:,}", limit=f"{limit:,}")


def _note_if_late(settlement: Settlement, *, by: User, at: dt.datetime) -> None:
    months = settling.months_late(settlement.due_on, clock.day(at))
    percent = settling.cut_percent(months, clock.day(at))
    if percent:
        note_late_report(
            firm=settlement.grant.firm, months_late=months, cut_percent=percent,
            source=f"settlement:{settlement.public_id}", by=by, at=at,
        )  # fmt: skip


@operation
def decide_line(
    *,
    line: SettlementLine,
    verdict: str,
    confirmed_won: int | None = None,
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> SettlementLine:
    """
    Confirm a line of a settlement, or say what is to be corrected of it (Act, art. 28–29).

    :raises NotAllowed: if `by` handed it in or does not check settlements of this programme.
    :raises InvalidTransition: if the settlement is not being checked.
    :raises MoreThanPaid: if more would be confirmed than was paid.
    :raises ReasonMissing: if it is to be corrected, or less than the firm says, and nothing says why.
    """
    settlement = _locked_settlement(line.settlement)
    line = SettlementLine.objects.select_related("cost_item").get(pk=line.pk)
    require(permissions.may_check_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.CHECKED)
    is_good = verdict == LineVerdict.CONFIRMED
    won = line.stated_won if confirmed_won is None else confirmed_won
    if is_good and won > line.paid_won:
        raise no.MoreThanPaid(field="confirmed_won", item=line.cost_item.name, paid=f"{line.paid_won:,}")
    if len(reason.strip()) < 2 and (not is_good or won != line.stated_won):
        raise no.ReasonMissing(field="reason")
    line.verdict = LineVerdict.CONFIRMED if is_good else LineVerdict.TO_CORRECT
    line.confirmed_won, line.reason = won if is_good else None, reason.strip()
    line.decided_at, line.decided_by = at, by
    line.save()
    return line


@operation
def return_settlement(*, settlement: Settlement, reason: str, by: User, at: dt.datetime) -> Settlement:
    """
    Order the lines that are not right to be corrected (Act, art. 29); the others stay as confirmed.

    :raises NotAllowed: if `by` handed it in or does not check settlements of this programme.
    :raises InvalidTransition: if it is not being checked.
    :raises NothingToCorrect: if no line says what is wrong.
    """
    settlement = _locked_settlement(settlement)
    require(permissions.may_check_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.RETURNED)
    if not settlement.lines.filter(verdict=LineVerdict.TO_CORRECT).exists():
        raise no.NothingToCorrect
    settlement.move_to(SettlementStatus.RETURNED, by=by, at=at, reason=check_reason(reason))
    announcements.returned(settlement, by=by, at=at)
    return settlement


@operation
def check_settlement(*, settlement: Settlement, finding: str, by: User, at: dt.datetime) -> Settlement:
    """
    Put a settlement of which every line is confirmed before the second person (Act, art. 28).

    :raises NotAllowed: if `by` handed it in or does not check settlements of this programme.
    :raises InvalidTransition: if it is not being checked.
    :raises LinesOpen, LinesToCorrect: naming the line.
    """
    settlement = _locked_settlement(settlement)
    require(permissions.may_check_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.CHECKED)
    for line in settlement.lines.select_related("cost_item"):
        if line.verdict != LineVerdict.CONFIRMED:
            refusal = no.LinesOpen if line.verdict == LineVerdict.OPEN else no.LinesToCorrect
            raise refusal(item=line.cost_item.name)
    settlement.checked_at, settlement.checked_by = at, by
    settlement.save(update_fields=["checked_at", "checked_by"])
    settlement.move_to(SettlementStatus.CHECKED, by=by, at=at, reason=check_reason(finding, field="finding"))
    announcements.checked(settlement, by=by, at=at)
    return settlement


@operation
def send_settlement_back(*, settlement: Settlement, reason: str, by: User, at: dt.datetime) -> Settlement:
    """
    Give a settlement back to those who confirm its lines.

    :raises NotAllowed: if `by` does not confirm settlements of this programme, or confirmed its lines.
    :raises InvalidTransition: if it does not wait for its confirmation.
    """
    settlement = _locked_settlement(settlement)
    require(permissions.may_confirm_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.CONFIRMED)
    settlement.move_to(SettlementStatus.SUBMITTED, by=by, at=at, reason=check_reason(reason))
    announcements.submitted(settlement, by=by, at=at)
    return settlement


@operation
def confirm_settlement(*, settlement: Settlement, reason: str, by: User, at: dt.datetime) -> Settlement:
    """
    Confirm a settlement; its figures are frozen, what is too much becomes a debt with interest.

    Act on the Management of Subsidies, art. 28 and 31. Interest earned: outside bank → grant.

    :raises NotAllowed: if `by` handed it in, confirmed its lines, or does not confirm settlements.
    :raises InvalidTransition: if it does not wait for its confirmation.
    :raises ChildNotSettled: naming the firm below that has not settled.
    :raises MoneyMoves: if money of it is at the bank or on its way.
    :raises ConfirmedAboveReceived: if more is confirmed than lies there or was spent.
    """
    settlement = _locked_settlement(settlement)
    require(permissions.may_confirm_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.CONFIRMED)
    reason = check_reason(reason)
    _check_below(settlement)
    excess = _freeze(settlement, at, by)
    settlement.move_to(SettlementStatus.CONFIRMED, by=by, at=at, reason=reason)
    if settlement.interest_won:
        post(
            key=f"settlement:{settlement.pk}:interest", source=outside("bank"),
            target=account(settlement.grant.owner, "interest"), amount=settlement.interest_won,
            effective_on=settlement.until_on, at=at, by=by, event=f"settlement:{settlement.pk}",
        )  # fmt: skip
    if excess and settlement.checked_by:
        order_at_once(
            grant=settlement.grant, amount=excess, ground=DebtGround.EXCESS, reason=reason,
            proposed_by=settlement.checked_by, by=by, at=at,
        )  # fmt: skip
    announcements.confirmed(settlement, by=by, at=at)
    return settlement


def _check_below(settlement: Settlement) -> None:
    """Refuse while a leaf is not settled, or money moves: a chain settles from its leaves."""
    if child := unsettled_below(settlement):
        raise no.ChildNotSettled(
            firm=child.firm.name, title=child.application.title, until=f"{settlement.until_on:%Y-%m-%d}"
        )
    figures = node_figures([settlement.grant])[settlement.grant_id]
    moving = figures.paying or figures.incoming or figures.regrant_in_transit
    if moving or (figures.conduit and settlement.is_last):
        raise no.MoneyMoves(what=" ".join(closing.not_passed_on(settlement.grant, settlement.opened_at)))


def _freeze(settlement: Settlement, at: dt.datetime, by: User) -> int:
    """Write the confirmed figures down; return what is too much."""
    grant = settlement.grant
    figures = node_figures([grant])[grant.pk]
    confirmed = settlement.lines.aggregate(won=Sum("confirmed_won"))["won"] or 0
    there = figures.held + figures.spent
    if confirmed > there:
        raise no.ConfirmedAboveReceived(confirmed=f"{confirmed:,}", received=f"{there:,}")
    # over a year's end the firm goes on with what it has not spent; in the end that goes back, too
    excess = (there if settlement.is_last else max(figures.spent, confirmed)) - confirmed
    settlement.gross_won, settlement.net_won = figures.gross, figures.net
    settlement.confirmed_won, settlement.excess_won = confirmed, excess
    settlement.confirmed_at, settlement.confirmed_by = at, by
    settlement.save()
    return excess


@operation
def record_interest(*, settlement: Settlement, by: User, at: dt.datetime) -> Settlement:
    """
    Record that the firm paid in the interest the subsidy earned (Act, art. 31): grant → programme.

    :raises NotAllowed: if `by` does not check settlements of this programme.
    :raises NothingToSettle: if no interest lies there.
    """
    settlement = _locked_settlement(settlement)
    require(permissions.may_record_interest, by, settlement, at=at)
    grant = settlement.grant
    if not settlement.interest_won or balance(grant.owner, "interest") < settlement.interest_won:
        raise no.NothingToSettle
    key = f"settlement:{settlement.pk}:interest_paid"
    post(
        key=key, source=account(grant.owner, "interest"),
        target=account(Owner("program", grant.consortium.program_id), "interest"),
        amount=settlement.interest_won, effective_on=clock.day(at), at=at, by=by, event=key,
    )  # fmt: skip
    return settlement


@operation
def close_grant(*, grant: Grant, reason: str, by: User, at: dt.datetime) -> Grant:
    """
    Close a grant: its last settlement is confirmed, nothing is owed and no duty is open.

    :raises NotAllowed: if `by` does not confirm settlements of this programme.
    :raises InvalidTransition: if it does not run.
    :raises NotClosable: naming everything that is open (`closing.OBSTACLES`).
    """
    grant = _locked(grant)
    require(permissions.may_close_grant, by, grant, at=at)
    grant.check_can_move_to(GrantStatus.CLOSED)
    if found := closing.obstacles(grant, at):
        raise no.NotClosable(what=" ".join(found))
    grant.move_to(GrantStatus.CLOSED, by=by, at=at, reason=check_reason(reason))
    announcements.closed(grant, by=by, at=at)
    return grant


def _locked(grant: Grant) -> Grant:
    Application.objects.lock_line(grant.application_id)
    locked: Grant = Grant.objects.lock(grant.pk)
    return locked


def _locked_settlement(settlement: Settlement) -> Settlement:
    """Lock the line of the case, the grant, then the settlement."""
    grant = _locked(settlement.grant)
    locked: Settlement = Settlement.objects.lock(settlement.pk)
    locked.grant = grant
    return locked
