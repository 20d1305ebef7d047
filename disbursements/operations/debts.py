"""Recovering subsidy: proposed by one person, ordered by another, paid, written off or withdrawn."""

import datetime as dt

from applications.models import Application
from applications.rules import check_reason
from core.ledger.models import Transfer
from core.ledger.operations import Move, account, check_amount, outside, post_event, reverse
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import recovery, refusals
from disbursements.announcements import debts as announcements
from disbursements.models import Debt, EntryKind, Grant, PaymentRequest, RelatedPart
from disbursements.operations.letters import write_recovery
from disbursements.permissions import debts as permissions
from disbursements.queries import line_of, lying_with
from disbursements.queries.conduits import Lying
from disbursements.queries.debts import bound, charged, exclusion_of, met_won, open_won, recoverable
from disbursements.refusals import debts as no
from disbursements.workflow import DebtKind, DebtStatus
from firms.sanctions import operations as sanctions
from programs.models import GrantKind


@operation
def propose_debt(
    *,
    grant: Grant,
    ground: str,
    amount: int,
    reason: str,
    payment: PaymentRequest | None = None,
    by: User,
    at: dt.datetime,
) -> Debt:
    """
    Propose to recover subsidy (Act, art. 30–31): what the firm holds first, then what it spent.

    With `payment`, what lies in the firm's conduit for another firm, whole. Nothing moves before the order.

    :raises NotAllowed: if `by` does not handle cases of this programme.
    :raises NothingToRecover: if the support is a private contribution.
    :raises MoreThanLies: naming what can be recovered.
    :raises NothingLies, HopAmountDiffers: if the money of the payment does not lie there, or is not all.
    """
    Application.objects.lock_line((payment.grant if payment else grant).application_id)
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_propose_debt, by, grant, at=at)
    check_amount(amount)
    sources = _from_conduit(grant, payment, amount) if payment else _sources(grant, amount)
    debt = _begin(
        grant=grant, kind=DebtKind.PRINCIPAL, ground=ground, amount_won=amount, payment=payment,
        finding=check_reason(reason), by=by, at=at, **sources,
    )  # fmt: skip
    announcements.proposed(debt, at=at)
    return debt


def _sources(grant: Grant, amount: int) -> dict[str, int]:
    held, spent = recoverable(grant)
    if amount > held + spent:
        raise no.MoreThanLies(field="amount", won=f"{held + spent:,}")
    return {"held_won": min(amount, held), "spent_won": amount - min(amount, held)}


def _of_spent(grant: Grant, amount: int) -> dict[str, int]:
    _held, spent = recoverable(grant)
    if amount > spent:
        raise no.MoreThanLies(field="amount", won=f"{spent:,}")
    return {"spent_won": amount}


def _from_conduit(grant: Grant, payment: PaymentRequest, amount: int) -> dict[str, int]:
    if payment.recoveries.filter(status=DebtStatus.PROPOSED).exists():
        raise refusals.NothingLies(field="payment", payment=str(payment), firm=grant.firm.name)
    lying = _check_lies(grant, payment)
    if amount != lying.amount_won:
        raise refusals.HopAmountDiffers(field="amount", amount=f"{lying.amount_won:,}")
    return {"conduit_won": amount}


def _check_lies(grant: Grant, payment: PaymentRequest) -> Lying:
    """Return where the money of a payment lies, if it is with that firm and not on its way further."""
    lying = next((one for one in lying_with(grant) if one.payment.pk == payment.pk), None)
    if lying is None or lying.is_on_its_way:
        raise refusals.NothingLies(field="payment", payment=str(payment), firm=grant.firm.name)
    return lying


@operation
def charge_beside(*, debt: Debt, kind: str, amount: int, reason: str, by: User, at: dt.datetime) -> Debt:
    """
    Propose what is owed beside a debt: a surcharge up to its scale, interest, a late fee up to its cap.

    Interest and late fee are computed (Act, art. 31, 33-2): `amount` counts for a surcharge only.

    :raises NotAllowed: if `by` does not handle cases of this programme.
    :raises OnlyBesideOrdered: if the debt was not ordered.
    :raises OnlyBesidePrincipal, NoSurcharge, AboveScale, NotOverdue, NothingBeside: if it is not owed.
    """
    debt = locked_debt(debt)
    require(permissions.may_charge_beside, by, debt, at=at)
    if debt.status not in (DebtStatus.ORDERED, DebtStatus.PAID):
        raise no.OnlyBesideOrdered(now=debt.get_status_display())
    won = _surcharge(debt, amount, at) if kind == DebtKind.SURCHARGE else owed_beside(debt, kind, at)
    if won <= 0:
        raise no.NothingBeside(field="kind")
    charge = _begin(
        grant=debt.grant, kind=kind, ground=debt.ground, amount_won=won, of=debt,
        finding=check_reason(reason), by=by, at=at,
    )  # fmt: skip
    announcements.proposed(charge, at=at)
    return charge


