"""Accepting an award, asking for money and paying it, passing it on."""

from disbursements.operations.contributions import (
    confirm_pass_through,
    dispute_pass_through,
    record_gift_use,
    record_pass_through,
)
from disbursements.operations.deliverables import edit_deliverable, record_deliverable
from disbursements.operations.drafts import (
    add_payment_line,
    draft_payment,
    remove_payment_line,
    submit_payment,
)
from disbursements.operations.grants import accept_award
from disbursements.operations.payments import check_payment, confirm_payment, release_payment, return_payment

__all__ = [
    "accept_award",
    "add_payment_line",
    "check_payment",
    "confirm_pass_through",
    "confirm_payment",
    "dispute_pass_through",
    "draft_payment",
    "edit_deliverable",
    "record_deliverable",
    "record_gift_use",
    "record_pass_through",
    "release_payment",
    "remove_payment_line",
    "return_payment",
    "submit_payment",
]
