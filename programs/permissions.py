"""Who may see programmes' cases and form consortia."""

from core.users.scopes import Permission

VIEW_CASES = Permission("programs.view_cases")
VIEW_OWN_CASES = Permission("programs.view_own_cases")
REGISTER_CONSORTIUM = Permission("programs.register_consortium")
INVITE_MEMBER = Permission("programs.invite_member")
JOIN_CONSORTIUM = Permission("programs.join_consortium")