def _surcharge(debt: Debt, amount: int, at: dt.datetime) -> int:
    _check_principal(debt)
    on, check = clock.day(at), check_amount(amount)
    percent = recovery.surcharge_percent(debt.ground, on)
    if not percent:
        raise no.NoSurcharge(field="kind", ground=debt.get_ground_display())
    most = recovery.most_surcharge(principal_won=debt.amount_won, ground=debt.ground, on=on)
    most -= charged(debt, DebtKind.SURCHARGE)
    if check > most:
        figures = {"most": f"{most:,}", "percent": percent, "principal": f"{debt.amount_won:,}"}
        raise no.AboveScale(field="amount", **figures)
    return amount


def owed_beside(debt: Debt, kind: str, at: dt.datetime) -> int:
    """
    Return the interest or late fee that arose until a day and was not charged yet, in won.

    :raises OnlyBesidePrincipal, NotOverdue: if none can arise.
    """
    today = clock.day(at)
    if kind == DebtKind.INTEREST:
        _check_principal(debt)
        ordered_on = clock.day(debt.ordered_at) if debt.ordered_at else today
        since = paid_since(debt.grant, by=ordered_on) or ordered_on
        paid = debt.entries.values_list("paid_on", "amount_won")
        won = recovery.interest(principal_won=debt.amount_won, since=since, until=today, paid=paid)
    else:
        if debt.due_on is None or today <= debt.due_on or debt.kind == DebtKind.LATE_FEE:
            raise no.NotOverdue(field="kind", day=f"{debt.due_on:%Y-%m-%d}" if debt.due_on else "–")
        unpaid = [(today, open_won(debt))]
        late = debt.entries.filter(paid_on__gt=debt.due_on).exclude(kind=EntryKind.WRITTEN_OFF)
        unpaid += late.values_list("paid_on", "amount_won")
        won = recovery.late_fee(unpaid, due=debt.due_on)
    return won - charged(debt, kind)


def paid_since(grant: Grant, *, by: dt.date) -> dt.date | None:
    """Return the day of the last payment until a day: interest counts from there, to the firm's favour."""
    paid = grant.payment_requests.filter(paid_on__lte=by).order_by("-paid_on").first()
    return paid.paid_on if paid else None


def _check_principal(debt: Debt) -> None:
    if debt.kind != DebtKind.PRINCIPAL:
        raise no.OnlyBesidePrincipal(field="kind")


@operation
def order_debt(*, debt: Debt, reason: str, by: User, at: dt.datetime) -> Debt:
    """
    Order what was proposed (Act, art. 30–31, 33-2): spent, held or conduit → debt, or outside → debt.

    A debt of a linked grant writes down the related part of every grant above it (Act, art. 30); the won
    leave one account only.

    :raises NotAllowed: if `by` proposed it or does not decide on debts of this programme.
    :raises InvalidTransition: if it was decided on already, saying by whom.
    :raises NothingLies: if the payment whose money it takes went on meanwhile.
    :raises InsufficientFunds: if the money does not lie there any more.
    """
    debt = locked_debt(debt)
    require(permissions.may_order_debt, by, debt, at=at)
    return order(debt, check_reason(reason), by=by, at=at)


def order(debt: Debt, reason: str, *, by: User, at: dt.datetime) -> Debt:
    """Order a locked debt: another person proposed it."""
    debt.check_can_move_to(DebtStatus.ORDERED)
    if debt.payment:
        _check_lies(debt.grant, debt.payment)
    debt.ordered_at, debt.ordered_by = at, by
    debt.due_on = recovery.due_on(debt.kind, clock.day(at))
    debt.save(update_fields=["ordered_at", "ordered_by", "due_on"])
    debt.move_to(DebtStatus.ORDERED, by=by, at=at, reason=reason)
    event = f"debt:{debt.pk}:order"
    post_event(moves=_order_moves(debt), effective_on=clock.day(at), at=at, by=by, event=event)
    for above in related(debt):
        RelatedPart.objects.create(debt=debt, grant=above, amount_won=debt.amount_won)
    announcements.ordered(debt, by=by, at=at)
    write_recovery(debt, reason, by=by, at=at)
    return debt


def related(debt: Debt) -> list[Grant]:
    """Return the grants above to which a debt below is related, the nearest first (Act, art. 30)."""
    is_below = debt.kind == DebtKind.PRINCIPAL and debt.grant.kind == GrantKind.INDIRECT
    return line_of(debt.grant)[-2::-1] if is_below else []


