"""Who lets a firm's own programs read its data and hear of its cases: its representative alone."""

import datetime as dt
from typing import Any

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from reporting.api.words import ENDED, UNANSWERED

CONNECT = Permission("api.connect")


def may_connect(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """The firm's representative makes tokens and webhooks for it, and reads their log."""
    return holds(user, CONNECT, (ScopeKind.FIRM, firm.pk), at=at)


def is_answered_for(made: Any, *, at: dt.datetime) -> Verdict:
    """Who made a token or a webhook answers for it while they represent its firm; then it works no more."""
    return ALLOWED if may_connect(made.made_by, made.firm, at=at) else denied(UNANSWERED)


def may_revoke(user: Any, token: Any, *, at: dt.datetime) -> Verdict:
    """Every representative of the firm revokes its tokens, whoever made them."""
    return denied(ENDED) if token.revoked_at else may_connect(user, token.firm, at=at)


def may_stop(user: Any, hook: Any, *, at: dt.datetime) -> Verdict:
    """Every representative of the firm stops its webhooks, whoever registered them."""
    return denied(ENDED) if hook.stopped_at else may_connect(user, hook.firm, at=at)


def may_send_again(user: Any, delivery: Any, *, at: dt.datetime) -> Verdict:
    """The firm's representative has a message sent again by a webhook that is not stopped and works still."""
    answered = is_answered_for(delivery.hook, at=at)
    return may_stop(user, delivery.hook, at=at) if answered else answered
