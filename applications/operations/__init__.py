"""Everything that is decided or changed about plans and applications."""

from applications.operations.changes import change_terms
from applications.operations.contributions import propose_contribution, record_contribution
from applications.operations.costs import add_cost_item, change_cost_item, remove_cost_item
from applications.operations.decisions import (
    accept,
    assess,
    award,
    refuse,
    return_for_correction,
    select_plan,
)
from applications.operations.documents import hand_in
from applications.operations.drafts import draft_application, draft_plan, edit_application, withdraw
from applications.operations.many_costs import set_cost_items
from applications.operations.panels import close_panel, open_panel, top_up, write_minutes
from applications.operations.regrants import (
    halt,
    propose_regrant,
    retract_regrant,
    take_back,
    withdraw_below,
)
from applications.operations.reviewers import add_reviewer, change_reviewer
from applications.operations.reviews import (
    declare_conflict,
    hand_in_scores,
    release_review,
    reopen_review,
)
from applications.operations.sections import remove_pass_on, set_pass_on, set_surplus
from applications.operations.submission import submit
from applications.operations.workbooks import hand_in_workbook

__all__ = [
    "accept",
    "add_cost_item",
    "add_reviewer",
    "assess",
    "award",
    "change_cost_item",
    "change_reviewer",
    "change_terms",
    "close_panel",
    "declare_conflict",
    "draft_application",
    "draft_plan",
    "edit_application",
    "halt",
    "hand_in",
    "hand_in_scores",
    "hand_in_workbook",
    "open_panel",
    "propose_contribution",
    "propose_regrant",
    "record_contribution",
    "refuse",
    "release_review",
    "remove_cost_item",
    "remove_pass_on",
    "reopen_review",
    "retract_regrant",
    "return_for_correction",
    "select_plan",
    "set_cost_items",
    "set_pass_on",
    "set_surplus",
    "submit",
    "take_back",
    "top_up",
    "withdraw",
    "withdraw_below",
    "write_minutes",
]
