"""The settlement confirmation: what was confirmed line by line, and what is returned (Act, art. 28, 31)."""

from typing import Any

from django.db.models import QuerySet

from disbursements.models import Debt, Settlement
from disbursements.queries.settlements import ordered_with
from disbursements.workflow import STANDING_DEBTS, SettlementStatus
from reporting.documents.facts import letters
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Settlement]:
    return Settlement.objects.visible_to(user)


def _is_due(settlement: Settlement) -> bool:
    return settlement.status == SettlementStatus.CONFIRMED


def _state(settlement: Settlement, _period: Period | None) -> Stated:
    plain = letters.head_of_grant(settlement.grant, settlement.confirmed_at or settlement.opened_at)
    return Stated(plain | (_confirmed(settlement) if _is_due(settlement) else {}))


def _confirmed(settlement: Settlement) -> dict[str, Any]:
    at: Any = settlement.confirmed_at
    lines = settlement.lines.select_related("cost_item").order_by("pk")
    names = ("gross_won", "net_won", "confirmed_won", "excess_won", "own_burden_won", "interest_won")
    return {
        "decision": {
            "at": at,
            "basis": settlement.basis,
            "until_on": settlement.until_on,
            **{name: getattr(settlement, name) for name in names},
            "reason": letters.reason_of(settlement, SettlementStatus.CONFIRMED),
        },
        "lines": [
            {
                "cost_item": line.cost_item.name,
                "awarded_won": line.awarded_won,
                "paid_won": line.paid_won,
                "stated_won": line.stated_won,
                "confirmed_won": line.confirmed_won,
                "reason": line.reason,
            }
            for line in lines
        ],
        "debts": [_debt(debt) for debt in ordered_with(settlement)],
        "deadlines": letters.objection(settlement.grant.application.call.program, at),
    }


def _debt(debt: Debt) -> dict[str, Any]:
    """Return a sum that was ordered with the confirmation; of one whose order stands no more, that too."""
    stated = {"kind": debt.kind, "won": debt.amount_won, "due_on": debt.due_on, "public_id": debt.public_id}
    return stated if debt.status in STANDING_DEBTS else stated | {"lifted": debt.status}


RECIPE = Recipe(
    kind=Kind.SETTLEMENT_CONFIRMATION,
    template="documents/letters/settlement.html",
    model=Settlement,
    subjects=_subjects,
    program=lambda settlement: settlement.grant.consortium.program,
    is_due=_is_due,
    state=_state,
    related=letters.GRANT,
)
