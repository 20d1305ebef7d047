"""What a bank is told to pay, and the hash that fixes it. Pure."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Order:
    """One transfer: end-to-end id, whole won, bank code, account number, holder, text of the statement."""

    end_to_end_id: str
    amount_won: int
    bank_code: str
    number: str
    holder_name: str
    text: str


@dataclass(frozen=True)
class Payer:
    """Who pays, from which account."""

    name: str
    bank_code: str
    number: str


def content_hash(message_id: str, pays_on: dt.date, orders: Iterable[Order]) -> str:
    """Return the SHA-256, in hexadecimal, of what a batch tells the bank."""
    content = [message_id, pays_on.isoformat(), [astuple(order) for order in orders]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
