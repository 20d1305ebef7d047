"""A programme and a consortium: budget by state, pipeline, members, cases."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _

from applications.models import Application, Kind
from applications.workflow import Status
from core.ledger.models import Account
from firms.models import SizeClass
from programs.models import PARTS, Call, Consortium, CostKind, GrantKind, Member, Program
from programs.queries import rules_on
from reporting.statements.models import Statement

#: state of the budget → codes of accounts of subsidy cases
STATES = {
    "committed": ("committed", "regrant"),
    "paying": ("paying",),
    "held": ("held",),
    "spent": ("spent",),
}


@dataclass(frozen=True)
class Budget:
    """Where the programme's subsidy money is, whole won; the parts add up to what was appropriated."""

    available: int
    committed: int
    paying: int
    held: int
    spent: int

    @property
    def total(self) -> int:
        """What was appropriated and not given back."""
        return self.available + self.awarded

    @property
    def awarded(self) -> int:
        """What was awarded and not given back."""
        return self.committed + self.paying + self.held + self.spent

    @property
    def paid(self) -> int:
        """What the firms received."""
        return self.held + self.spent


def state_label(state: str) -> str:
    """Return what a state of the budget is called."""
    return {
        "available": _("Available"),
        "committed": _("Committed"),
        "paying": _("With the bank"),
        "held": _("Received, not spent yet"),
        "spent": _("Spent"),
        "awarded": _("Awarded"),
        "paid": _("Paid to firms"),
        "verified": _("Verified reduction"),
    }[state]


def state_accounts(program: Program, *states: str) -> QuerySet[Account]:
    """Return the accounts of the programme in which money of these states lies."""
    if states == ("available",):
        calls = Call.objects.filter(program=program).values("pk")
        return Account.objects.filter(owner_kind="call", owner_id__in=calls, code="available").order_by("pk")
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT).exclude(
        grant_kind=GrantKind.CONTRIBUTION
    )
    codes = [code for state in states for code in STATES[state]]
    return Account.objects.filter(
        owner_kind="application", owner_id__in=cases.values("pk"), code__in=codes
    ).order_by("pk")


def budget(program: Program) -> Budget:
    """Return the programme's budget by state, in one query per state."""
    sums = {state: balance(state_accounts(program, state)) for state in ("available", *STATES)}
    return Budget(**sums)


def balance(accounts: QuerySet[Account]) -> int:
    """Return what lies in these accounts together, in whole units."""
    return accounts.order_by().aggregate(total=Sum(F("total_in") - F("total_out")))["total"] or 0


def passed_on(program: Program) -> int:
    """Return the contributions confirmed by their receivers, won: never part of the subsidy."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT).values("pk")
    return balance(
        Account.objects.filter(
            owner_kind="application", owner_id__in=cases, code__in=["duty_done", "voluntary"]
        )
    )


def verified_accounts(program: Program) -> QuerySet[Account]:
    """Return the accounts of the programme's verified kilograms."""
    lots = Statement.objects.filter(measure__consortium__program=program).values("pk")
    return Account.objects.filter(owner_kind="lot", owner_id__in=lots, code__startswith="share:").order_by(
        "pk"
    )


def verified_kg(program: Program) -> int:
    """Return the programme's verified kilograms of CO2e."""
    return balance(verified_accounts(program))


def rules(program: Program, on: dt.date) -> list[dict[str, Any]]:
    """Return the programme's rules in force on that day, in words."""
    return [
        {
            "rule": rule,
            "costs": CostKind(rule.cost_kind).label if rule.cost_kind else _("All costs"),
            "firms": SizeClass(rule.size_class).label if rule.size_class else _("All firms"),
            "is_rate": rule.kind in PARTS,
        }
        for rule in rules_on(program, on)
    ]


def pipeline(program: Program) -> list[tuple[str, str, int]]:
    """Return (status, words, number) of the applications the office sees: drafts are not its business yet."""
    counted = dict(
        Application.objects.filter(call__program=program, kind=Kind.GRANT)
        .exclude(status=Status.DRAFTED)
        .order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    shown = [s for s in Status if s not in (Status.DRAFTED, Status.SELECTED)]
    return [(s.value, str(s.label), counted.get(s.value, 0)) for s in shown]


def consortia(program: Program, user: Any) -> list[dict[str, Any]]:
    """Return the consortia with a selected plan, and those the person may open."""
    may_open = (
        set(Consortium.objects.visible_to(user).filter(program=program).values_list("pk", flat=True))
        if user.is_authenticated
        else set()
    )
    selected = set(
        Application.objects.filter(call__program=program, kind=Kind.PLAN, status=Status.SELECTED).values_list(
            "consortium_id", flat=True
        )
    )
    found = (
        Consortium.objects.filter(pk__in=may_open | selected)
        .select_related("anchor", "support_model")
        .annotate(firms=Count("members"))
    )
    return [
        {"consortium": c, "may_open": c.pk in may_open, "is_selected": c.pk in selected, "firms": c.firms}
        for c in found
    ]


def members_by_tier(consortium: Consortium) -> list[tuple[int, list[Member]]]:
    """Return the members by tier, with firm and certificates at hand."""
    tiers: dict[int, list[Member]] = defaultdict(list)
    found = consortium.members.select_related(
        "firm", "upstream__firm", "consortium__program"
    ).prefetch_related(Prefetch("firm__certificates"))
    for member in found:
        tiers[member.tier].append(member)
    return sorted(tiers.items())
