"""An anchor's pledge: promised, paid in, given to grants, given back, paid back (docs/ledger.md)."""

import datetime as dt
from typing import Any

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.ledger.models import Account
from core.ledger.operations import account, check_amount, outside, post
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import refusals
from disbursements.announcements import pledges as announcements
from disbursements.models import CashKind, Grant, Pledge, PledgeCash, PledgeGift
from disbursements.operations.contributions import check_arrived
from disbursements.operations.references import use_reference
from disbursements.permissions import pledges as permissions
from disbursements.refusals import pledges as refused
from disbursements.workflow import ENDED_GRANTS, PledgeGiftStatus
from programs.models import Consortium, GrantKind


@operation
def promise(
    *,
    consortium: Consortium,
    cash_won: int,
    in_kind_won: int,
    purpose: str,
    grant: Grant | None = None,
    by: User,
    at: dt.datetime,
) -> Pledge:
    """
    Put down what the anchor promises to a consortium, or to one of its grants. Nothing moves.

    :raises NotAllowed: if `by` does not represent the anchor.
    :raises NothingPromised: if both amounts are 0.
    :raises NotInConsortium, GiftsGoToSubsidies, GrantClosed: if the grant can't be promised anything.
    """
    require(permissions.may_promise, by, consortium, at=at)
    for won in (cash_won, in_kind_won):
        if won:
            check_amount(won)
    if not cash_won and not in_kind_won:
        raise refused.NothingPromised(field="cash_won")
    if grant is not None:
        _check_open_to(grant, consortium)
    return Pledge.objects.create(
        consortium=consortium,
        grant=grant,
        firm=consortium.anchor,
        cash_won=cash_won,
        in_kind_won=in_kind_won,
        purpose=purpose.strip(),
        promised_at=at,
        promised_by=by,
    )


def _check_open_to(grant: Grant, consortium: Consortium) -> None:
    if grant.consortium_id != consortium.pk:
        raise refused.NotInConsortium(field="grant", consortium=consortium.name)
    if grant.kind == GrantKind.CONTRIBUTION:
        raise refused.GiftsGoToSubsidies(field="grant")
    if grant.status in ENDED_GRANTS:
        raise refusals.GrantClosed


@operation
def pay_in(
    *,
    pledge: Pledge,
    amount_won: int,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    by: User,
    at: dt.datetime,
) -> PledgeCash:
    """
    Record what the anchor paid in: the firm's own money → paid in. More than was promised is never refused.

    :raises NotAllowed: if `by` does not act for the anchor.
    :raises InvoiceInFuture, BankReferenceUsed: if day or reference can't be right.
    """
    pledge = Pledge.objects.lock(pledge.pk)
    require(permissions.may_move_pledge, by, pledge, at=at)
    cash = _cash(
        pledge,
        CashKind.PAID_IN,
        amount_won=amount_won,
        paid_on=paid_on,
        bank_reference=bank_reference,
        evidence=evidence,
        by=by,
        at=at,
    )
    _post(cash, outside(f"firm:{pledge.firm_id}"), account(pledge.owner, "paid_in"), cash.paid_on, by, at)
    return cash


@operation
def pay_back(
    *,
    pledge: Pledge,
    amount_won: int,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    by: User,
    at: dt.datetime,
) -> PledgeCash:
    """
    Record that what was not needed went back to the anchor: paid in → the firm's own money.

    :raises MoreThanPaidIn: if less lies there, or part of it is on its way to a firm.
    """
    pledge = Pledge.objects.lock(pledge.pk)
    require(permissions.may_move_pledge, by, pledge, at=at)
    _check_left(pledge, check_amount(amount_won))
    cash = _cash(
        pledge,
        CashKind.PAID_BACK,
        amount_won=amount_won,
        paid_on=paid_on,
        bank_reference=bank_reference,
        evidence=evidence,
        by=by,
        at=at,
    )
    _post(cash, account(pledge.owner, "paid_in"), outside(f"firm:{pledge.firm_id}"), clock.day(at), by, at)
    return cash


