"""Statements, their steps, the rows of their calculation, the shares they booked."""

from reporting.statements.models.rows import StatementRow, StatementShare
from reporting.statements.models.statements import Statement, StatementChange, StatementQuerySet

__all__ = ["Statement", "StatementChange", "StatementQuerySet", "StatementRow", "StatementShare"]
