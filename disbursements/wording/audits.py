"""How audits of firms are spoken of: next step and whose, history in sentences, steps on offer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import EntityAudit
from disbursements.permissions import audits as permissions
from disbursements.wording import THE_OFFICER, Step
from disbursements.wording.money import THE_FIRM
from disbursements.workflow import AuditStatus

SENTENCES = {
    AuditStatus.DUE: _("The firm received so much in the year that it is audited."),
    AuditStatus.EXEMPTED: _("What was re-granted does not count: the firm is exempt."),
    AuditStatus.NAMED: _("Named the auditor."),
    AuditStatus.SUBMITTED: _("Handed the auditor's report in."),
    AuditStatus.RETURNED: _("Sent the auditor's report back."),
    AuditStatus.ACCEPTED: _("Accepted the auditor's report."),
}
NEXT = {
    AuditStatus.DUE: (_("Name the auditor"), THE_FIRM),
    AuditStatus.NAMED: (_("Hand in the auditor's report"), THE_FIRM),
    AuditStatus.SUBMITTED: (_("Examine the auditor's report"), THE_OFFICER),
    AuditStatus.RETURNED: (_("Hand in the auditor's report anew"), THE_FIRM),
}
NAME = Step(_("Name the auditor"), "audit_name", permissions.may_name_auditor, AuditStatus.NAMED)
ANOTHER = Step(_("Name another auditor"), "audit_name", permissions.may_name_auditor, tone="secondary")
STEPS = (
    NAME,
    Step(
        _("Hand in the auditor's report"), "audit_hand_in", permissions.may_hand_in_audit,
        AuditStatus.SUBMITTED,
    ),
    Step(_("Accept the report"), "audit_accept", permissions.may_examine_audit, AuditStatus.ACCEPTED),
    Step(
        _("Send the report back"), "audit_return", permissions.may_examine_audit, AuditStatus.RETURNED,
        "secondary",
    ),
)  # fmt: skip


def steps_of(audit: EntityAudit) -> tuple[Step, ...]:
    """Return the steps that can make sense where the audit stands."""
    return (*STEPS, ANOTHER) if audit.status == AuditStatus.NAMED else STEPS


def next_of(audit: EntityAudit) -> dict[str, Any]:
    """Return the next step of an audit, whose it is and until when."""
    found = NEXT.get(AuditStatus(audit.status))
    if found is None:
        return {}
    step, whose = found
    return {"next_step": step, "whose": whose, "deadline": audit.next_due_on}
