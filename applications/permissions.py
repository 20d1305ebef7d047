"""Who may draft, submit, assess and decide."""

from core.users.scopes import Permission

DRAFT = Permission("applications.draft")
SUBMIT = Permission("applications.submit")
ASSESS = Permission("applications.assess")
SELECT_PLAN = Permission("applications.select_plan")
AWARD = Permission("applications.award")
RECORD_CONTRIBUTION = Permission("applications.record_contribution")
