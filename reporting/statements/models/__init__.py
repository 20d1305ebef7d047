"""Statements, their steps, the rows of their calculation, the shares they booked, what verifiers found."""

from reporting.statements.models.findings import (
    Deduction,
    FindingKind,
    FindingLine,
    VerificationFinding,
    VerificationFindingStep,
)
from reporting.statements.models.rows import FACTOR_ROW, FACTOR_WORDS, StatementRow, StatementShare
from reporting.statements.models.sampling import Conflict, Outcome, Sample, SampleItem, Why
from reporting.statements.models.statements import Statement, StatementChange, StatementQuerySet

__all__ = [
    "FACTOR_ROW",
    "FACTOR_WORDS",
    "Conflict",
    "Deduction",
    "FindingKind",
    "FindingLine",
    "Outcome",
    "Sample",
    "SampleItem",
    "Statement",
    "StatementChange",
    "StatementQuerySet",
    "StatementRow",
    "StatementShare",
    "VerificationFinding",
    "VerificationFindingStep",
    "Why",
]
