"""Changes in this room: statements on their way to a signature, findings, and what becomes of signed ones."""

from reporting.statements.operations.conflicts import declare_conflict
from reporting.statements.operations.findings import (
    answer_finding,
    close_finding,
    deduct,
    raise_finding,
    reopen_finding,
    withdraw_finding,
)
from reporting.statements.operations.restating import (
    calculate_restatement,
    correct_verified,
    withdraw_verified_bill,
)
from reporting.statements.operations.sampling import draw_sample, mark_sampled
from reporting.statements.operations.verifying import (
    assign_verifier,
    calculate,
    return_statement,
    submit_statement,
    verify,
    withdraw_statement,
)

__all__ = [
    "answer_finding",
    "assign_verifier",
    "calculate",
    "calculate_restatement",
    "close_finding",
    "correct_verified",
    "declare_conflict",
    "deduct",
    "draw_sample",
    "mark_sampled",
    "raise_finding",
    "reopen_finding",
    "return_statement",
    "submit_statement",
    "verify",
    "withdraw_finding",
    "withdraw_statement",
    "withdraw_verified_bill",
]
