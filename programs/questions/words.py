"""Questions and answers in words: when one is asked, what its answer must agree with, what was answered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from programs.questions.kinds import CheckKind, Operator, QuestionKind
from programs.questions.reading import read
from programs.questions.rules import plain
from programs.questions.terms import Check, Condition, QuestionTerms, in_language


def condition_in_words(condition: Condition | None, questions: Sequence[QuestionTerms]) -> str:
    """Return when a question is asked; empty if always."""
    if condition is None:
        return ""
    other = {question.code: question for question in questions}.get(condition.question)
    label = other.label if other else condition.question
    values = " / ".join(_value(other, text) for text in condition.values)
    sentences = {
        Operator.IS: _("Only if “%(other)s” is: %(values)s"),
        Operator.IS_NOT: _("Only if “%(other)s” is answered, and not by: %(values)s"),
        Operator.AT_LEAST: _("Only if “%(other)s” is at least (or not before): %(values)s"),
        Operator.AT_MOST: _("Only if “%(other)s” is at most (or not after): %(values)s"),
        Operator.ONE_OF: _("Only if “%(other)s” is one of: %(values)s"),
        Operator.ANSWERED: _("Only if “%(other)s” is answered"),
    }
    return sentences[Operator(condition.operator)] % {"other": label, "values": values}


def _value(other: QuestionTerms | None, text: str) -> str:
    value = read(other, text) if other else None
    return in_words(other, value) if other and value is not None else text


def check_in_words(question: QuestionTerms, check: Check, labels: Mapping[str, str]) -> str:
    """Return what an answer must agree with."""
    said = {"other": labels.get(check.question, check.question)}
    if check.kind == CheckKind.SUM_IS:
        column = next((c.label for c in question.columns if c.code == check.column), check.column)
        return _("The column “%(column)s” adds up to “%(other)s”") % {**said, "column": column}
    if question.kind == QuestionKind.DATE:
        words = {
            CheckKind.AT_LEAST: _("Not before “%(other)s”"),
            CheckKind.AT_MOST: _("Not after “%(other)s”"),
        }
    else:
        words = {
            CheckKind.AT_LEAST: _("At least “%(other)s”"),
            CheckKind.AT_MOST: _("At most “%(other)s”"),
        }
    return words[CheckKind(check.kind)] % said


def stored_in_words(column: str, stored: Any) -> str:
    """Return in short what a column of a question holds: choices, columns, condition or checks."""
    if column in ("choices", "columns"):
        return " / ".join(in_language(one["label_ko"], one["label_en"]) for one in stored)
    if column == "condition":
        values = " / ".join(stored["values"])
        return f"“{stored['question']}” {Operator(stored['operator']).label} {values}".strip()
    return "; ".join(f"{CheckKind(one['kind']).label} “{one['question']}”" for one in stored)


def details(question: QuestionTerms, questions: Sequence[QuestionTerms]) -> list[str]:
    """Return what beyond its label belongs to a question, a phrase each: when, what, within which bounds."""
    labels = {other.code: other.label for other in questions}
    found = [condition_in_words(question.condition, questions)]
    if question.choices:
        found.append(_("Choices: %(choices)s") % {"choices": " / ".join(c.label for c in question.choices)})
    if question.columns:
        found.append(_("Columns: %(columns)s") % {"columns": " / ".join(c.label for c in question.columns)})
    found += _bounds(question)
    found += [check_in_words(question, check, labels) for check in question.checks]
    return [text for text in found if text]


def _bounds(question: QuestionTerms) -> list[str]:
    found = []
    if question.least is not None:
        found.append(_("At least %(least)s") % {"least": plain(question.least)})
    if question.most is not None:
        found.append(_("At most %(most)s") % {"most": plain(question.most)})
    if question.max_length:
        found.append(_("At most %(most)s letters") % {"most": question.max_length})
    return found


def in_words(question: QuestionTerms, value: Any) -> str:
    """Return one answer in the reader's language; of a table the number of its rows."""
    if question.kind == QuestionKind.CHOICE:
        return next((choice.label for choice in question.choices if choice.code == value), str(value))
    if question.kind == QuestionKind.TABLE:
        return _("%(number)s rows") % {"number": len(value)}
    return value.isoformat() if isinstance(value, dt.date) else plain(value)


def table_in_words(question: QuestionTerms, rows: Any) -> list[list[str]]:
    """Return the rows of a table as texts, in the order of its columns."""
    return [[plain(row.get(column.code, "–")) for column in question.columns] for row in rows]
