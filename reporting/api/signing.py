"""
How messages to webhooks are signed: as Standard Webhooks has it, so that its libraries check them.

The secret of a webhook is derived from the deployment's secret key and the webhook's id: nobody finds it in
the database, and yet it can sign. A new secret is a new webhook.
"""

import base64
import datetime as dt
import hashlib
import hmac

from django.utils.crypto import salted_hmac

_SALT = "reporting.api.hook"
PREFIX = "whsec_"


def _key(hook_id: str) -> bytes:
    return salted_hmac(_SALT, hook_id, algorithm="sha256").digest()


def secret_of(hook_id: str) -> str:
    """Return the secret of the webhook with this public id, as its owner keeps it: `whsec_` and base64."""
    return PREFIX + base64.b64encode(_key(hook_id)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """
    Return `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, joined by full stops.

    `timestamp` is in whole seconds since 1970, UTC.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(hook_id: str, message_id: str, body: str, at: dt.datetime) -> dict[str, str]:
    """Return the headers by which the receiver knows who sent a message, when, and that it is whole."""
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret_of(hook_id), message_id, timestamp, body),
    }
