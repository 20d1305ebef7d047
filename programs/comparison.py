"""Two programmes side by side, or one on two days: every fact, every number, and where it was published."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.ui.formats import day, moment, tonnes
from core.ui.templatetags.ui import won
from programs import registry, rule_words
from programs.models import CheckTermKind, CostKind, Program, Questionnaire
from programs.queries import (
    check_terms_on,
    criteria_on,
    documents_on,
    evidence_rules_on,
    payment_stages_on,
    rules_on,
    technologies_on,
)
from programs.questions import QuestionKind
from programs.questions.words import details


@dataclass(frozen=True)
class Line:
    """One fact on both sides, with its source where it has one; None where a side does not have it."""

    label: str
    before: str | None
    after: str | None
    source_before: str = ""
    source_after: str = ""

    @property
    def state(self) -> str:
        """Tell the same, changed, added and removed apart."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if self.before == self.after else "changed"


@dataclass(frozen=True)
class Section:
    """The facts of one kind, in words for the reader."""

    title: str
    lines: tuple[Line, ...]

    @property
    def differing(self) -> tuple[Line, ...]:
        """The lines that differ."""
        return tuple(line for line in self.lines if line.state != "same")


@dataclass(frozen=True)
class _Fact:
    label: str
    value: str
    source: str = ""


Facts = dict[Any, _Fact]


def compare(a: Program, day_a: dt.date, b: Program, day_b: dt.date) -> tuple[Section, ...]:
    """
    Compare programme `a` as it stands on `day_a` with programme `b` on `day_b`; both may be the same.

    What each is called, what it pays for and asks for, and every rule in force, matched by what it is for.
    """
    sides = ((a, day_a), (b, day_b))
    return tuple(
        Section(title, tuple(_lines(*(facts(program, on) for program, on in sides))))
        for title, facts in _sections()
    )


def _sections() -> Iterable[tuple[str, Callable[[Program, dt.date], Facts]]]:
    return (
        (_("Programme"), _programme),
        (_("Calls"), _calls),
        (_("Rules"), _rules),
        (_("Technologies"), _technologies),
        (_("Required documents"), _documents),
        (_("Questions of the calls"), _questions),
        (_("Criteria of the panels"), _criteria),
        (_("Numbers of the eligibility checks"), _checks),
        (_("Evidence of payments"), _evidence),
        (_("Payment schedule"), _stages),
    )


def _lines(before: Facts, after: Facts) -> Iterable[Line]:
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        yield Line(
            label=(new or old).label,  # type: ignore[union-attr]
            before=old.value if old else None,
            after=new.value if new else None,
            source_before=old.source if old else "",
            source_after=new.source if new else "",
        )


def _programme(program: Program, on: dt.date) -> Facts:
    rounds = {offer.code: str(offer.label) for offer in registry.rounds()}
    facts = {
        "name": (_("Name"), program.name),
        "office": (_("Ministry"), str(program.office)),
        "agency": (_("Delegated agency"), str(program.agency or "–")),
        "fiscal_year": (_("Fiscal year"), str(program.fiscal_year)),
        "dates": (_("Period"), f"{day(program.starts_on)} – {day(program.ends_on)}"),
        "target": (_("Target a year"), tonnes(program.target_kg)),
        "pass_through_kind": (
            _("Usual legal kind of money passed on"),
            program.get_pass_through_kind_display(),
        ),
        "pass_through_days": (_("Days for passing money on"), str(program.pass_through_days)),
        "factor_round": (
            _("Approval round of the factors"),
            rounds.get(program.factor_round, program.factor_round),
        ),
        "trading": (
            _("Firms in the emissions trading scheme are excluded"),
            rule_words.yes_or_no(program.excludes_trading_scheme),
        ),
    }
    return {key: _Fact(label, str(value)) for key, (label, value) in facts.items()}


