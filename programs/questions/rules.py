"""Which questions are asked, given the answers, and what is wrong with the answers to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from programs.questions.kinds import CheckKind, Operator, QuestionKind
from programs.questions.reading import read
from programs.questions.terms import Answers, Check, Condition, QuestionTerms, Value


@dataclass(frozen=True)
class Problem:
    """What is wrong with the answer to a question, in words that name it."""

    code: str
    message: str


def asked(questions: Sequence[QuestionTerms], answers: Answers) -> tuple[QuestionTerms, ...]:
    """
    Return the questions that are asked, in their order.

    Each looks only at those before it; one that looks at a question that is not asked, or at one without an
    answer, is not asked.
    """
    found: dict[str, QuestionTerms] = {}
    for question in questions:
        if _holds(question.condition, found, answers):
            found[question.code] = question
    return tuple(found.values())


def is_asked(code: str, questions: Sequence[QuestionTerms], answers: Answers) -> bool:
    """Say whether the question of this code is asked."""
    return any(question.code == code for question in asked(questions, answers))


def counted(questions: Sequence[QuestionTerms], answers: Answers) -> dict[str, Value]:
    """Return the answers to questions that are asked; the others are kept and do not count."""
    return {q.code: answers[q.code] for q in asked(questions, answers) if q.code in answers}


def _holds(condition: Condition | None, before: Mapping[str, QuestionTerms], answers: Answers) -> bool:
    if condition is None:
        return True
    other, answer = before.get(condition.question), answers.get(condition.question)
    if other is None or answer is None:
        return False
    if condition.operator == Operator.ANSWERED:
        return True
    wanted = [read(other, value) for value in condition.values]
    return bool(wanted) and _compares(condition.operator, answer, wanted)


def _compares(operator: str, answer: Any, wanted: list[Any]) -> bool:
    first = wanted[0]
    if operator in (Operator.IS, Operator.ONE_OF):
        return answer in wanted
    if operator == Operator.IS_NOT:
        return answer != first
    if type(answer) is not type(first):
        return False
    return bool(answer >= first if operator == Operator.AT_LEAST else answer <= first)


def problems(questions: Sequence[QuestionTerms], answers: Answers) -> list[Problem]:
    """Return what is missing or does not agree, in the order of the questions; of those not asked nothing."""
    found, known = [], counted(questions, answers)
    labels = {question.code: question.label for question in questions}
    for question in asked(questions, answers):
        answer = known.get(question.code)
        if answer is None:
            if question.is_required:
                text = _("Answer “%(question)s”.") % {"question": question.label}
                found.append(Problem(question.code, text))
            continue
        texts = [*_bounds(question, answer), *_disagreements(question, answer, known, labels)]
        found += [Problem(question.code, f"“{question.label}”: {text}") for text in texts]
    return found


def _bounds(question: QuestionTerms, answer: Any) -> Iterator[str]:
    """Yield which bound of its own the answer breaks."""
    if question.kind == QuestionKind.NUMBER:
        if question.least is not None and answer < question.least:
            yield _("At least %(least)s is possible.") % {"least": plain(question.least)}
        if question.most is not None and answer > question.most:
            yield _("At most %(most)s is possible.") % {"most": plain(question.most)}
    if question.kind == QuestionKind.TABLE:
        if question.least is not None and len(answer) < question.least:
            yield _("Fill in at least %(least)s rows.") % {"least": plain(question.least)}
        if question.most is not None and len(answer) > question.most:
            yield _("Fill in at most %(most)s rows.") % {"most": plain(question.most)}
    if question.kind == QuestionKind.TEXT and question.max_length and len(answer) > question.max_length:
        yield _("Use at most %(most)s letters.") % {"most": question.max_length}


def _disagreements(
    question: QuestionTerms, answer: Any, known: Answers, labels: Mapping[str, str]
) -> Iterator[str]:
    """Yield how the answer disagrees with others; one that is not there is no one's to disagree with."""
    for check in question.checks:
        other = known.get(check.question)
        if other is not None and not _AGREES[check.kind](check, answer, other):
            yield check.message or _words(question, check) % {
                "other": labels[check.question],
                "answer": plain(other),
                "column": _column_label(question, check.column),
            }


def _sum_is(check: Check, rows: Any, other: Any) -> bool:
    return sum((row.get(check.column, Decimal(0)) for row in rows), Decimal(0)) == other


_AGREES: dict[str, Callable[[Check, Any, Any], bool]] = {
    CheckKind.AT_LEAST: lambda check, answer, other: type(answer) is type(other) and answer >= other,
    CheckKind.AT_MOST: lambda check, answer, other: type(answer) is type(other) and answer <= other,
    CheckKind.SUM_IS: _sum_is,
}


def _words(question: QuestionTerms, check: Check) -> str:
    """Return what is said where the officer chose no words."""
    if check.kind == CheckKind.SUM_IS:
        return _("The column “%(column)s” must add up to the answer to “%(other)s” (%(answer)s).")
    if question.kind == QuestionKind.DATE:
        if check.kind == CheckKind.AT_LEAST:
            return _("It must not be before the answer to “%(other)s” (%(answer)s).")
        return _("It must not be after the answer to “%(other)s” (%(answer)s).")
    if check.kind == CheckKind.AT_LEAST:
        return _("It must be at least the answer to “%(other)s” (%(answer)s).")
    return _("It must be at most the answer to “%(other)s” (%(answer)s).")


def _column_label(question: QuestionTerms, code: str) -> str:
    return next((column.label for column in question.columns if column.code == code), code)


def plain(value: Any) -> str:
    """Return a number with separators and without idle zeros, anything else as its text."""
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
