"""Who may have a tally made."""

from core.users.scopes import Permission

MAKE_TALLY = Permission("tallies.make")
