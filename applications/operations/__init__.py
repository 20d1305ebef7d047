"""Everything that is decided or changed about plans and applications."""

from applications.operations.answers import answer_questions
from applications.operations.changes import change_terms
from applications.operations.conditions import (
    Condition,
    confirm_condition,
    reject_condition,
    report_condition,
    waive_condition,
)
from applications.operations.contributions import propose_contribution, record_contribution
from applications.operations.corrections import reply_to_correction, return_for_correction
from applications.operations.costs import add_cost_item, change_cost_item, remove_cost_item
from applications.operations.decisions import (
    accept,
    assess,
    award,
    refuse,
    select_plan,
)
from applications.operations.documents import hand_in
from applications.operations.drafts import draft_application, draft_plan, edit_application, withdraw
from applications.operations.entries import forget_entry, keep_entry
from applications.operations.hand_overs import ask_to_submit, hand_over
from applications.operations.holding import pass_to_firm
from applications.operations.many_costs import set_cost_items
from applications.operations.objections import (
    answer_objection,
    object_to,
    put_off_answer,
    take_objection_back,
)
from applications.operations.panels import close_panel, open_panel, top_up, write_minutes
from applications.operations.quotes import add_quote, change_quote, choose_quote, remove_quote
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
from applications.operations.silence import end_silence
from applications.operations.submission import submit
from applications.operations.taking_over import take_over
from applications.operations.workbooks import hand_in_workbook

__all__ = [
    "Condition",
    "accept",
    "add_cost_item",
    "add_quote",
    "add_reviewer",
    "answer_objection",
    "answer_questions",
    "ask_to_submit",
    "assess",
    "award",
    "change_cost_item",
    "change_quote",
    "change_reviewer",
    "change_terms",
    "choose_quote",
    "close_panel",
    "confirm_condition",
    "declare_conflict",
    "draft_application",
    "draft_plan",
    "edit_application",
    "end_silence",
    "forget_entry",
    "halt",
    "hand_in",
    "hand_in_scores",
    "hand_in_workbook",
    "hand_over",
    "keep_entry",
    "object_to",
    "open_panel",
    "pass_to_firm",
    "propose_contribution",
    "propose_regrant",
    "put_off_answer",
    "record_contribution",
    "refuse",
    "reject_condition",
    "release_review",
    "remove_cost_item",
    "remove_pass_on",
    "remove_quote",
    "reopen_review",
    "reply_to_correction",
    "report_condition",
    "retract_regrant",
    "return_for_correction",
    "select_plan",
    "set_cost_items",
    "set_pass_on",
    "set_surplus",
    "submit",
    "take_back",
    "take_objection_back",
    "take_over",
    "top_up",
    "waive_condition",
    "withdraw",
    "withdraw_below",
    "write_minutes",
]
