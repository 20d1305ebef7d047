"""How inspections and findings are spoken of: next step and whose, history in sentences, steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from disbursements.models import Finding, FindingStatus, Inspection, InspectionStatus
from disbursements.permissions import inspections as permissions
from disbursements.wording import Step

SENTENCES = {
    InspectionStatus.PLANNED: _("Planned the inspection."),
    InspectionStatus.PASSED: _("Concluded it as passed."),
    InspectionStatus.FAILED: _("Concluded it as failed."),
    InspectionStatus.DROPPED: _("Called it off."),
}
FINDING_SENTENCES = {
    FindingStatus.OPEN: _("Wrote the finding down, or gave it back."),
    FindingStatus.ANSWERED: _("Answered it."),
    FindingStatus.CLOSED: _("Closed it."),
}
PLAN = Step(_("Plan an inspection"), "inspection_plan", permissions.may_plan_inspection, tone="secondary")
RATE = Step(_("Rate the firm otherwise"), "rating_override", permissions.may_rate, tone="tertiary")
STEPS = (
    Step(_("Conclude"), "inspection_conclude", permissions.may_carry_out, InspectionStatus.PASSED),
    Step(
        _("Raise a finding"), "finding_raise", permissions.may_carry_out, InspectionStatus.PASSED, "secondary"
    ),
    Step(
        _("Add a photo"), "inspection_photo", permissions.may_carry_out, InspectionStatus.PASSED, "secondary"
    ),
    Step(_("Call it off"), "inspection_drop", permissions.may_drop, InspectionStatus.DROPPED, "tertiary"),
)
FINDING_STEPS = (
    Step(_("Answer the finding"), "finding_answer", permissions.may_answer_finding, FindingStatus.ANSWERED),
    Step(_("Close the finding"), "finding_close", permissions.may_settle_finding, FindingStatus.CLOSED),
    Step(
        _("Open it again"), "finding_reopen", permissions.may_settle_finding, FindingStatus.OPEN, "secondary"
    ),
)


def inspection_next(inspection: Inspection) -> dict[str, Any]:
    """Return the next step of an inspection, whose it is and when."""
    if inspection.status != InspectionStatus.PLANNED:
        return {}
    return {
        "next_step": _("Answer every point and conclude"),
        "whose": inspection.inspector,
        "deadline": inspection.planned_on,
    }


def finding_next(finding: Finding) -> dict[str, Any]:
    """Return the next step of a finding, whose it is and until when."""
    if finding.status == FindingStatus.OPEN:
        return {
            "next_step": _("Put it right and answer"),
            "whose": finding.inspection.grant.firm,
            "deadline": finding.due_on,
        }
    if finding.status == FindingStatus.ANSWERED:
        return {"next_step": _("Close it or open it again"), "whose": finding.raised_by}
    return {}
