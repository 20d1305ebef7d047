"""Deciding a settlement line by line, and confirming it by a second person."""

import datetime as dt

from django.db.models import Sum

from applications.rules import check_reason
from core.ledger.operations import Owner, account, outside, post
from core.ledger.queries import balance
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import closing
from disbursements.announcements import settlements as announcements
from disbursements.models import Grant, LineVerdict, Settlement, SettlementLine
from disbursements.operations.debts import order_at_once
from disbursements.operations.letters import write_settlement
from disbursements.operations.settlements import locked_settlement
from disbursements.permissions import settlements as permissions
from disbursements.queries import node_figures
from disbursements.queries.conduits import conduits
from disbursements.queries.settlements import known_lines, settled_figures, to_confirm, unsettled_below
from disbursements.refusals import settlements as no
from disbursements.workflow import DebtGround, SettlementStatus


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
    settlement = locked_settlement(line.settlement)
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
    settlement = locked_settlement(settlement)
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
    :raises LinesOpen, LinesToCorrect, PaidSince: naming the line.
    """
    settlement = locked_settlement(settlement)
    require(permissions.may_check_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.CHECKED)
    for line in settlement.lines.select_related("cost_item"):
        if line.verdict != LineVerdict.CONFIRMED:
            refusal = no.LinesOpen if line.verdict == LineVerdict.OPEN else no.LinesToCorrect
            raise refusal(item=line.cost_item.name)
    _check_nothing_paid_since(settlement)
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
    settlement = locked_settlement(settlement)
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
    :raises MoneyMoves, MoneyAbove: if money of it is at the bank or on its way.
    :raises RequestsWait: if it is the last one, and the office or the bank has a request to answer.
    :raises MoreThanLies: if what is too much was recovered meanwhile.
    :raises PaidSince: if a line was paid, or paid back, since the firm stated it.
    :raises ConfirmedAboveReceived: if more is confirmed than lies there or was spent.
    """
    settlement = locked_settlement(settlement)
    require(permissions.may_confirm_settlement, by, settlement, at=at)
    settlement.check_can_move_to(SettlementStatus.CONFIRMED)
    reason = check_reason(reason)
    _check_below(settlement, at)
    _check_nothing_paid_since(settlement)
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
            proposed_by=settlement.checked_by, leaves_held=not settlement.is_last, by=by, at=at,
        )  # fmt: skip
    announcements.confirmed(settlement, by=by, at=at)
    write_settlement(settlement, reason, by=by, at=at)
    return settlement


def _check_nothing_paid_since(settlement: Settlement) -> None:
    """Refuse what the firm stated over other payments than there are: the difference is no excess."""
    known = {one.item.pk: one.paid_won for one in known_lines(settlement.grant, settlement.cut_off)}
    for line in settlement.lines.select_related("cost_item"):
        if line.paid_won != (now := known[line.cost_item_id]):
            figures = {"stated": f"{line.paid_won:,}", "paid": f"{now:,}"}
            raise no.PaidSince(item=line.cost_item.name, **figures)


def _check_below(settlement: Settlement, at: dt.datetime) -> None:
    """Refuse while a leaf is not settled, or money moves: a chain settles from its leaves."""
    if child := unsettled_below(settlement):
        raise no.ChildNotSettled(
            firm=child.firm.name, title=child.application.title, until=f"{settlement.until_on:%Y-%m-%d}"
        )
    figures = node_figures([settlement.grant])[settlement.grant_id]
    moving = figures.paying or figures.incoming or figures.regrant_in_transit
    if moving or (figures.conduit and settlement.is_last):
        raise no.MoneyMoves(what=" ".join(closing.not_passed_on(settlement.grant, settlement.opened_at)))
    if settlement.is_last:
        _check_last(settlement.grant, at)


def _check_last(grant: Grant, at: dt.datetime) -> None:
    """Refuse while a request, or money on its way from above, would be paid after the last settlement."""
    if found := closing.requests_open(grant, at):
        raise no.RequestsWait(what=" ".join(found))
    above = next((one for one in conduits([grant.consortium_id]) if one.payment.grant_id == grant.pk), None)
    if above is not None:
        raise no.MoneyAbove(firm=above.holder.firm.name, won=f"{above.amount_won:,}")


def _freeze(settlement: Settlement, at: dt.datetime, by: User) -> int:
    """Write the confirmed figures down; return what is too much."""
    confirmed = settlement.lines.aggregate(won=Sum("confirmed_won"))["won"] or 0
    there, figures = to_confirm(settlement), settled_figures(settlement)
    if confirmed > there:
        raise no.ConfirmedAboveReceived(confirmed=f"{confirmed:,}", received=f"{there:,}")
    excess = there - confirmed
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
    settlement = locked_settlement(settlement)
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
