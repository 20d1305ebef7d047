"""Who finds a case of this room among their work, status by status."""

from applications.announcements import CONDITION, OBJECTED, SUBJECT
from applications.announcements_panels import PANEL, REVIEW
from applications.models import Application, AwardCondition, Objection, Panel, Review
from core.inbox.promises import Nobody, declare, work


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
            "WITHDRAWN": Nobody("ended by its own firm"),
        },
    )
    declare(
        AwardCondition,
        CONDITION,
        {
            "SET": work("fulfil_condition", "condition_overdue"),
            "REPORTED": work("judge_condition"),
            "FULFILLED": Nobody("confirmed by the office"),
            "WAIVED": Nobody("the office asks for it no longer"),
        },
    )
    declare(
        Objection,
        OBJECTED,
        {
            "FILED": work("answer_objection"),
            "UPHELD": Nobody("the case waits by itself for a new decision"),
            "DISMISSED": Nobody("the decision stands"),
            "WITHDRAWN": Nobody("taken back by the firm"),
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
