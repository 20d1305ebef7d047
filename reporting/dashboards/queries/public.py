"""What anybody may know before signing in: programmes, rates, papers, and what a firm would get."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, Kind
from applications.pages.sheets import money_parts, support_rows
from applications.workflow import Status
from core.ui.formats import percent
from core.ui.templatetags.ui import won_words
from core.workflow import clock
from core.workflow.refusals import Refusal
from firms.models import SizeClass
from programs.models import PARTNER_ROLES, Call, Consortium, CostKind, FundingRule, Grade, Program, RuleKind
from programs.queries import documents_on, rules_on, support_input, technologies_on
from programs.rules import CostLine, SupportResult, compute_support


def programs() -> list[Program]:
    """Return the programmes that are no practice and have a call: those that run first, then the latest."""
    found = Program.objects.filter(is_practice=False, calls__isnull=False).distinct()
    return list(found.select_related("office").prefetch_related("calls"))


def day_in(program: Program, today: dt.date) -> dt.date:
    """Return the day whose rules are shown: today, within the programme's own days."""
    return min(max(today, program.starts_on), program.ends_on)


def selected_consortia(program: Program) -> Any:
    """Return the consortia whose plan was selected, by anchor."""
    plans = Application.objects.filter(call__program=program, kind=Kind.PLAN, status=Status.SELECTED)
    chosen = Consortium.objects.filter(pk__in=plans.values("consortium"))
    return chosen.select_related("anchor").order_by("anchor__name", "pk")


def glance(program: Program, on: dt.date) -> dict[str, Any]:
    """Return a programme at a glance: its rates, its caps, what it pays for and which papers it asks for."""
    rules = list(rules_on(program, on))
    return {
        "program": program,
        "rates": [_rate(rules, size) for size in reversed(SizeClass)],
        "caps": [_cap(rule) for rule in rules if rule.kind in _CAP_WORDS],
        "cost_kinds": [kind.label for kind in CostKind if _has_rate(rules, kind)],
        "technologies": list(technologies_on(program, on)),
        "papers": list(documents_on(program, on)),
    }


_CAP_WORDS = {
    RuleKind.CAP_FIRM: lambda: _("per firm"),
    RuleKind.CAP_CONSORTIUM: lambda: _("per consortium"),
    RuleKind.CAP_POOLED: lambda: _("per partner, in one pot"),
}


def _cap(rule: FundingRule) -> dict[str, str]:
    costs = str(CostKind(rule.cost_kind).label) if rule.cost_kind else _("Subsidy in all")
    return {"costs": costs, "whose": _CAP_WORDS[RuleKind(rule.kind)](), "won": won_words(rule.value)}


def _has_rate(rules: Sequence[FundingRule], kind: str) -> bool:
    return any(r.kind == RuleKind.RATE and r.cost_kind in ("", kind) and r.value for r in rules)


def _rate(rules: Sequence[FundingRule], size: SizeClass) -> tuple[str, str, str]:
    """Return (size class, rate of equipment, what that is of), for a firm to read."""
    low, high = _rates_of_grades(rules, size)
    if not high:
        hint = _("can lead a consortium as its anchor firm") if size == SizeClass.LARGE else ""
        return str(size.label), _("not supported"), hint
    rate = percent(high) if low == high else f"{percent(low)} – {percent(high)}"
    return str(size.label), rate, _("of the equipment's cost")


def _rates_of_grades(rules: Sequence[FundingRule], size_class: str) -> tuple[int, int]:
    """Return the lowest and the highest rate of equipment for a size class, by grade of technology."""
    found = []
    for grade in (Grade.GENERAL, Grade.ADVANCED):
        fitting = [
            r
            for r in rules
            if r.kind == RuleKind.RATE
            and r.cost_kind in ("", CostKind.EQUIPMENT)
            and r.size_class in ("", size_class)
            and r.grade in ("", grade)
        ]
        exact = max(
            fitting, key=lambda r: (bool(r.cost_kind), bool(r.size_class), bool(r.grade)), default=None
        )
        found.append(exact.value if exact else 0)
    return min(found), max(found)


