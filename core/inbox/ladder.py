"""
When a day is near and when it has passed: whom to remind, and whom to tell next. Pure: today is passed in.

Days are calendar days in Asia/Seoul, which has no summer time; a due day is over at its midnight.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.users.models import Role
from core.users.scopes import ScopeKind

#: days before the due day on which the addressees of a kind are reminded, unless it says otherwise
REMINDS = (7, 3, 1, 0)
#: work due within so many days is marked in the work list and stands in the digest
SOON = 3


class Tier(TextChoices):
    """Who is told next of work that nobody did."""

    REPRESENTATIVES = "REPRESENTATIVES", _("the representative of the firm")
    HANDLERS = "HANDLERS", _("the officers who handle the case")
    MINISTRY = "MINISTRY", _("the officers of the ministry")
    APPROVERS = "APPROVERS", _("the approving officer")


@dataclass(frozen=True)
class Rung:
    """One step of an escalation: so many days after the due day, these are told."""

    after_days: int
    tier: Tier


#: who is told next, by the scope and role that the work waits for ("" is any role over the scope)
LADDERS: Mapping[tuple[str, str], tuple[Rung, ...]] = MappingProxyType(
    {
        (ScopeKind.FIRM, ""): (Rung(3, Tier.REPRESENTATIVES), Rung(7, Tier.HANDLERS)),
        (ScopeKind.FIRM, Role.CLERK): (Rung(3, Tier.REPRESENTATIVES), Rung(7, Tier.HANDLERS)),
        (ScopeKind.FIRM, Role.REPRESENTATIVE): (Rung(3, Tier.HANDLERS), Rung(10, Tier.APPROVERS)),
        (ScopeKind.OFFICE, Role.AGENCY_OFFICER): (Rung(3, Tier.MINISTRY), Rung(7, Tier.APPROVERS)),
        (ScopeKind.OFFICE, Role.OFFICER): (Rung(3, Tier.APPROVERS),),
        # nobody in the office stands above the approving officer: those who prepared the decision hear of it
        (ScopeKind.OFFICE, Role.APPROVING_OFFICER): (Rung(3, Tier.HANDLERS),),
        # one person: a reviewer, a verifier
        ("", ""): (Rung(3, Tier.HANDLERS), Rung(7, Tier.APPROVERS)),
    }
)


def ladder(scope_kind: str, role: str) -> tuple[Rung, ...]:
    """Return whom work is told to, step by step, when those it waits for do not do it."""
    return LADDERS.get((scope_kind, role), ())


def reminder_due(
    *, opened_on: dt.date, due_on: dt.date, today: dt.date, days: Collection[int], told: Collection[int]
) -> int | None:
    """
    Return for which of the `days` before the due day a reminder goes out today, or None.

    Whoever got the work less than so many days before it is due was told then. A day on which nobody sent
    anything is made up for, but only by the nearest reminder: two at once say no more than one.
    """
    left = (due_on - today).days
    had = (due_on - opened_on).days
    passed = [day for day in days if left <= day < had]
    nearest = min(passed, default=None)
    return None if left < 0 or nearest in told else nearest


def rungs_due(
    *, due_on: dt.date, today: dt.date, rungs: Collection[Rung], told: Collection[int]
) -> list[tuple[int, Rung]]:
    """Return the steps (from 1) that the work has reached by today and that nobody was told of."""
    late = (today - due_on).days
    numbered = enumerate(rungs, start=1)
    return [(number, rung) for number, rung in numbered if late >= rung.after_days and number not in told]


def is_soon(due_on: dt.date | None, today: dt.date) -> bool:
    """Say whether the day comes within the next few days, today included."""
    return due_on is not None and 0 <= (due_on - today).days <= SOON
