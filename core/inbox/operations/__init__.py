"""Work put into inboxes, and the talk about a case."""

from core.inbox.operations.items import (
    Addressee,
    close_items,
    close_keys,
    dismiss,
    firm,
    hand_to,
    office,
    open_item,
    open_items,
    person,
    person_of,
    readdress,
    tell,
)
from core.inbox.operations.talk import add_note, add_tag, answer, ask, remove_tag
from core.inbox.operations.telling import begin_digests, choose, nudge

__all__ = [
    "Addressee",
    "add_note",
    "add_tag",
    "answer",
    "ask",
    "begin_digests",
    "choose",
    "close_items",
    "close_keys",
    "dismiss",
    "firm",
    "hand_to",
    "nudge",
    "office",
    "open_item",
    "open_items",
    "person",
    "person_of",
    "readdress",
    "remove_tag",
    "tell",
]
