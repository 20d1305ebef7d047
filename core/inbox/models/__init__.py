"""What waits for whom, and what offices and firms say about a case."""

from core.inbox.models.items import Item, ItemQuerySet
from core.inbox.models.talk import Message, Note, Question, Side, Tag

__all__ = ["Item", "ItemQuerySet", "Message", "Note", "Question", "Side", "Tag"]
