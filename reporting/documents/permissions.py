"""Who may have a document made. Making one reads the case and changes nothing in it."""

from core.users.scopes import Permission

MAKE_DOCUMENT = Permission("documents.make")
