"""Answers as they are stored and as the rules look at them: exact numbers, days, rows."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from core.ui import numbers
from programs.questions.kinds import QuestionKind
from programs.questions.terms import Cell, Column, QuestionTerms, Value

#: a number has less than so many whole digits, and at most so many decimals
MOST_DIGITS, MOST_DECIMALS = 15, 6


def as_json(value: Value) -> Any:
    """Return an answer as it is stored: numbers and days as texts, a table as rows of them."""
    if isinstance(value, tuple):
        return [{code: as_json(cell) for code, cell in row.items()} for row in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else value


def read(question: QuestionTerms, stored: Any) -> Value | None:
    """Return a stored answer to this question, or None if it is none, or none of this kind any more."""
    if question.kind == QuestionKind.TABLE:
        return _rows(question, stored)
    if not isinstance(stored, str) or not stored:
        return None
    if question.kind == QuestionKind.CHOICE:
        return stored if stored in {choice.code for choice in question.choices} else None
    return cell(question.kind, stored)


def _rows(question: QuestionTerms, stored: Any) -> Value | None:
    if not isinstance(stored, list | tuple):
        return None
    read_rows = (_row(question.columns, row) for row in stored if isinstance(row, dict))
    return tuple(row for row in read_rows if row) or None


def _row(columns: tuple[Column, ...], stored: dict[str, Any]) -> dict[str, Cell]:
    found = {column.code: cell(column.kind, stored.get(column.code)) for column in columns}
    return {code: value for code, value in found.items() if value is not None}


def cell(kind: str, stored: Any) -> Cell | None:
    """Return a stored text as a value of this kind, or None if it is none."""
    if not isinstance(stored, str) or not stored.strip():
        return None
    try:
        if kind == QuestionKind.NUMBER:
            return _number(stored)
        return dt.date.fromisoformat(stored) if kind == QuestionKind.DATE else stored
    except (InvalidOperation, ValueError):
        return None


def _number(stored: str) -> Decimal | None:
    number = Decimal(stored)
    return number if number.is_finite() and is_storable(number) else None


def is_storable(number: Decimal) -> bool:
    """Say whether a number is kept exactly: not too large, not too fine."""
    return abs(number) < 10**MOST_DIGITS and numbers.decimals(number) <= MOST_DECIMALS
