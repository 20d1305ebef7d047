"""Work put into inboxes, and the talk about a case."""

from core.inbox.operations.items import (
    Addressee,
    close_items,
    dismiss,
    firm,
    office,
    open_item,
    open_items,
    person,
)
from core.inbox.operations.talk import add_note, add_tag, answer, ask, remove_tag

__all__ = [
    "Addressee",
    "add_note",
    "add_tag",
    "answer",
    "ask",
    "close_items",
    "dismiss",
    "firm",
    "office",
    "open_item",
    "open_items",
    "person",
    "remove_tag",
]
