"""Filters of the audit dossiers: numbers of papers, who cites them, rules and checks in words."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from applications.eligibility.outcomes import Answer
from applications.eligibility.rulebook import BY_CODE
from programs.models import GrantKind
from programs.rule_words import value_of
from reporting.documents.references import References

register = template.Library()


@register.filter
def references(facts: dict[str, Any]) -> References:
    """Return where what stands in a dossier: {% with refs=facts|references %}."""
    return References(facts)


@register.filter
def cited(sha256: str, refs: References) -> Any:
    """Return the number of a paper in the list of evidence, leading there; nothing if it stands in none."""
    number = refs.numbers.get(sha256)
    return format_html('<a class="ref" href="#paper-{0}">E{0}</a>', number) if number else ""


@register.filter
def borne_by(refs: References, transfer: dict[str, Any]) -> Any:
    """Return the numbers of the papers that bear a transfer, leading there; of three in a row the ends."""
    numbers = refs.borne_by(transfer)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return format_html_join(", ", "{}", ([_run(run)] for run in runs))


def _run(numbers: list[int]) -> Any:
    """Return numbers of papers that follow each other as links."""
    ends = numbers if len(numbers) < 3 else [numbers[0], numbers[-1]]
    between = ", " if len(numbers) < 3 else "–"
    return format_html_join(between, '<a class="ref" href="#paper-{0}">E{0}</a>', ([one] for one in ends))


@register.filter
def citing(refs: References, sha256: str) -> list[Any]:
    """Return the places of a dossier that rest on a paper."""
    return refs.citing.get(sha256, [])


@register.filter
def rule_value(rule: dict[str, Any]) -> str:
    """Return a number of the programme with its unit."""
    return value_of(rule["kind"], rule["value"])


@register.filter
def has_gifts(grants: list[dict[str, Any]]) -> bool:
    """Return whether one of the grants is a contribution."""
    return any(grant["kind"] == GrantKind.CONTRIBUTION for grant in grants)


@register.filter
def check_rule(code: str) -> Any:
    """Return what a rule of eligibility is called."""
    return BY_CODE[code].label if code in BY_CODE else code


@register.filter
def check_reason(finding: dict[str, Any]) -> str:
    """Return what a rule of eligibility answered; a reason that it no longer knows as its code."""
    rule = BY_CODE.get(finding["rule"])
    try:
        return rule.text(Answer(finding["outcome"], finding["reason"], finding["figures"])) if rule else ""
    except KeyError:
        return str(finding["reason"])


@register.filter
def hundredths(points: int) -> str:
    """Return hundredths of a point as points."""
    return f"{points // 100}.{points % 100:02d}"


@register.filter
def kilograms(quantity: int) -> str:
    """Return kilograms of CO2e with every digit and the unit."""
    return f"{quantity:,} kg"