@dataclass(frozen=True)
class Check:
    """One condition of taking part: met, not met, or open, in words."""

    state: str
    text: str
    hint: str = ""


@dataclass
class Estimate:
    """Whether a firm could take part and what it would get, with every row and its source."""

    checks: list[Check] = field(default_factory=list)
    result: SupportResult | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    parts: list[tuple[str, int, str]] = field(default_factory=list)

    @property
    def is_out(self) -> bool:
        """Whether a condition is not met."""
        return any(check.state == "no" for check in self.checks)

    @property
    def eligible_won(self) -> int:
        """What the subsidy and the self-burden come to."""
        return self.result.subsidy_won + self.result.self_burden_won if self.result else 0


@dataclass(frozen=True)
class Asked:
    """What a firm said of itself; won without VAT in the lines."""

    size_class: str
    is_in_trading_scheme: bool
    consortium: Consortium | None
    costs: Sequence[CostLine]


def estimate(program: Program, asked: Asked, on: dt.date, at: dt.datetime) -> Estimate:
    """Return whether a firm could take part and what it would get, on the rules of the day."""
    found = Estimate(checks=[_of_call(program, at), _of_trading(program, asked)])
    try:
        given = support_input(
            program=program,
            size_class=asked.size_class,
            costs=asked.costs,
            on=on,
            partners=_partners(asked.consortium),
        )
        result = compute_support(given)
    except Refusal as refusal:
        found.checks.append(Check("no", str(refusal)))
        return found
    found.checks += [_of_size(asked.size_class, result), _of_anchor(asked.consortium)]
    if result.subsidy_won and not found.is_out:
        found.result, found.rows = result, support_rows(result.rows)
        found.parts = money_parts(result.rows)
    return found


def _partners(consortium: Consortium | None) -> int:
    """Return how many partners fill a pooled cap: those who joined, or one."""
    return max(1, consortium.members.joined().filter(role__in=PARTNER_ROLES).count()) if consortium else 1


def open_call(program: Program, at: dt.datetime) -> Call | None:
    """Return the call that takes something now, or None."""
    return next((c for c in program.calls.all() if c.opens_at <= at < c.applications_close_at), None)


def _of_call(program: Program, at: dt.datetime) -> Check:
    call = open_call(program, at)
    if call is None:
        return Check(
            "open", _("No call is open at the moment"), _("The amount is what the last rules would give.")
        )
    if at < call.plans_close_at:
        day = f"{clock.day(call.plans_close_at):%Y-%m-%d}"
        return Check("yes", _("The call takes consortium plans until %(day)s") % {"day": day})
    day = f"{clock.day(call.applications_close_at):%Y-%m-%d}"
    hint = _("New consortia are not taken any more in this call.")
    return Check("yes", _("Firms of selected consortia can apply until %(day)s") % {"day": day}, hint)


def _of_trading(program: Program, asked: Asked) -> Check:
    if program.excludes_trading_scheme and asked.is_in_trading_scheme:
        return Check("no", _("Firms in the emissions trading scheme are not supported by this programme"))
    if asked.is_in_trading_scheme:
        return Check("yes", _("Taking part in the emissions trading scheme is no obstacle here"))
    return Check("yes", _("Not in the emissions trading scheme"))


def _of_size(size_class: str, result: SupportResult) -> Check:
    label = SizeClass(size_class).label
    if result.subsidy_won:
        return Check("yes", _("%(size)s: is supported") % {"size": label})
    hint = ""
    if size_class == SizeClass.LARGE:
        hint = _("A large firm can lead a consortium as its anchor, so that its suppliers are supported.")
    return Check("no", _("%(size)s: these costs are not supported") % {"size": label}, hint)


def _of_anchor(consortium: Consortium | None) -> Check:
    if consortium is None:
        hint = _("Ask the firm you deliver to whether it leads a consortium, or would register one.")
        return Check("open", _("You take part through an anchor firm"), hint)
    words = {"anchor": consortium.anchor.name, "consortium": consortium.name}
    text = _("%(anchor)s leads the selected consortium “%(consortium)s”") % words
    return Check("yes", text, _("Ask it, or the supplier above you, to invite your firm."))
