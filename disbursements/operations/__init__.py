"""Accepting an award, asking for money and paying it, passing it on."""

from disbursements.operations.agreeing import agree_to_hand_over, decline_hand_over
from disbursements.operations.approving import approve_payment
from disbursements.operations.assets import complete_asset, open_report, register_assets, report_asset
from disbursements.operations.audits import (
    accept_audit,
    hand_in_audit,
    name_auditor,
    open_due_audit,
    return_audit,
)
from disbursements.operations.bank_accounts import (
    confirm_bank_account,
    refuse_bank_account,
    register_bank_account,
    set_bank_profile,
)
from disbursements.operations.batches import (
    add_to_batch,
    compose_batch,
    dissolve_batch,
    release_batch,
    take_from_batch,
)
from disbursements.operations.bouncing import return_from_bank
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
from disbursements.operations.closing import close_grant
from disbursements.operations.confirming import confirm_payment, confirm_set_off
from disbursements.operations.contributions import (
    confirm_pass_through,
    dispute_pass_through,
    record_gift_use,
    record_pass_through,
)
from disbursements.operations.debt_entries import record_debt_payment, write_off_debt
from disbursements.operations.debt_terms import agree_to_instalments, end_missed_plan, exclude_firm
from disbursements.operations.debts import charge_beside, drop_debt, order_debt, propose_debt, withdraw_debt
from disbursements.operations.deliverables import edit_deliverable, record_deliverable
from disbursements.operations.discrepancies import (
    ask_waiver,
    clear_discrepancy,
    grant_waiver,
    match_passed_on,
)
from disbursements.operations.disposal_debts import propose_return
from disbursements.operations.disposals import (
    approve_disposal,
    recommend_disposal,
    refuse_disposal,
    request_disposal,
    withdraw_disposal,
)
from disbursements.operations.drafts import draft_payment, submit_payment, withdraw_payment
from disbursements.operations.evidence import add_line_evidence, add_line_from_file, remove_line_evidence
from disbursements.operations.grants import accept_award
from disbursements.operations.hops import record_hop
from disbursements.operations.in_kind import recognise_in_kind, record_in_kind, refuse_in_kind
from disbursements.operations.inspections import (
    add_photo,
    answer_finding,
    answer_point,
    close_finding,
    conclude_inspection,
    drop_inspection,
    override_rating,
    plan_inspection,
    raise_finding,
    reopen_finding,
)
from disbursements.operations.invoice_lists import add_invoices, hand_in_invoices
from disbursements.operations.limits import set_limit
from disbursements.operations.lines import add_payment_line, correct_payment_line, remove_payment_line
from disbursements.operations.paying import release_payment
from disbursements.operations.pledges import (
    confirm_gift,
    dispute_gift,
    give,
    pay_back,
    pay_in,
    promise,
    return_gift,
)
from disbursements.operations.reconciling import (
    ask_to_reconcile,
    explain_entry,
    receive_statement,
    reconcile_entry,
    reconcile_statement,
    take_statement,
    unfinished,
)
from disbursements.operations.returns import record_return
from disbursements.operations.set_off import bind_set_off, lift_set_off
from disbursements.operations.settlement_decisions import (
    check_settlement,
    confirm_settlement,
    decide_line,
    record_interest,
    return_settlement,
    send_settlement_back,
)
from disbursements.operations.settlements import (
    note_settlement_late,
    open_due_settlement,
    open_settlement,
    state_settlement,
)
from disbursements.operations.stages import set_advance
from disbursements.operations.standing import cancel_grant, resume_grant, shrink_grant, suspend_grant
from disbursements.operations.year_close import decide_year_close, prepare_year_close, withdraw_year_close

__all__ = [
    "accept_audit",
    "accept_award",
    "add_invoices",
    "add_line_evidence",
    "add_line_from_file",
    "add_payment_line",
    "add_photo",
    "add_to_batch",
    "agree_to_hand_over",
    "agree_to_instalments",
    "answer_finding",
    "answer_point",
    "approve_change",
    "approve_disposal",
    "approve_payment",
    "ask_to_reconcile",
    "ask_waiver",
    "bind_set_off",
    "cancel_grant",
    "charge_beside",
    "check_counts_on",
    "check_payment",
    "check_settlement",
    "clear_discrepancy",
    "close_finding",
    "close_grant",
    "complete_asset",
    "compose_batch",
    "conclude_inspection",
    "confirm_bank_account",
    "confirm_gift",
    "confirm_pass_through",
    "confirm_payment",
    "confirm_set_off",
    "confirm_settlement",
    "correct_payment_line",
    "decide_line",
    "decide_year_close",
    "decline_hand_over",
    "dispute_gift",
    "dispute_pass_through",
    "dissolve_batch",
    "draft_payment",
    "drop_debt",
    "drop_inspection",
    "edit_deliverable",
    "end_missed_plan",
    "exclude_firm",
    "explain_entry",
    "give",
    "grant_waiver",
    "hand_in_audit",
    "hand_in_invoices",
    "lift_set_off",
    "match_passed_on",
    "name_auditor",
    "note_settlement_late",
    "open_due_audit",
    "open_due_settlement",
    "open_report",
    "open_settlement",
    "order_debt",
    "override_rating",
    "pay_back",
    "pay_in",
    "plan_inspection",
    "prepare_year_close",
    "promise",
    "propose_debt",
    "propose_return",
    "raise_finding",
    "receive_statement",
    "recognise_in_kind",
    "recommend_change",
    "recommend_disposal",
    "reconcile_entry",
    "reconcile_statement",
    "record_debt_payment",
    "record_deliverable",
    "record_gift_use",
    "record_hop",
    "record_in_kind",
    "record_interest",
    "record_pass_through",
    "record_return",
    "refuse_bank_account",
    "refuse_change",
    "refuse_disposal",
    "refuse_in_kind",
    "register_assets",
    "register_bank_account",
    "release_batch",
    "release_payment",
    "remove_line_evidence",
    "remove_payment_line",
    "reopen_finding",
    "report_asset",
    "request_change",
    "request_disposal",
    "resume_grant",
    "return_audit",
    "return_from_bank",
    "return_gift",
    "return_payment",
    "return_settlement",
    "send_settlement_back",
    "set_advance",
    "set_bank_profile",
    "set_limit",
    "shrink_grant",
    "state_settlement",
    "submit_payment",
    "suspend_grant",
    "take_cancelled_invoices",
    "take_from_batch",
    "take_statement",
    "unfinished",
    "withdraw_change",
    "withdraw_debt",
    "withdraw_disposal",
    "withdraw_payment",
    "withdraw_year_close",
    "write_off_debt",
]
