"""Reading programmes, their rules and their consortia."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from core.ledger.queries import accounts_of
from core.users.scopes import ScopeKind
from core.workflow import clock
from firms.models import Firm, SizeClass
from programs.models import Call, Consortium, CostKind, FundingRule, Member, Program, RuleKind
from programs.permissions import REGISTER_CONSORTIUM
from programs.refusals import NoRate
from programs.rules import Cap, CostLine, RuleValue, SupportInput


def rules_on(program: Program, on: dt.date) -> QuerySet[FundingRule]:
    """Return the programme's rules in force on the day."""
    return program.rules.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


def rule(program: Program, kind: str, cost_kind: str, size_class: str, on: dt.date) -> FundingRule | None:
    """
    Return the rule for a kind of cost and a size class on the day, or None.

    A rule for exactly this kind of cost (and size class) goes before one for all of them.
    """
    fitting = rules_on(program, on).filter(
        kind=kind, cost_kind__in=["", cost_kind], size_class__in=["", size_class]
    )
    return fitting.order_by("-cost_kind", "-size_class", "-valid_from", "-pk").first()


def pass_through_ratios(program: Program) -> Callable[[dt.date], int]:
    """Return how much of a payment is to be passed on, in basis points by day; 0 where no rule says so."""
    rules = list(program.rules.filter(kind=RuleKind.PASS_THROUGH))

    def on(day: dt.date) -> int:
        valid = (r for r in rules if r.valid_from <= day and (r.valid_until is None or day <= r.valid_until))
        return next((r.value for r in valid), 0)

    return on


def pass_through_bp(program: Program, on: dt.date) -> int:
    """Return how much of a payment of that day is to be passed on, in basis points (10000 is the whole)."""
    return pass_through_ratios(program)(on)


def support_input(
    *,
    program: Program,
    size_class: str,
    costs: Iterable[CostLine],
    on: dt.date,
    anchor_won: int = 0,
    used_by_firm: Mapping[str, int] | None = None,
    used_by_consortium: Mapping[str, int] | None = None,
) -> SupportInput:
    """
    Gather what `programs.rules.compute_support` needs, from the rules in force on the day, in one query.

    `used_by_…` say what of a cap is taken already, in won, by kind of cost ("" for the cap over everything).

    :raises NoRate: if a kind of cost has no rate for this size class on that day.
    """
    lines = tuple(costs)
    rules = list(
        rules_on(program, on)
        .filter(size_class__in=["", size_class])
        .order_by("size_class", "valid_from", "pk")
    )
    rates = {r.cost_kind: _value(r) for r in rules if r.kind == RuleKind.RATE}
    by_kind = {line.cost_kind: rates.get(line.cost_kind, rates.get("")) for line in lines}
    for kind in [kind for kind, value in by_kind.items() if value is None]:
        raise NoRate(cost_kind=CostKind(kind).label, size_class=SizeClass(size_class).label)
    return SupportInput(
        costs=lines,
        size_class=size_class,
        rates={kind: value for kind, value in by_kind.items() if value},
        firm_caps=_caps(rules, RuleKind.CAP_FIRM, used_by_firm or {}),
        consortium_caps=_caps(rules, RuleKind.CAP_CONSORTIUM, used_by_consortium or {}),
        anchor_won=anchor_won,
    )


def _caps(rules: list[FundingRule], kind: str, used: Mapping[str, int]) -> tuple[Cap, ...]:
    """Return the caps of one kind; of several for the same costs, the more exact and newer one."""
    newest = {r.cost_kind: r for r in rules if r.kind == kind}
    return tuple(Cap(_value(r), cost_kind, used.get(cost_kind, 0)) for cost_kind, r in newest.items())


def _value(found: FundingRule) -> RuleValue:
    return RuleValue(found.pk, found.value, found.source)


def member_of(consortium: Consortium, firm: Firm) -> Member | None:
    """Return the firm's place in the consortium, whatever its status, or None."""
    return consortium.members.filter(firm=firm).select_related("firm", "upstream__firm").first()


def firms_to_lead(user: Any, at: dt.datetime) -> QuerySet[Firm]:
    """Return the firms with which the person may register a consortium."""
    scopes = user.scopes(REGISTER_CONSORTIUM, clock.day(at))
    return Firm.objects.filter(pk__in=scopes.of(ScopeKind.FIRM))


def firms_met_by(firm_ids: Iterable[int]) -> QuerySet[Member, dict]:
    """Return a query for the ids of the firms that share a consortium with these firms."""
    own = Member.objects.present().filter(firm__in=list(firm_ids))
    return Member.objects.present().filter(consortium__in=own.values("consortium")).values("firm")


def has_budget(call: Call) -> bool:
    """Say whether anything was ever appropriated to the call."""
    available = accounts_of("call", [call.pk]).get(call.pk, {}).get("available")
    return available is not None and available.total_in > 0
