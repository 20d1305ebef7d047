"""What waits for whom, who was told of it, and what offices and firms say about a case."""

from core.inbox.models.items import Item, ItemQuerySet
from core.inbox.models.talk import Message, Note, Question, Side, Tag
from core.inbox.models.telling import Choice, DigestDay, Nudge, NudgeKind

__all__ = [
    "Choice",
    "DigestDay",
    "Item",
    "ItemQuerySet",
    "Message",
    "Note",
    "Nudge",
    "NudgeKind",
    "Question",
    "Side",
    "Tag",
]
