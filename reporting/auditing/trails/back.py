"""What of an award did not stay: taken back before it was paid, paid back, ordered back; and its interest."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from disbursements.models import Debt, FiscalYearClose, Grant, GrantReduction, MoneyReturn, Settlement
from programs.models import Call, GrantKind
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.steps import Stage, Step, stage


def taken_back_stage(reductions: Q, moves: Moves, here: int | None = None) -> Stage:
    """
    Return what was taken back of awards before it was paid: shrunk, changed, cancelled or closed.

    `here` is the grant the trail is about, which leads nowhere else.
    """
    found = GrantReduction.objects.filter(reductions).select_related(
        "grant__firm", "grant__application", "by"
    )
    steps = [
        Step(
            what=_("Taken back of the award of %(firm)s") % {"firm": one.grant.firm},
            about=one.reason,
            amount=one.total_won,
            at=one.at,
            who=one.by,
            page=one.grant.get_absolute_url(),
            trail="" if one.grant_id == here else trail_of(one.grant),
            moves=moves.of("reduction", one.pk),
        )
        for one in found.order_by("pk")
    ]
    return stage("taken_back", _("Taken back"), steps)


def at_grant(grant: Grant) -> Q:
    """Return which reductions move money at a grant: its own, and those right below it, whose won come up."""
    return Q(grant=grant) | Q(grant__parent=grant, grant__kind=GrantKind.INDIRECT)


def at_call(call: Call) -> Q:
    """Return which reductions move money back into a call's budget: those of its topmost grants."""
    return Q(grant__application__call=call, grant__parent__isnull=True)


def closes_stage(call: Call, moves: Moves) -> Stage:
    """Return what the closes of fiscal years took out of a call's budget: lapsed, or carried over."""
    closes = FiscalYearClose.objects.filter(pk__in=moves.causes("year_close")).select_related("decided_by")
    steps = []
    for one in closes.order_by("year", "pk"):
        out = [move for move in moves.of("year_close", one.pk) if move.leaves("call", call.pk)]
        amount = sum(move.transfer.amount for move in out)
        if out:
            steps.append(
                Step(
                    what=str(one), amount=amount, on=one.last_day, at=one.decided_at,
                    who=one.decided_by or "", page=one.get_absolute_url(), moves=tuple(out),
                )
            )  # fmt: skip
    return stage("closes", _("Closes of fiscal years"), steps)


def interest_stage(grant: Grant, moves: Moves) -> Stage:
    """Return the interest the subsidy earned at the bank, as settlements stated it and as it was paid in."""
    settlements = Settlement.objects.filter(grant=grant, pk__in=moves.causes("settlement"))
    steps = [
        Step(
            what=str(one), amount=one.interest_won, on=one.until_on, at=one.confirmed_at,
            who=one.confirmed_by or "", page=one.get_absolute_url(), moves=moves.of("settlement", one.pk),
        )
        for one in settlements.select_related("confirmed_by", "grant__application").order_by("pk")
    ]  # fmt: skip
    return stage("interest", _("Interest the subsidy earned"), steps)


def returns_of(**of: Any) -> tuple[list[MoneyReturn], list[Debt]]:
    """Return what was paid back and what was ordered back, of a payment or of a grant."""
    returned = MoneyReturn.objects.filter(**of).select_related("by").order_by("pk")
    ordered = Debt.objects.filter(**of, ordered_at__isnull=False).select_related("firm", "ordered_by")
    return list(returned), list(ordered.order_by("pk"))


def owed(debts: Iterable[Debt]) -> Q:
    """Return which accounts are those of debts."""
    return Q(owner_kind="debt", owner_id__in=[one.pk for one in debts])


def back_stage(returned: list[MoneyReturn], debts: list[Debt], moves: Moves) -> Stage:
    """Return what went back: paid back by the firm, or ordered to be, with how the order was met."""
    steps = [
        Step(
            what=_("Paid back by the firm"), about=one.bank_reference, amount=one.amount_won, on=one.paid_on,
            at=one.at, who=one.by, moves=moves.of("money_return", one.pk),
        )
        for one in returned
    ]  # fmt: skip
    steps += [
        Step(
            what=_("Ordered to be paid back"), about=f"{one.firm} · {one.get_status_display()}",
            amount=one.amount_won, at=one.ordered_at, who=one.ordered_by or "", page=one.get_absolute_url(),
            moves=moves.at("debt", one.pk),
        )
        for one in debts
    ]  # fmt: skip
    return stage("back", _("Back"), steps)
