"""Suspending a grant that is locked: by the office's own decision, or because its firm asked for it."""

import datetime as dt

from applications import operations as applications
from applications.workflow import Halt
from core.users.models import User
from disbursements import announcements, effects
from disbursements.models import Grant
from disbursements.workflow import GrantStatus


def stop(grant: Grant, reason: str, *, until: dt.date | None = None, by: User, at: dt.datetime) -> Grant:
    """Suspend a locked grant and tell the firms, here and below; `until` is the day the firm asked for."""
    grant.move_to(GrantStatus.SUSPENDED, by=by, at=at, reason=reason)
    applications.halt(application=grant.application, halted=Halt.SUSPENDED, by=by, at=at)
    announcements.grants_suspended(grant, [node.grant for node in effects.running(grant)], until=until, at=at)
    return grant


def prolong(grant: Grant, until: dt.date, *, by: User, at: dt.datetime) -> None:
    """Let a suspension that its firm asked for last longer: the offices decide by that day."""
    announcements.suspension_prolonged(grant, until=until, by=by, at=at)
