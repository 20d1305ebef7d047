"""Up to which amount somebody approves or releases, and who may above it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.ui.templatetags.ui import won as in_won
from core.users.models import User
from core.users.permissions import ALLOWED, Verdict, denied
from core.users.scopes import ScopeKind
from core.workflow import clock
from disbursements.hands import Hand

if TYPE_CHECKING:
    from disbursements.models import PaymentRequest

ABOVE = _("%(amount)s is above the limit of %(limit)s for this step. These people may take it: %(who)s.")
NOBODY = _("%(amount)s is above the limit of %(limit)s for this step. Nobody in the office may go that far.")


def above_limit(
    user: Any, giver: User | None, hand: Hand, payment: "PaymentRequest", *, at: dt.datetime
) -> Verdict:
    """
    Answer whether the amount is within the limit of the one whose role it is.

    A limit set for a person binds them for whomever they stand in.
    """
    if hand not in (Hand.APPROVE, Hand.RELEASE):
        return ALLOWED
    limits = _limits(hand, payment, at)
    limit, amount = _lowest(limits, user, giver, at), at_stake(payment, hand)
    if limit is None or amount <= limit:
        return ALLOWED
    found = {"amount": in_won(amount), "limit": in_won(limit)}
    who = _who_may(hand, payment, limits, at)
    return denied(ABOVE % {**found, "who": ", ".join(who)} if who else NOBODY % found)


def at_stake(payment: "PaymentRequest", hand: Hand) -> int:
    """Return what the step is about, won: approved is also what an advance covers, released what is paid."""
    return payment.payable_won + (payment.covered_won if hand == Hand.APPROVE else 0)


def _limits(hand: Hand, payment: "PaymentRequest", at: dt.datetime) -> dict[Any, int | None]:
    """Return {person or role: up to how much}, the last row of the day for each."""
    rows = (
        apps.get_model("disbursements", "PaymentLimit")
        ._default_manager.filter(
            office=payment.grant.consortium.program.office_id,
            hand=hand,
            valid_from__lte=clock.day(at),
            set_at__lte=at,
        )
        .order_by("valid_from", "pk")
    )
    return {person or role: limit for person, role, limit in rows.values_list("person", "role", "limit_won")}


def _lowest(limits: dict[Any, int | None], user: Any, giver: User | None, at: dt.datetime) -> int | None:
    """Return the limit that binds, None if there is none."""
    found = [_of(limits, giver or user, at)]
    if giver is not None and user.pk in limits:
        found.append(limits[user.pk])
    return min((limit for limit in found if limit is not None), default=None)


def _of(limits: dict[Any, int | None], person: User, at: dt.datetime) -> int | None:
    """Return the limit of a person: their own row, else the highest of their roles'."""
    if person.pk in limits:
        return limits[person.pk]
    roles = {held.role for held in person.assignments_on(clock.day(at)) if held.role in limits}
    amounts = [limits[role] for role in roles]
    return None if None in amounts else max((won for won in amounts if won is not None), default=None)


def _who_may(
    hand: Hand, payment: "PaymentRequest", limits: dict[Any, int | None], at: dt.datetime
) -> list[str]:
    """Return the names of the people of the office who hold the role and whose limit suffices."""
    from disbursements.permissions.paying import NEEDED

    program = payment.grant.consortium.program
    office = {"assignments__scope_kind": ScopeKind.OFFICE, "assignments__scope_id": program.office_id}
    people = User.objects.filter(is_active=True, **office).distinct().order_by("name", "pk")
    found = []
    for person in people:
        limit = _of(limits, person, at)
        holds_it = person.scopes(NEEDED[hand], clock.day(at)).covers(*program.scope_pairs)
        if holds_it and (limit is None or at_stake(payment, hand) <= limit):
            found.append(str(person))
    return found
