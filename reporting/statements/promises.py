"""Who finds a statement among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from reporting.statements.announcements import SUBJECT
from reporting.statements.models import Statement


def declare_promises() -> None:
    """Promise that whoever acts next on a statement finds it in their inbox."""
    declare(
        Statement,
        SUBJECT,
        {
            "CALCULATED": work("submit_statement"),
            "SUBMITTED": work("assign_verifier"),
            "ASSIGNED": work("verify_statement"),
            "RETURNED": work("correct_statement"),
            "VERIFIED": Nobody("its tonnes are in the books"),
            "RESTATED": Nobody("the statement that took its place stands"),
            "WITHDRAWN": Nobody("ended by its own firm"),
        },
    )
