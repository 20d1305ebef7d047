"""Tokens made and revoked, webhooks registered and stopped, messages written and tried."""

from reporting.api.operations.deliveries import give_up, hear, note_try, send_again
from reporting.api.operations.hooks import register_hook, stop_hook
from reporting.api.operations.tokens import make_token, note_use, revoke_token

__all__ = [
    "give_up",
    "hear",
    "make_token",
    "note_try",
    "note_use",
    "register_hook",
    "revoke_token",
    "send_again",
    "stop_hook",
]
