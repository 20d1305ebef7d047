"""Everything that is decided or changed about plans and applications."""

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
from applications.operations.regrants import (
    halt,
    propose_regrant,
    retract_regrant,
    take_back,
    withdraw_below,
)
from applications.operations.sections import remove_pass_on, set_pass_on, set_surplus
from applications.operations.submission import submit
from applications.operations.workbooks import hand_in_workbook

__all__ = [
    "accept",
    "add_cost_item",
    "assess",
    "award",
    "change_cost_item",
    "draft_application",
    "draft_plan",
    "edit_application",
    "halt",
    "hand_in",
    "hand_in_workbook",
    "propose_contribution",
    "propose_regrant",
    "record_contribution",
    "refuse",
    "remove_cost_item",
    "remove_pass_on",
    "retract_regrant",
    "return_for_correction",
    "select_plan",
    "set_cost_items",
    "set_pass_on",
    "set_surplus",
    "submit",
    "take_back",
    "withdraw",
    "withdraw_below",
]
