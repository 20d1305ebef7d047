"""The recovery order: what is to be paid, on which ground, until when, and what follows if it is not."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core.workflow import clock
from disbursements.models import Debt
from disbursements.workflow import STANDING_DEBTS, DebtKind, DebtStatus
from programs.statutory import statutory_ground, statutory_number, statutory_source
from reporting.documents.facts import letters
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Debt]:
    return Debt.objects.visible_to(user)


def _is_due(debt: Debt) -> bool:
    """Say whether an order stands: paying it does not undo it, withdrawing it does."""
    return debt.status in STANDING_DEBTS


def _state(debt: Debt, _period: Period | None) -> Stated:
    plain = letters.head(debt.grant.application, debt.firm)
    return Stated(plain | (_ordered(debt) if _is_due(debt) else {}))


def _ordered(debt: Debt) -> dict[str, Any]:
    at: Any = debt.ordered_at
    names = ("public_id", "kind", "ground", "amount_won", "held_won", "spent_won", "conduit_won", "finding")
    ground = statutory_ground(debt.ground, clock.day(debt.proposed_at))
    return {
        "decision": {
            "at": at,
            **{name: getattr(debt, name) for name in names},
            "source_ko": ground.source_ko,
            "source_en": ground.source_en,
            "due_on": debt.due_on,
            "reason": letters.reason_of(debt, DebtStatus.ORDERED),
            "beside_kind": debt.of.kind if debt.of else "",
            "beside_won": debt.of.amount_won if debt.of else None,
            "asset": debt.disposal.asset.number if debt.disposal else "",
        },
        "parts": _parts(debt),
        "late_fee": _late_fee(debt, clock.day(at)),
        "deadlines": letters.objection(debt.grant.application.call.program, at),
    }


def _parts(debt: Debt) -> list[dict[str, Any]]:
    """Return the instalments that were agreed to, while they run."""
    plan = debt.plans.filter(ended_at__isnull=True).first()
    if plan is None:
        return []
    return [
        {"number": part.number, "due_on": part.due_on, "won": part.amount_won, "agreed_at": plan.agreed_at}
        for part in plan.parts.order_by("number")
    ]


def _late_fee(debt: Debt, on: dt.date) -> dict[str, Any] | None:
    """
    Return what late payment costs, by the numbers of the day of the order; a late fee bears none.

    What is charged follows the numbers of the day on which it is charged (`disbursements.recovery`).
    """
    if debt.kind == DebtKind.LATE_FEE:
        return None
    return {
        "month_bp": statutory_number("LATE_FEE_BP_A_MONTH", on),
        "cap_bp": statutory_number("LATE_FEE_CAP_BP", on),
        **letters.in_both("month_source", lambda: statutory_source("LATE_FEE_BP_A_MONTH", on)),
        **letters.in_both("source", lambda: statutory_source("LATE_FEE_CAP_BP", on)),
    }


RECIPE = Recipe(
    kind=Kind.RECOVERY_ORDER,
    template="documents/letters/recovery.html",
    model=Debt,
    subjects=_subjects,
    program=lambda debt: debt.grant.consortium.program,
    is_due=_is_due,
    state=_state,
    related=(*letters.GRANT, "firm", "of", "disposal__asset"),
)
