"""Eligibility as rows of a page: each check, its outcome, the reason, what to do, when it was read."""

import datetime as dt
from typing import Any

from applications.eligibility.checks import look_ahead
from applications.eligibility.outcomes import Answer, Outcome
from applications.eligibility.rulebook import BY_CODE, Rule
from applications.models import Application, EligibilityCheck

TONES = {Outcome.PASSED: "success", Outcome.WARNED: "warning", Outcome.BLOCKED: "danger"}


def ahead(case: Application, at: dt.datetime) -> list[dict[str, Any]]:
    """Return what the rules would find if the draft were submitted now."""
    return [_row(found.rule, found.answer, found.read_at) for found in look_ahead(case, at)]


def last_check(case: Application) -> EligibilityCheck | None:
    """Return the last look that a step of the case rested on."""
    return case.eligibility_checks.select_related("by").order_by("pk").last()


def kept(case: Application, at: dt.datetime, *, with_cases: bool) -> list[dict[str, Any]]:
    """Return what that look found; which other case a thing serves is said to the office alone."""
    check = last_check(case)
    rows = []
    for found in check.findings.order_by("position") if check else ():
        is_stale = found.fresh_until is not None and at >= found.fresh_until
        row = _row(BY_CODE[found.rule], found.answer, found.read_at)
        case_named = found.figures.get("case", "") if with_cases else ""
        rows.append({**row, "fresh_until": found.fresh_until, "is_stale": is_stale, "case": case_named})
    return rows


def _row(rule: Rule, answer: Answer, read_at: dt.datetime) -> dict[str, Any]:
    outcome = Outcome(answer.outcome)
    return {
        "label": rule.label,
        "source": rule.source,
        "outcome": outcome.label,
        "tone": TONES[outcome],
        "is_passed": outcome == Outcome.PASSED,
        "reason": rule.text(answer),
        "mend": rule.mend(answer),
        "read_at": read_at,
    }
