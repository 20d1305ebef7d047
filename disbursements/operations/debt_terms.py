"""How a debt is paid in parts, what happens when one is missed, and excluding the firm that caused it."""

import datetime as dt

from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements import recovery
from disbursements.announcements import debts as announcements
from disbursements.models import Debt, Instalment, InstalmentPlan
from disbursements.operations.debts import locked_debt
from disbursements.permissions import debts as permissions
from disbursements.queries.debts import exclusion_of, exclusion_source, free_won, unpaid_parts
from disbursements.refusals import debts as no
from disbursements.workflow import DebtStatus
from firms.sanctions import operations as sanctions
from firms.sanctions.models import Exclusion

MOST_PARTS = 60


@operation
def agree_to_instalments(
    *, debt: Debt, number: int, first_due_on: dt.date, reason: str, by: User, at: dt.datetime
) -> InstalmentPlan:
    """
    Agree that what is open of a debt is paid in equal monthly parts.

    :raises NotAllowed: if `by` proposed the debt or does not decide on debts of this programme.
    :raises InvalidTransition: if it is not ordered, or settled already.
    :raises PlanRuns, TooManyParts, DueInThePast: if there is a plan, or this one can't be.
    """
    debt = locked_debt(debt)
    require(permissions.may_end_debt, by, debt, at=at)
    debt.check_can_move_to(DebtStatus.PAID)
    if debt.plans.filter(ended_at__isnull=True).exists():
        raise no.PlanRuns
    open_won = free_won(debt)
    if not 2 <= number <= min(MOST_PARTS, open_won):
        raise no.TooManyParts(field="number")
    if first_due_on <= clock.day(at):
        raise no.DueInThePast(field="first_due_on")
    plan = InstalmentPlan.objects.create(debt=debt, reason=check_reason(reason), agreed_at=at, agreed_by=by)
    parts = recovery.in_parts(amount_won=open_won, number=number, first_due_on=first_due_on)
    Instalment.objects.bulk_create(
        Instalment(plan=plan, number=n, due_on=part.due_on, amount_won=part.amount_won)
        for n, part in enumerate(parts, start=1)
    )
    debt.due_on = parts[-1].due_on
    debt.save(update_fields=["due_on"])
    announcements.due_anew(debt, parts[0].due_on, by=by, at=at)
    return plan


@operation
def end_missed_plan(*, plan: InstalmentPlan, by: User, at: dt.datetime) -> bool:
    """
    End a plan of which a part was missed: all that is open is due since that part was. Once; the clock asks.

    Returns whether a part was missed.
    """
    debt = locked_debt(plan.debt)
    plan = InstalmentPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    late = missed_part(plan, clock.day(at))
    if plan.ended_at is not None or debt.status != DebtStatus.ORDERED or late is None:
        return False
    plan.ended_at, plan.ended_by = at, by
    plan.save(update_fields=["ended_at", "ended_by"])
    debt.due_on = late.due_on
    debt.save(update_fields=["due_on"])
    announcements.due_anew(debt, late.due_on, by=by, at=at)
    return True


def missed_part(plan: InstalmentPlan, today: dt.date) -> recovery.Part | None:
    """Return the first part of a plan that was not paid by its day."""
    return next((part for part in unpaid_parts(plan) if part.due_on < today), None)


@operation
def exclude_firm(*, debt: Debt, until_on: dt.date, reason: str, by: User, at: dt.datetime) -> Exclusion:
    """
    Exclude the firm that caused a debt from subsidised undertakings of all ministries (Act, art. 31-2).

    :raises NotAllowed: if `by` proposed the debt or does not decide on debts of this programme.
    :raises OnlyBesideOrdered: if the debt was not ordered, or withdrawn.
    :raises OutsideYears: if it would last longer than five years, or end in the past.
    :raises ExcludedAlready: if this debt led to an exclusion before.
    """
    debt = locked_debt(debt)
    require(permissions.may_end_debt, by, debt, at=at)
    if debt.status in (DebtStatus.PROPOSED, DebtStatus.DROPPED, DebtStatus.WITHDRAWN):
        raise no.OnlyBesideOrdered(now=debt.get_status_display())
    today = clock.day(at)
    last = recovery.exclusion_ends(today)
    if not today <= until_on <= last:
        raise no.OutsideYears(field="until_on", last=f"{last:%Y-%m-%d}")
    if known := exclusion_of(debt):
        raise no.ExcludedAlready(until=f"{known.until_on:%Y-%m-%d}")
    excluded = sanctions.exclude_firm(
        firm=debt.firm, from_on=today, until_on=until_on, source=exclusion_source(debt),
        reason=check_reason(reason), by=by, at=at,
    )  # fmt: skip
    announcements.excluded(debt, at=at)
    return excluded
