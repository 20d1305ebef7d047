"""Everything that is decided or changed about programmes and consortia."""

from programs.operations.budgets import appropriate
from programs.operations.consortia import decline, invite_member, join, register_consortium

__all__ = ["appropriate", "decline", "invite_member", "join", "register_consortium"]
