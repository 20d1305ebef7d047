"""
A call's own questions, pure: what is asked, what of it follows from other answers, what is wrong with them.

An answer is a text, a Decimal, a date, the code of a choice, the name of a file, or rows of a table; what was
not answered is missing. A question looks only at questions before it.
"""

from programs.questions.faults import Fault, faults
from programs.questions.kinds import CheckKind, Operator, QuestionKind
from programs.questions.reading import as_json, read
from programs.questions.rules import Problem, asked, counted, is_asked, problems
from programs.questions.terms import (
    Answers,
    Check,
    Choice,
    Column,
    Condition,
    QuestionTerms,
    Value,
)

__all__ = [
    "Answers",
    "Check",
    "CheckKind",
    "Choice",
    "Column",
    "Condition",
    "Fault",
    "Operator",
    "Problem",
    "QuestionKind",
    "QuestionTerms",
    "Value",
    "as_json",
    "asked",
    "counted",
    "faults",
    "is_asked",
    "problems",
    "read",
]
