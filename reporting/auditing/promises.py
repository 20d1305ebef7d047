"""Who finds an audit finding among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from reporting.auditing.announcements import SUBJECT
from reporting.auditing.models import AuditFinding


def declare_promises() -> None:
    """Promise that the office finds an open finding in its inbox, and the auditor an answered one."""
    declare(
        AuditFinding,
        SUBJECT,
        {
            "OPEN": work("answer_audit_finding"),
            "ANSWERED": work("settle_audit_finding"),
            "CLOSED": Nobody("what has to follow is decided on the page of the case"),
        },
    )
