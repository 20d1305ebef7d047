"""Who finds a statement among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from reporting.statements.announcements import FINDING, SUBJECT
from reporting.statements.models import Statement, VerificationFinding
from reporting.statements.workflow import FindingStatus, Status


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
    declare(
        VerificationFinding,
        FINDING,
        {
            "OPEN": work("answer_verifier"),
            "ANSWERED": work("settle_verification"),
            "CLOSED": Nobody("the verifier left it at that"),
            "ADJUSTED": Nobody("its kilograms were deducted"),
            "WITHDRAWN": Nobody("it was none"),
        },
        waits_for=_another_verifier,
    )


def _another_verifier(finding: VerificationFinding) -> list[Statement]:
    """Return the statement of an answered finding whose verifier had a conflict: the office chooses first."""
    answered = finding.status == FindingStatus.ANSWERED
    return [finding.statement] if answered and finding.statement.status != Status.ASSIGNED else []
