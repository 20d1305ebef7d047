"""The rules asked about one application: live, or from what was read before; and judged again later."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from applications.arithmetic import preview
from applications.eligibility.looks import Look
from applications.eligibility.outcomes import Answer, Moment, Occasion, Outcome
from applications.eligibility.reading import READ
from applications.eligibility.rulebook import BY_CODE, Rule, asked_at
from applications.eligibility.snapshots import JSON, fingerprint, plain, rebuilt
from applications.models import Application, EligibilityCheck
from applications.refusals import NotEligible
from programs.queries import check_terms_on


@dataclass(frozen=True)
class Finding:
    """What a rule answered, the facts it looked at, since when they are known and until when they hold."""

    rule: Rule
    answer: Answer
    facts: Any
    read_at: dt.datetime
    fresh_until: dt.datetime | None


def findings(look: Look, before: EligibilityCheck | None = None) -> list[Finding]:
    """
    Ask the rules of the step, in order; a fact of the look `before` that still holds is not read again.

    How long a fact holds is the programme's (`CheckTerm`); without such a number it is read anew.
    """
    terms = check_terms_on(look.application.call.program, look.occasion.day)
    found = []
    for rule in asked_at(look.occasion.moment):
        term = terms.get(rule.shelf) if rule.shelf else None
        days = dt.timedelta(days=term.value) if term else None
        read_at = None if rule.code in look.states else _read_before(rule, before)
        if before and read_at and days and look.occasion.at < read_at + days:
            facts = rebuilt(rule.facts, before.inputs["facts"][rule.code])
        else:
            facts, read_at = READ[rule.code](look), look.occasion.at
        found.append(
            Finding(rule, rule.judge(facts, look.occasion), facts, read_at, read_at + days if days else None)
        )
    return found


def _read_before(rule: Rule, before: EligibilityCheck | None) -> dt.datetime | None:
    """Return when the facts of a rule were read, if an earlier look has them."""
    read = before.inputs["read_at"].get(rule.code) if before else None
    return dt.datetime.fromisoformat(read) if read else None


def look_ahead(application: Application, at: dt.datetime) -> list[Finding]:
    """Return what the rules would answer if the draft were submitted now; nothing is written."""
    computed, _problem = preview(application, at)
    look = Look(application, Occasion(Moment.SUBMISSION, at), computed=computed)
    if computed:
        look.amount_won, look.regrant_won = computed.result.subsidy_won, computed.result.regrant_won
    return findings(look)


def inputs_of(occasion: Occasion, found: Iterable[Finding]) -> dict[str, Any]:
    """Return all that a look rested on, as JSON."""
    found = list(found)
    return {
        "moment": str(occasion.moment),
        "at": occasion.at.isoformat(),
        "facts": {finding.rule.code: plain(finding.facts) for finding in found},
        "read_at": {finding.rule.code: finding.read_at.isoformat() for finding in found},
    }


def refuse_if_blocked(found: Iterable[Finding], occasion: Occasion) -> None:
    """
    Refuse the step if a rule blocks it, in the operation's own words where it has some.

    :raises NotEligible, CallClosed, CallNotOpen, InTradingScheme, CapExceeded, InsufficientFunds: if one
        does.
    """
    blocked = [finding for finding in found if finding.answer.outcome == Outcome.BLOCKED]
    if len(blocked) == 1:
        raise blocked[0].rule.refused(blocked[0].facts, occasion)
    if blocked:
        said = [f"{one.rule.text(one.answer)} {one.rule.mend(one.answer)}".strip() for one in blocked]
        raise NotEligible(checks=" ".join(said))


def replay(inputs: JSON) -> dict[str, Answer]:
    """Return what the rules answer to kept inputs: {code of the rule: its answer}."""
    occasion = Occasion(inputs["moment"], dt.datetime.fromisoformat(inputs["at"]))
    return {
        code: BY_CODE[code].judge(rebuilt(BY_CODE[code].facts, facts), occasion)
        for code, facts in inputs["facts"].items()
    }


def differences(check: EligibilityCheck) -> list[str]:
    """Return where a kept look no longer agrees with itself: its hash, and each answer judged again."""
    found = [] if fingerprint(check.inputs) == check.sha256 else ["inputs: another hash than was kept"]
    again = replay(check.inputs)
    kept = {finding.rule: finding.answer for finding in check.findings.all()}
    for code in sorted(again.keys() | kept.keys()):
        if again.get(code) != kept.get(code):
            found.append(f"{code}: {kept.get(code)} was kept, {again.get(code)} is judged now")
    return found
