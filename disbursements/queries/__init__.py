"""Reading the money: figures at every node, the tree of a consortium, what is left, what is owed."""

from disbursements.figures import award_gap, duty_gap, gift_gap, identity_gap
from disbursements.queries.awards import eligible_cost, invoiced, left_of_award, left_to_regrant
from disbursements.queries.changes import (
    last_made,
    made_lines,
    paid_in_proportion_to,
    place_of,
    subjects_of,
    suspended_until,
    terms_decided,
    terms_in,
    terms_now,
    touching,
)
from disbursements.queries.conduits import Lying, conduits, lying_with
from disbursements.queries.duties import (
    OpenDuty,
    as_duties,
    duties,
    duty_done,
    open_duties,
    overdue_duties,
    overdue_payments,
    owes_contributions,
)
from disbursements.queries.money import left_of_agreement, node_figures
from disbursements.queries.owed import overdue, payments_owed
from disbursements.queries.trees import TreeNode, consortium_tree, line_of, subtree_of

__all__ = [
    "Lying",
    "OpenDuty",
    "TreeNode",
    "as_duties",
    "award_gap",
    "conduits",
    "consortium_tree",
    "duties",
    "duty_done",
    "duty_gap",
    "eligible_cost",
    "gift_gap",
    "identity_gap",
    "invoiced",
    "last_made",
    "left_of_agreement",
    "left_of_award",
    "left_to_regrant",
    "line_of",
    "lying_with",
    "made_lines",
    "node_figures",
    "open_duties",
    "overdue",
    "overdue_duties",
    "overdue_payments",
    "owes_contributions",
    "paid_in_proportion_to",
    "payments_owed",
    "place_of",
    "subjects_of",
    "subtree_of",
    "suspended_until",
    "terms_decided",
    "terms_in",
    "terms_now",
    "touching",
]