def _calls(program: Program, on: dt.date) -> Facts:
    found: Facts = {}
    for number, call in enumerate(program.calls.order_by("opens_at", "pk"), start=1):
        name = _("Call %(number)s") % {"number": number}
        facts = {
            "name": (_("Name"), call.name),
            "opens": (_("Opens"), moment(call.opens_at)),
            "plans": (_("Plans until"), moment(call.plans_close_at)),
            "applications": (_("Applications until"), moment(call.applications_close_at)),
            "budget": (_("Announced budget"), won(call.budget_won)),
        }
        found |= {
            (number, key): _Fact(f"{name} · {label}", value, call.source if key == "name" else "")
            for key, (label, value) in facts.items()
        }
    return found


def _rules(program: Program, on: dt.date) -> Facts:
    return {
        (rule.kind, rule.cost_kind, rule.size_class, rule.grade): _Fact(
            rule_words.rule_name(rule), rule_words.value_of(rule.kind, rule.value), rule.source
        )
        for rule in rules_on(program, on)
    }


def _technologies(program: Program, on: dt.date) -> Facts:
    methods = {offer.code: str(offer.label) for offer in registry.methods()}
    return {
        technology.code: _Fact(
            technology.name,
            " · ".join(
                [
                    str(technology.get_grade_display()),
                    methods.get(technology.method, technology.method) or _("No method yet"),
                    _("%(months)s months of restriction") % {"months": technology.restriction_months},
                ]
            ),
            technology.source,
        )
        for technology in technologies_on(program, on)
    }


def _documents(program: Program, on: dt.date) -> Facts:
    return {
        document.code: _Fact(
            document.name,
            " · ".join(
                [
                    str(document.get_step_display()),
                    str(CostKind(document.cost_kind).label) if document.cost_kind else _("All costs"),
                    _("required") if document.is_required else _("voluntary"),
                ]
            ),
            document.source,
        )
        for document in documents_on(program, on)
    }


def _questions(program: Program, on: dt.date) -> Facts:
    """Return the questions of each call as published by the end of the day."""
    found: Facts = {}
    for number, call in enumerate(program.calls.order_by("opens_at", "pk"), start=1):
        newest = call.questionnaires.published().filter(published_at__date__lte=on).newest()
        if newest:
            found |= {(number, code): fact for code, fact in _asked(newest).items()}
    return found


def _asked(questionnaire: Questionnaire) -> Facts:
    terms = questionnaire.terms
    return {
        question.code: _Fact(
            question.label,
            " · ".join(
                [
                    question.label,
                    str(QuestionKind(question.kind).label),
                    _("required") if question.is_required else _("voluntary"),
                    *details(question, terms),
                ]
            ),
        )
        for question in terms
    }


def compare_questions(before: Questionnaire, after: Questionnaire) -> Section:
    """Compare two versions of a call's questions, matched by their short names."""
    return Section(_("Questions of the call"), tuple(_lines(_asked(before), _asked(after))))


def _criteria(program: Program, on: dt.date) -> Facts:
    return {
        criterion.code: _Fact(
            criterion.name,
            " · ".join(
                [
                    rule_words.weight_of(criterion.weight),
                    _("place %(place)s in the list") % {"place": criterion.position},
                ]
            ),
            criterion.source,
        )
        for criterion in criteria_on(program, on)
    }


def _checks(program: Program, on: dt.date) -> Facts:
    return {
        kind: _Fact(str(CheckTermKind(kind).label), rule_words.value_of(term.kind, term.value), term.source)
        for kind, term in sorted(check_terms_on(program, on).items())
    }


def _evidence(program: Program, on: dt.date) -> Facts:
    return {
        (rule.kind, rule.cost_kind): _Fact(rule_words.evidence_name(rule), str(rule.words), rule.source)
        for rule in sorted(evidence_rules_on(program, on), key=rule_words.order_of_evidence)
    }


def _stages(program: Program, on: dt.date) -> Facts:
    return {
        stage.kind: _Fact(str(stage), rule_words.stage_of(stage), stage.source)
        for stage in payment_stages_on(program, on)
    }
