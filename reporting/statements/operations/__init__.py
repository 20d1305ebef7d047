"""Changes in this room: statements on their way to a signature, and what becomes of signed ones."""

from reporting.statements.operations.restating import calculate_restatement, correct_verified
from reporting.statements.operations.verifying import (
    assign_verifier,
    calculate,
    return_statement,
    submit_statement,
    verify,
    withdraw_statement,
)

__all__ = [
    "assign_verifier",
    "calculate",
    "calculate_restatement",
    "correct_verified",
    "return_statement",
    "submit_statement",
    "verify",
    "withdraw_statement",
]
