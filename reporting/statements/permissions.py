"""Who may calculate, submit, assign and verify statements."""

from core.users.scopes import Permission

CALCULATE = Permission("statements.calculate")
SUBMIT_STATEMENT = Permission("statements.submit")
ASSIGN_VERIFIER = Permission("statements.assign_verifier")
VERIFY = Permission("statements.verify")
