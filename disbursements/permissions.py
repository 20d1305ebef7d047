"""Who may accept, ask for money, check, release, confirm and pass on."""

from core.users.scopes import Permission

ACCEPT_AWARD = Permission("disbursements.accept_award")
DRAFT_PAYMENT = Permission("disbursements.draft_payment")
SUBMIT_PAYMENT = Permission("disbursements.submit_payment")
CHECK_PAYMENT = Permission("disbursements.check_payment")
RELEASE_PAYMENT = Permission("disbursements.release_payment")
CONFIRM_PAYMENT = Permission("disbursements.confirm_payment")
RECORD_PASS_THROUGH = Permission("disbursements.record_pass_through")
ANSWER_PASS_THROUGH = Permission("disbursements.answer_pass_through")
