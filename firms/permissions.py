"""Who may do what for a firm."""

from core.users.scopes import Permission

EDIT_FIRM = Permission("firms.edit")
MANAGE_MEMBERS = Permission("firms.manage_members")
VIEW_ALL_FIRMS = Permission("firms.view_all")