@operation
def give(
    *,
    pledge: Pledge,
    grant: Grant,
    amount_won: int,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    by: User,
    at: dt.datetime,
) -> PledgeGift:
    """
    Record that cash of a pledge went to a grant; it is on its way until the receiver confirms, then moves.

    :raises NotOfThisPledge, NotInConsortium, GiftsGoToSubsidies, GrantClosed: if the grant is not for it.
    :raises MoreThanPaidIn: if less is paid in and free.
    :raises InvoiceInFuture, BankReferenceUsed: if day or reference can't be right.
    """
    pledge = Pledge.objects.lock(pledge.pk)
    require(permissions.may_move_pledge, by, pledge, at=at)
    if pledge.grant is not None and pledge.grant_id != grant.pk:
        raise refused.NotOfThisPledge(field="grant", firm=pledge.grant.firm.name)
    _check_open_to(grant, pledge.consortium)
    _check_day(paid_on, at)
    _check_left(pledge, check_amount(amount_won))
    disputed = pledge.gifts.filter(status=PledgeGiftStatus.DISPUTED, bank_reference=bank_reference.strip())
    reference = use_reference(
        bank_reference, owner_kind="pledge", owner_id=pledge.pk, again=disputed.exists(), by=by, at=at
    )
    gift = PledgeGift.objects.create(
        pledge=pledge, grant=grant, amount_won=amount_won, paid_on=paid_on, bank_reference=reference,
        evidence=evidence, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    attach(attachment=evidence, owner_kind="pledge_gift", owner_id=gift.pk, purpose="receipt", by=by, at=at)
    gift.begin(by=by, at=at)
    announcements.gift_recorded(gift, by=by, at=at)
    return gift


@operation
def confirm_gift(*, gift: PledgeGift, amount_won: int, by: User, at: dt.datetime) -> PledgeGift:
    """
    Confirm what arrived: paid in → held by the grant, apart from its subsidy.

    :raises MoreThanSent, LessThanSent: if another amount arrived than was sent.
    :raises NotAllowed: if `by` does not represent the receiver, or recorded it.
    :raises InvalidTransition: if it was answered before.
    """
    gift = PledgeGift.objects.lock(gift.pk)
    require(permissions.may_answer_gift, by, gift, at=at)
    gift.check_can_move_to(PledgeGiftStatus.CONFIRMED)
    check_arrived(gift, check_amount(amount_won))
    gift.move_to(PledgeGiftStatus.CONFIRMED, by=by, at=at)
    post(
        key=f"pledge_gift:{gift.pk}",
        source=account(gift.pledge.owner, "paid_in"),
        target=account(gift.grant.owner, "gift_held"),
        amount=gift.amount_won,
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"pledge_gift:{gift.pk}",
    )
    announcements.gift_answered(gift, by=by, at=at)
    return gift


@operation
def dispute_gift(*, gift: PledgeGift, reason: str, by: User, at: dt.datetime) -> PledgeGift:
    """
    Say that the money did not arrive as recorded; it is free again in the pledge and the anchor is told.

    :raises InvalidTransition: if it was answered before.
    """
    gift = PledgeGift.objects.lock(gift.pk)
    require(permissions.may_answer_gift, by, gift, at=at)
    gift.move_to(PledgeGiftStatus.DISPUTED, by=by, at=at, reason=reason)
    announcements.gift_answered(gift, by=by, at=at)
    return gift


@operation
def return_gift(
    *,
    gift: PledgeGift,
    amount_won: int,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    by: User,
    at: dt.datetime,
) -> PledgeCash:
    """
    Record that a firm gave the rest of a gift back: held by the grant → paid in.

    :raises NotAnswered: if the gift was not confirmed.
    :raises MoreThanGiven: if more would come back than was given.
    :raises InsufficientFunds: if the grant holds less of the anchor's cash.
    """
    gift = PledgeGift.objects.lock(gift.pk)
    pledge = Pledge.objects.lock(gift.pledge_id)
    require(permissions.may_return_gift, by, gift, at=at)
    if gift.status != PledgeGiftStatus.CONFIRMED:
        raise refused.NotAnswered
    asked, left = check_amount(amount_won), gift.amount_won - _given_back(gift)
    if asked > left:
        raise refused.MoreThanGiven(field="amount_won", left=f"{left:,}", asked=f"{asked:,}")
    cash = _cash(
        pledge,
        CashKind.RETURNED,
        gift=gift,
        amount_won=amount_won,
        paid_on=paid_on,
        bank_reference=bank_reference,
        evidence=evidence,
        by=by,
        at=at,
    )
    _post(
        cash, account(gift.grant.owner, "gift_held"), account(pledge.owner, "paid_in"), clock.day(at), by, at
    )
    announcements.gift_returned(gift, cash, by=by, at=at)
    return cash


def _given_back(gift: PledgeGift) -> int:
    return sum(gift.returns.values_list("amount_won", flat=True))


def _cash(
    pledge: Pledge,
    kind: str,
    *,
    amount_won: int,
    paid_on: dt.date,
    bank_reference: str,
    evidence: Attachment,
    gift: PledgeGift | None = None,
    by: User,
    at: dt.datetime,
) -> PledgeCash:
    """Write down a movement of a pledge that is locked, with its receipt."""
    check_amount(amount_won)
    _check_day(paid_on, at)
    reference = use_reference(bank_reference, owner_kind="pledge", owner_id=pledge.pk, by=by, at=at)
    cash = PledgeCash.objects.create(
        pledge=pledge, kind=kind, gift=gift, amount_won=amount_won, paid_on=paid_on, bank_reference=reference,
        evidence=evidence, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    attach(attachment=evidence, owner_kind="pledge_cash", owner_id=cash.pk, purpose="receipt", by=by, at=at)
    return cash


def _check_day(paid_on: dt.date, at: dt.datetime) -> None:
    if paid_on > clock.day(at):
        raise refusals.InvoiceInFuture(field="paid_on")


def _check_left(pledge: Pledge, asked: int) -> None:
    summed: Any = Pledge.objects.with_sums().get(pk=pledge.pk)
    left = summed.left_won
    if asked > left:
        raise refused.MoreThanPaidIn(field="amount_won", left=f"{left:,}", asked=f"{asked:,}")


def _post(
    cash: PledgeCash, source: Account, target: Account, day: dt.date, by: User, at: dt.datetime
) -> None:
    key = f"pledge_cash:{cash.pk}"
    post(
        key=key, source=source, target=target, amount=cash.amount_won, effective_on=day, at=at, by=by,
        event=key,
    )  # fmt: skip
