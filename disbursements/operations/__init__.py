"""Accepting an award, asking for money and paying it, passing it on."""

from disbursements.operations.agreeing import agree_to_hand_over, decline_hand_over
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
from disbursements.operations.debt_terms import agree_to_instalments, end_missed_plan, exclude_firm
from disbursements.operations.debts import (
    charge_beside,
    drop_debt,
    order_debt,
    propose_debt,
    record_debt_payment,
    withdraw_debt,
    write_off_debt,
)
from disbursements.operations.deliverables import edit_deliverable, record_deliverable
from disbursements.operations.drafts import (
    add_payment_line,
    draft_payment,
    remove_payment_line,
    submit_payment,
)
from disbursements.operations.grants import accept_award
from disbursements.operations.hops import record_hop
from disbursements.operations.paying import confirm_payment, release_payment, return_from_bank
from disbursements.operations.returns import record_return
from disbursements.operations.set_off import bind_set_off, confirm_set_off, lift_set_off
from disbursements.operations.settlements import (
    check_settlement,
    close_grant,
    confirm_settlement,
    decide_line,
    open_due_settlement,
    open_settlement,
    record_interest,
    return_settlement,
    send_settlement_back,
    state_settlement,
)
from disbursements.operations.standing import cancel_grant, resume_grant, shrink_grant, suspend_grant

__all__ = [
    "accept_award",
    "add_payment_line",
    "agree_to_hand_over",
    "agree_to_instalments",
    "approve_change",
    "bind_set_off",
    "cancel_grant",
    "charge_beside",
    "check_counts_on",
    "check_payment",
    "check_settlement",
    "close_grant",
    "confirm_pass_through",
    "confirm_payment",
    "confirm_set_off",
    "confirm_settlement",
    "decide_line",
    "decline_hand_over",
    "dispute_pass_through",
    "draft_payment",
    "drop_debt",
    "edit_deliverable",
    "end_missed_plan",
    "exclude_firm",
    "lift_set_off",
    "open_due_settlement",
    "open_settlement",
    "order_debt",
    "propose_debt",
    "recommend_change",
    "record_debt_payment",
    "record_deliverable",
    "record_gift_use",
    "record_hop",
    "record_interest",
    "record_pass_through",
    "record_return",
    "refuse_change",
    "release_payment",
    "remove_payment_line",
    "request_change",
    "resume_grant",
    "return_from_bank",
    "return_payment",
    "return_settlement",
    "send_settlement_back",
    "shrink_grant",
    "state_settlement",
    "submit_payment",
    "suspend_grant",
    "withdraw_change",
    "withdraw_debt",
    "write_off_debt",
]
