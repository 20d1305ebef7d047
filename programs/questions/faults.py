"""What is wrong with a set of questions itself, before anybody answers them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.questions.kinds import COMPARED, ORDERED, CheckKind, Operator, QuestionKind
from programs.questions.reading import read
from programs.questions.terms import Check, QuestionTerms


@dataclass(frozen=True)
class Fault:
    """What keeps a question from being asked: its code, the part it lies in, and what to do, in words."""

    code: str
    part: str
    text: str


def faults(questions: Sequence[QuestionTerms]) -> list[Fault]:
    """
    Return the faults of the questions in their order.

    A question refers only to questions before it: that rules out circles as well as questions that are gone.
    """
    known = {question.code: question for question in questions}
    found: list[Fault] = []
    before: dict[str, QuestionTerms] = {}
    for question in questions:
        own = [*_of_itself(question), *_of_condition(question, before, known)]
        own += [fault for check in question.checks for fault in _of_check(question, check, before, known)]
        found += [Fault(question.code, part, text) for part, text in own]
        before[question.code] = question
    return found


def _of_itself(question: QuestionTerms) -> Iterator[tuple[str, str]]:
    if question.kind == QuestionKind.CHOICE and len(question.choices) < 2:
        yield "choices", _("Name at least two choices.")
    if question.kind == QuestionKind.TABLE and not question.columns:
        yield "columns", _("Name at least one column.")
    if question.least is not None and question.most is not None and question.least > question.most:
        yield "most", _("The most must not be below the least.")
    for part, codes in (
        ("choices", [choice.code for choice in question.choices]),
        ("columns", [column.code for column in question.columns]),
    ):
        if len(codes) != len(set(codes)):
            yield part, _("Two of them are the same.")


def _of_reference(
    question: QuestionTerms, code: str, before: dict[str, QuestionTerms], known: dict[str, QuestionTerms]
) -> str:
    """Return what is wrong with a reference to another question, or nothing."""
    if code in before:
        return ""
    other = known.get(code)
    if other is None:
        return _("There is no question “%(code)s” in this version.") % {"code": code}
    if code == question.code:
        return _("“%(label)s” can't depend on its own answer.") % {"label": question.label}
    words = _("“%(label)s” depends on “%(other)s”, which comes later. Only questions before it can be meant.")
    return words % {"label": question.label, "other": other.label}


def _of_condition(
    question: QuestionTerms, before: dict[str, QuestionTerms], known: dict[str, QuestionTerms]
) -> Iterator[tuple[str, str]]:
    condition = question.condition
    if condition is None:
        return
    if wrong := _of_reference(question, condition.question, before, known):
        yield "condition_question", wrong
        return
    other = before[condition.question]
    if condition.operator == Operator.ANSWERED:
        if condition.values:
            yield "condition_value", _("“Is answered” needs no value. Leave it empty.")
        return
    if not _fits(condition.operator, other.kind):
        yield (
            "condition_operator",
            _("This can't be asked of an answer of the kind “%(kind)s”.")
            % {"kind": QuestionKind(other.kind).label},
        )
    elif not condition.values or (condition.operator != Operator.ONE_OF and len(condition.values) > 1):
        yield "condition_value", _("Enter one value; only “is one of” takes several.")
    elif not all(read(other, value) is not None for value in condition.values):
        yield "condition_value", _("“%(label)s” can't have this answer.") % {"label": other.label}


def _fits(operator: str, kind: str) -> bool:
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return kind in ORDERED
    return operator in Operator.values and kind in COMPARED


def _of_check(
    question: QuestionTerms, check: Check, before: dict[str, QuestionTerms], known: dict[str, QuestionTerms]
) -> Iterator[tuple[str, str]]:
    if wrong := _of_reference(question, check.question, before, known):
        yield "checks", wrong
        return
    other = before[check.question]
    if check.kind == CheckKind.SUM_IS:
        numbers = {column.code for column in question.columns if column.kind == QuestionKind.NUMBER}
        if question.kind != QuestionKind.TABLE or check.column not in numbers:
            yield "checks", _("Only a column of numbers in a table adds up. Choose one of this question.")
        elif other.kind != QuestionKind.NUMBER:
            yield "checks", _("A column adds up to a number. “%(label)s” is none.") % {"label": other.label}
    elif question.kind not in ORDERED or other.kind != question.kind:
        yield (
            "checks",
            _("Only two numbers or two dates can be compared, and “%(label)s” does not fit.")
            % {"label": other.label},
        )
