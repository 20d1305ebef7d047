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
from applications.operations.drafts import draft_application, draft_plan, edit_application, withdraw
from applications.operations.submission import submit

__all__ = [
    "accept",
    "add_cost_item",
    "assess",
    "award",
    "change_cost_item",
    "draft_application",
    "draft_plan",
    "edit_application",
    "propose_contribution",
    "record_contribution",
    "refuse",
    "remove_cost_item",
    "return_for_correction",
    "select_plan",
    "submit",
    "withdraw",
]
