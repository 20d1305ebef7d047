"""Statements, their steps, the rows of their calculation, the shares they booked."""

from reporting.statements.models.rows import FACTOR_ROW, FACTOR_WORDS, StatementRow, StatementShare
from reporting.statements.models.statements import Statement, StatementChange, StatementQuerySet

__all__ = [
    "FACTOR_ROW",
    "FACTOR_WORDS",
    "Statement",
    "StatementChange",
    "StatementQuerySet",
    "StatementRow",
    "StatementShare",
]
