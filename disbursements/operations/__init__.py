"""Accepting an award, asking for money and paying it, passing it on."""

from disbursements.operations.agreeing import agree_to_hand_over, decline_hand_over
from disbursements.operations.cancelled import take_cancelled_invoices
from disbursements.operations.changes import (
    approve_change,
    check_counts_on,
    recommend_change,
    refuse_change,
    request_change,
    withdraw_change,
)
from disbursements.operations.checking import check_payment, return_payment
from disbursements.operations.contributions import (
    confirm_pass_through,
    dispute_pass_through,
    record_gift_use,
    record_pass_through,
)
from disbursements.operations.deliverables import edit_deliverable, record_deliverable
from disbursements.operations.discrepancies import (
    ask_waiver,
    clear_discrepancy,
    grant_waiver,
    match_passed_on,
)
from disbursements.operations.drafts import (
    add_payment_line,
    correct_payment_line,
    draft_payment,
    remove_payment_line,
    submit_payment,
)
from disbursements.operations.evidence import add_line_evidence, add_line_from_file, remove_line_evidence
from disbursements.operations.grants import accept_award
from disbursements.operations.hops import record_hop
from disbursements.operations.paying import confirm_payment, release_payment, return_from_bank
from disbursements.operations.returns import record_return
from disbursements.operations.standing import cancel_grant, resume_grant, shrink_grant, suspend_grant

__all__ = [
    "accept_award",
    "add_line_evidence",
    "add_line_from_file",
    "add_payment_line",
    "agree_to_hand_over",
    "approve_change",
    "ask_waiver",
    "cancel_grant",
    "check_counts_on",
    "check_payment",
    "clear_discrepancy",
    "confirm_pass_through",
    "confirm_payment",
    "correct_payment_line",
    "decline_hand_over",
    "dispute_pass_through",
    "draft_payment",
    "edit_deliverable",
    "grant_waiver",
    "match_passed_on",
    "recommend_change",
    "record_deliverable",
    "record_gift_use",
    "record_hop",
    "record_pass_through",
    "record_return",
    "refuse_change",
    "release_payment",
    "remove_line_evidence",
    "remove_payment_line",
    "request_change",
    "resume_grant",
    "return_from_bank",
    "return_payment",
    "shrink_grant",
    "submit_payment",
    "suspend_grant",
    "take_cancelled_invoices",
    "withdraw_change",
]
