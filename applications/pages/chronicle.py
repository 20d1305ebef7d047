"""The history of a case in sentences: who did what, when and why."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Assessment, HandOver, ObjectionStatus, Recommendation
from applications.readers import Part
from applications.workflow import Status
from core.ui.templatetags.ui import won

_SENTENCES = {
    Status.DRAFTED: gettext_lazy("Began the draft."),
    Status.SUBMITTED: gettext_lazy("Submitted it."),
    Status.RETURNED: gettext_lazy("Returned it for correction."),
    Status.ASSESSED: gettext_lazy("Assessed it."),
    Status.SELECTED: gettext_lazy("Selected the plan."),
    Status.AWARDED: gettext_lazy("Awarded it."),
    Status.ACCEPTED: gettext_lazy("Accepted the award for the firm."),
    Status.REFUSED: gettext_lazy("Refused it."),
    Status.REOPENED: gettext_lazy("Upheld the objection: it is decided anew."),
    Status.WITHDRAWN: gettext_lazy("Withdrew it."),
}


def history(
    application: Application, parts: Collection[Part], *, within_firm: bool = False
) -> list[dict[str, Any]]:
    """
    Return the steps of the case, newest first, with the reasons and findings among what is read of it.

    Who passed the draft on to whom is read inside the firm alone.
    """
    assessments = application.assessments.select_related("by")
    findings = {found.at: found for found in assessments} if Part.FINDINGS in parts else {}
    entries = []
    for change in application.changes.select_related("by").order_by("-pk"):
        entry = {
            "at": change.at,
            "who": str(change.by),
            "sentence": _sentence(application, change),
            "reason": change.reason if Part.REASONS in parts else "",
        }
        if change.to_status == Status.ASSESSED and change.at in findings:
            entry |= _finding(findings[change.at])
        entries.append(entry)
    if within_firm:
        entries += [_hand_over(one) for one in application.hand_overs.select_related("by", "to")]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _hand_over(row: HandOver) -> dict[str, Any]:
    if row.to:
        sentence = _("Handed the draft to %(person)s.") % {"person": row.to}
    else:
        sentence = _("Asked the firm's representatives to submit it.")
    return {"at": row.at, "who": str(row.by), "sentence": sentence, "reason": row.note}


def _sentence(application: Application, change: Any) -> str:
    if application.is_contribution and change.to_status == Status.SUBMITTED:
        return _("Proposed a contribution of %(amount)s.") % {"amount": won(application.asked_won)}
    if application.is_contribution and change.to_status == Status.AWARDED:
        return _("Put the contribution on record.")
    if change.to_status == Status.AWARDED:
        return _awarded(application, change)
    if change.to_status == Status.SUBMITTED and change.from_status == Status.RETURNED:
        return _("Submitted it again after correcting it.")
    return str(_SENTENCES[Status(change.to_status)])


def _awarded(application: Application, change: Any) -> str:
    """Say what this decision awarded, also one that an objection overturned since."""
    overturned = application.objections.filter(decision_at=change.at, status=ObjectionStatus.UPHELD).first()
    amount = overturned.decided_won if overturned else application.awarded_won
    return _("Awarded %(amount)s.") % {"amount": won(amount)}


def _finding(assessment: Assessment) -> dict[str, Any]:
    if assessment.recommendation == Recommendation.REFUSE:
        sentence = _("Assessed it and recommended to refuse.")
    else:
        amount = won(assessment.recommended_won)
        sentence = _("Assessed it and recommended to award %(amount)s.") % {"amount": amount}
    return {"sentence": sentence, "reason": assessment.finding}
