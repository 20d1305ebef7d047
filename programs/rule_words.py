"""Rules and other facts of a programme in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.ui.formats import percent
from core.ui.templatetags.ui import won
from firms.models import SizeClass
from programs import registry
from programs.models import CostKind, EvidenceKind, Grade, RuleKind
from programs.shapes import SHAPES


def value_of(kind: str, value: int) -> str:
    """Return a number's value with its unit: a percentage, days, seconds, quotes, won, won per tCO2e."""
    unit = SHAPES[kind].unit
    if unit == "bp":
        return percent(value)
    if unit == "days":
        return ngettext("%(number)s day", "%(number)s days", value) % {"number": value}
    if unit == "seconds":
        return ngettext("%(number)s second", "%(number)s seconds", value) % {"number": value}
    if unit == "quotes":
        return ngettext("%(number)s quote", "%(number)s quotes", value) % {"number": value}
    return _("%(won)s per tCO₂e") % {"won": won(value)} if unit == "won/t" else won(value)


def place_of(cost_kind: str, size_class: str, grade: str) -> str:
    """Return what a rule is for: kind of cost, size class and grade, those it tells apart."""
    parts = [
        CostKind(cost_kind).label if cost_kind else "",
        SizeClass(size_class).label if size_class else "",
        Grade(grade).label if grade else "",
    ]
    return " · ".join(str(part) for part in parts if part) or _("Everything")


def rule_name(rule: Any) -> str:
    """Return what a rule is called: its kind and what it is for."""
    label = str(RuleKind(rule.kind).label)
    if not (rule.cost_kind or rule.size_class or rule.grade):
        return label
    return f"{label} · {place_of(rule.cost_kind, rule.size_class, rule.grade)}"


def weight_of(weight: int) -> str:
    """Return a criterion's weight in words."""
    return f"{weight} %"


def order_of(rule: Any) -> tuple[Any, ...]:
    """Return where a rule stands in the list: rates first, then as kinds, costs and firms are named."""
    places = (
        (rule.kind, RuleKind.values),
        (rule.cost_kind, ["", *CostKind.values]),
        (rule.size_class, ["", *reversed(SizeClass.values)]),
        (rule.grade, ["", *Grade.values]),
    )
    return (*(values.index(value) for value, values in places), rule.valid_from)


def yes_or_no(value: bool) -> str:
    """Return a fact that holds or not."""
    return _("Yes") if value else _("No")


#: what each kind of rule does, for whoever chooses one
ABOUT: dict[str, Any] = {
    RuleKind.RATE: gettext_lazy(
        "Part of the eligible cost that the subsidy pays, by kind of cost, size class and grade."
    ),
    RuleKind.CAP_FIRM: gettext_lazy("The most that one firm can be awarded in the programme."),
    RuleKind.CAP_CONSORTIUM: gettext_lazy("The most that all firms of one consortium can be awarded."),
    RuleKind.CAP_POOLED: gettext_lazy(
        "So much for each partner that has joined, in one pot for the whole consortium."
    ),
    RuleKind.ROUNDING: gettext_lazy("The subsidy is rounded down to whole units of this many won."),
    RuleKind.IN_KIND_SHARE: gettext_lazy(
        "Part of the self-burden that anchor and firm together may bear in kind; without it all is in cash."
    ),
    RuleKind.PASS_THROUGH: gettext_lazy(
        "Part of each payment that a firm of tier 1 owes to its own suppliers, in models that pass money on."
    ),
    RuleKind.INCENTIVE: gettext_lazy("Paid for each tonne that is verified above what was promised."),
    RuleKind.TOLERANCE: gettext_lazy("Part of the promise that may stay unmet without any consequence."),
    RuleKind.CREDITABLE: gettext_lazy(
        "Part of the tonnes made with a subsidy that the firm may use as external reductions."
    ),
    RuleKind.MINOR_SHARE: gettext_lazy(
        "A firm may move up to this part of a budget item after the award; more needs approval."
    ),
    RuleKind.MINOR_DAYS: gettext_lazy(
        "A firm may move the end of its undertaking by up to so many days; more needs approval."
    ),
}


def costs_of(cost_kind: str) -> str:
    """Return a kind of cost, or all costs."""
    return str(CostKind(cost_kind).label) if cost_kind else _("All costs")


def evidence_name(rule: Any) -> str:
    """Return what a rule of evidence is about: its kind, and for which costs."""
    return f"{EvidenceKind(rule.kind).label} · {costs_of(rule.cost_kind)}"


def order_of_evidence(rule: Any) -> tuple[Any, ...]:
    """Return where a rule of evidence stands in the list: as kinds and costs are named."""
    costs = ["", *CostKind.values]
    return (EvidenceKind.values.index(rule.kind), costs.index(rule.cost_kind), rule.valid_from)


def conditions_of(codes: list[str]) -> str:
    """Return the conditions of a stage in words, in the order in which they can be chosen."""
    return " · ".join(str(offer.label) for offer in registry.payment_conditions() if offer.code in codes)


def stage_of(stage: Any) -> str:
    """Return a stage's share with its conditions."""
    return " · ".join(filter(None, (percent(stage.share_bp), conditions_of(stage.conditions))))
