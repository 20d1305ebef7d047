"""The sections of a consortium's plan: planned pass-ons, terms of the surplus."""

import datetime as dt

from django.db.models import Sum

from applications import announcements, permissions
from applications.models import Application, PlannedPassOn, SurplusTerms
from applications.operations.drafts import check_editable
from applications.plans import section_keys
from applications.refusals.plans import (
    AboveTheCap,
    AboveWhatItReceives,
    AnchorHandsNothingOn,
    NoSuchSection,
    NotDirectlyBelow,
    OwnerNotInConsortium,
)
from core.ledger.operations import check_amount
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from programs.covenant import one_line
from programs.models import Member, MemberRole, RuleKind
from programs.operations.members import lock_places
from programs.queries import rules_on


@operation
def set_pass_on(
    *, plan: Application, payer: Member, receiver: Member, amount: int, by: User, at: dt.datetime
) -> PlannedPassOn:
    """
    Plan that one member hands `amount` won on to a member directly below it; the last amount counts.

    Tier 1 together hands on no more than the consortium can be awarded; whoever stands below hands on no more
    than it is planned to receive.

    :raises PermissionDenied: if `by` does not draft for the anchor.
    :raises NotEditable: if the plan was submitted.
    :raises NoSuchSection: if the support model passes no money on.
    :raises AnchorHandsNothingOn, NotDirectlyBelow: if money does not go that way.
    :raises InvalidAmount: if the amount is not a positive whole number that fits.
    :raises AboveTheCap, AboveWhatItReceives: if there would not be so much to hand on.
    """
    plan = _editable(plan, "chain", by, at)
    lock_places(plan.consortium)
    payer, receiver = _present(plan, payer), _present(plan, receiver)
    _check_way(payer, receiver)
    check_amount(amount)
    pass_on, _created = PlannedPassOn.objects.update_or_create(
        application=plan, payer=payer, receiver=receiver, defaults={"amount_won": amount}
    )
    _check_balance(plan, payer, clock.day(at))
    _check_balance(plan, receiver, clock.day(at))
    return pass_on


@operation
def remove_pass_on(*, pass_on: PlannedPassOn, by: User, at: dt.datetime) -> None:
    """
    Take a planned pass-on out of the plan.

    :raises PermissionDenied, NotEditable: as `set_pass_on` does.
    :raises AboveWhatItReceives: if the receiver is planned to hand on what it would not receive any more.
    """
    plan = _editable(pass_on.application, "chain", by, at)
    receiver = pass_on.receiver
    pass_on.delete()
    _check_balance(plan, receiver, clock.day(at))


@operation
def set_surplus(
    *,
    plan: Application,
    owner: Firm,
    promised_kg: int,
    expected_surplus_kg: int,
    method: str,
    by: User,
    at: dt.datetime,
) -> SurplusTerms:
    """
    Set what is promised to the programme, what is expected above it (kg CO2e a year), and whose that is.

    `method` names the methodology of external projects by which the surplus is to be counted.

    :raises PermissionDenied: if `by` does not draft for the anchor.
    :raises NotEditable: if the plan was submitted.
    :raises NoSuchSection: if the support model promises no surplus.
    :raises InvalidAmount: if a quantity is not a positive whole number that fits.
    :raises OwnerNotInConsortium: if the owner is no firm of the consortium.
    """
    plan = _editable(plan, "performance", by, at)
    for quantity in (promised_kg, expected_surplus_kg):
        check_amount(quantity)
    if not Member.objects.present().filter(consortium=plan.consortium_id, firm=owner).exists():
        raise OwnerNotInConsortium(field="owner", firm=owner.name)
    terms, _created = SurplusTerms.objects.update_or_create(
        application=plan,
        defaults={
            "owner": owner,
            "promised_kg": promised_kg,
            "expected_surplus_kg": expected_surplus_kg,
            "method": one_line(method),
        },
    )
    return terms


def _editable(plan: Application, section: str, by: User, at: dt.datetime) -> Application:
    """Return the plan, locked, if this person may change that section of it now."""
    plan = Application.objects.lock(plan.pk)
    require(permissions.may_edit, by, plan, at=at)
    check_editable(plan)
    announcements.taken_up_again(plan, by=by, at=at)
    model = plan.consortium.support_model
    if not plan.is_plan or section not in section_keys(model):
        raise NoSuchSection(model=model.name)
    return plan


def _present(plan: Application, member: Member) -> Member:
    """Return the member, locked, if it has a place in the plan's consortium."""
    locked: Member = Member.objects.select_related("firm").lock(member.pk)
    if not Member.objects.present().filter(pk=locked.pk, consortium=plan.consortium_id).exists():
        raise OwnerNotInConsortium(firm=locked.firm.name)
    return locked


def _check_way(payer: Member, receiver: Member) -> None:
    """Refuse any way but down to the next tier."""
    if payer.role == MemberRole.ANCHOR:
        raise AnchorHandsNothingOn(field="receiver", payer=payer.firm.name)
    if receiver.upstream_id != payer.pk:
        raise NotDirectlyBelow(field="receiver", receiver=receiver.firm.name, payer=payer.firm.name)


def _check_balance(plan: Application, member: Member, on: dt.date) -> None:
    """Refuse to plan more out of a firm than may go into it."""
    planned = plan.planned_pass_ons
    if member.tier == 1:
        handed_on = _sum(planned.filter(payer__tier=1))
        cap = rules_on(plan.call.program, on).filter(kind=RuleKind.CAP_CONSORTIUM, cost_kind="").first()
        if cap and handed_on > cap.value:
            raise AboveTheCap(field="amount", handed_on=f"{handed_on:,}", cap=f"{cap.value:,}")
        return
    handed_on, received = _sum(planned.filter(payer=member)), _sum(planned.filter(receiver=member))
    if handed_on > received:
        figures = {"received": f"{received:,}", "handed_on": f"{handed_on:,}"}
        raise AboveWhatItReceives(field="amount", payer=member.firm.name, **figures)


def _sum(planned: object) -> int:
    return planned.aggregate(won=Sum("amount_won"))["won"] or 0  # type: ignore[attr-defined]
