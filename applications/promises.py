"""Who finds a case of this room among their work, status by status."""

from applications.announcements import CONDITION, OBJECTED, SUBJECT
from applications.announcements.panels import PANEL, REVIEW
from applications.models import (
    Application,
    AwardCondition,
    ConditionStatus,
    Objection,
    ObjectionStatus,
    Panel,
    Review,
    Status,
)
from core.inbox.promises import Nobody, declare, work


def _award_to_be_accepted(condition: AwardCondition) -> list[Application]:
    """Return the award of a condition that nobody has to fulfil before the award is accepted."""
    case = condition.application
    return [case] if (condition.status, case.status) == (ConditionStatus.SET, Status.AWARDED) else []


def declare_promises() -> None:
    """Promise that whoever acts next on a plan, an application or a review finds it in their inbox."""
    declare(
        Application,
        SUBJECT,
        {
            "DRAFTED": work("finish_draft", "submit_draft", "complete_regrant"),
            "SUBMITTED": work("select_plan", "assess_application", "record_contribution"),
            "RETURNED": work("correct_application", "submit_draft"),
            "ASSESSED": work("award_application"),
            "REOPENED": work("assess_application"),
            "AWARDED": work("accept_award"),
            "SELECTED": Nobody("the partners are told that they may apply"),
            "ACCEPTED": Nobody("the grant goes on from here"),
            "REFUSED": Nobody("decided"),
            "WITHDRAWN": Nobody("given up by its firm, not accepted in time, or ended with the grant above"),
        },
        waits_for=lambda case: case.objections.filter(status=ObjectionStatus.FILED),
    )
    declare(
        AwardCondition,
        CONDITION,
        {
            "SET": work("fulfil_condition"),
            "REPORTED": work("judge_condition"),
            "FULFILLED": Nobody("confirmed by the office"),
            "WAIVED": Nobody("the office asks for it no longer"),
        },
        waits_for=_award_to_be_accepted,
    )
    declare(
        Objection,
        OBJECTED,
        {
            "FILED": work("answer_objection"),
            "UPHELD": Nobody("the case waits by itself for a new decision"),
            "DISMISSED": Nobody("the decision stands"),
            "WITHDRAWN": Nobody("taken back by the firm, or ended with its case"),
        },
    )
    declare(
        Panel,
        PANEL,
        {
            "OPENED": Nobody(
                "its reviewers act first; the last score puts closing it in the officers' inbox"
            ),
            "CLOSED": Nobody("each application goes on by itself"),
        },
    )
    declare(
        Review,
        REVIEW,
        {
            "DRAWN": work("declare_conflict"),
            "UNBIASED": work("score_application"),
            "REOPENED": work("score_application"),
            "SCORED": Nobody("done, unless an officer opens it again"),
            "CONFLICTED": Nobody("the officers find that a reviewer is missing"),
            "RELEASED": Nobody("taken off the case"),
        },
    )