def _order_moves(debt: Debt) -> list[Move]:
    target, key, own = account(debt.owner, debt.code), f"debt:{debt.pk}:order", debt.grant.owner
    if debt.kind != DebtKind.PRINCIPAL:
        return [Move(key, outside(f"firm:{debt.firm_id}"), target, debt.amount_won)]
    found = []
    for code, won in (("held", debt.held_won), ("spent", debt.spent_won)):
        if won:
            found.append(Move(f"{key}:{code}", account(own, code), target, won))
    if debt.payment:
        conduit = account(own, f"conduit:{debt.payment.grant.application_id}")
        found.append(Move(f"{key}:conduit", conduit, target, debt.conduit_won))
    return found


@operation
def drop_debt(*, debt: Debt, reason: str, by: User, at: dt.datetime) -> Debt:
    """
    Decide that what was proposed is not ordered.

    :raises NotAllowed: if `by` proposed it or does not decide on debts of this programme.
    :raises InvalidTransition: if it was decided on already.
    """
    debt = locked_debt(debt)
    require(permissions.may_order_debt, by, debt, at=at)
    debt.move_to(DebtStatus.DROPPED, by=by, at=at, reason=check_reason(reason))
    announcements.nobody_waits(debt, by=by, at=at)
    return debt


@operation
def withdraw_debt(*, debt: Debt, reason: str, by: User, at: dt.datetime) -> Debt:
    """
    Withdraw an order: what it moved goes back, each transfer by its opposite.

    A running plan of instalments ends, and so does, from that day on, the exclusion that rests on the debt.

    :raises NotAllowed: if `by` proposed it or does not decide on debts of this programme.
    :raises InvalidTransition: if it is not ordered, or settled already.
    :raises PaidInPart, SetOffBound, FeesOpen: if something rests on it.
    """
    debt = locked_debt(debt)
    require(permissions.may_end_debt, by, debt, at=at)
    debt.check_can_move_to(DebtStatus.WITHDRAWN)
    _check_unbound(debt)
    if met := met_won(debt):
        raise no.PaidInPart(won=f"{met:,}")
    if fee := debt.beside.exclude(status__in=[DebtStatus.DROPPED, DebtStatus.WITHDRAWN]).first():
        raise no.FeesOpen(debt=str(fee))
    reason = check_reason(reason)
    debt.move_to(DebtStatus.WITHDRAWN, by=by, at=at, reason=reason)
    _end_what_rests_on(debt, reason, by=by, at=at)
    event = f"debt:{debt.pk}:withdraw"
    for transfer in Transfer.objects.filter(event=f"debt:{debt.pk}:order").order_by("pk"):
        reverse(transfer=transfer, effective_on=clock.day(at), at=at, by=by, event=event)
    announcements.settled(debt, by=by, at=at)
    return debt


def _end_what_rests_on(debt: Debt, reason: str, *, by: User, at: dt.datetime) -> None:
    """End the running plan of a withdrawn debt, and let the firm take part again that was excluded for it."""
    debt.plans.filter(ended_at__isnull=True).update(ended_at=at, ended_by=by)
    excluded = exclusion_of(debt)
    if excluded is not None and excluded.until_on >= (today := clock.day(at)):
        sanctions.end_exclusion(exclusion=excluded, free_from_on=today, reason=reason, by=by, at=at)


def _check_unbound(debt: Debt) -> None:
    if waiting := bound(debt.set_offs).select_related("payment__grant__application").first():
        raise no.SetOffBound(payment=str(waiting.payment))


def locked_debt(debt: Debt) -> Debt:
    """Lock the line of the case, the grant, then the debt."""
    Application.objects.lock_line(debt.grant.application_id)
    Grant.objects.lock(debt.grant_id)
    locked: Debt = Debt.objects.lock(debt.pk)
    return locked


def _begin(*, grant: Grant, finding: str, by: User, at: dt.datetime, **terms: object) -> Debt:
    debt = Debt.objects.create(
        grant=grant, firm=grant.firm, finding=finding, proposed_at=at, proposed_by=by, **terms
    )
    debt.begin(by=by, at=at, reason=finding)
    return debt


def order_at_once(
    *, proposed_by: User, by: User, reason: str, at: dt.datetime, grant: Grant, amount: int, ground: str,
    leaves_held: bool = False,
) -> Debt:  # fmt: skip
    """
    Propose and order a principal that two people decided on together, as in a settlement.

    `leaves_held` takes it of what was spent alone: the firm goes on with what it holds.
    """
    sources = _of_spent(grant, amount) if leaves_held else _sources(grant, amount)
    debt = _begin(
        grant=grant, kind=DebtKind.PRINCIPAL, ground=ground, amount_won=amount, finding=reason,
        by=proposed_by, at=at, **sources,
    )  # fmt: skip
    order(debt, reason, by=by, at=at)
    won = owed_beside(debt, DebtKind.INTEREST, at)
    if won > 0:
        interest = _begin(
            grant=grant, kind=DebtKind.INTEREST, ground=ground, amount_won=won, of=debt, finding=reason,
            by=proposed_by, at=at,
        )  # fmt: skip
        order(interest, reason, by=by, at=at)
    return debt
