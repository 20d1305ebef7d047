"""Who may ask and answer for which side, and who reads what officials write among themselves."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox.models import Side
from core.inbox.topics import Topic
from core.users.permissions import ALLOWED, NOT_YOURS, Verdict, denied, holds
from core.users.scopes import Permission

TALK_AS_OFFICE = Permission("inbox.talk_as_office")
TALK_AS_FIRM = Permission("inbox.talk_as_firm")
READ_NOTES = Permission("inbox.read_notes")

NOT_SHARED = denied(_("The office does not know of this case yet. Hand it in first; then you can ask."))


def side_of(user: Any, topic: Topic, *, at: dt.datetime) -> Side | None:
    """Return the side for which the person speaks about a case, or None."""
    if holds(user, TALK_AS_OFFICE, *topic.facts.office_pairs, at=at):
        return Side.OFFICE
    return Side.APPLICANT if holds(user, TALK_AS_FIRM, topic.firm_pair, at=at) else None


def may_talk(user: Any, topic: Topic, *, at: dt.datetime) -> Verdict:
    """The people of the firm and the officials who handle the case ask and answer, once it was handed in."""
    if side_of(user, topic, at=at) is None:
        return NOT_YOURS
    return ALLOWED if topic.facts.is_shared else NOT_SHARED


def may_read_talk(user: Any, topic: Topic, *, at: dt.datetime) -> Verdict:
    """Both sides read the questions, and who reads everything of the office; neither anchor nor partners."""
    speaks = side_of(user, topic, at=at) is not None
    return ALLOWED if speaks else may_read_notes(user, topic, at=at)


def may_read_notes(user: Any, topic: Topic, *, at: dt.datetime) -> Verdict:
    """Officials and auditors of the programme read notes and tags; nobody of a firm does."""
    return holds(user, READ_NOTES, *topic.facts.office_pairs, at=at)


def may_write_notes(user: Any, topic: Topic, *, at: dt.datetime) -> Verdict:
    """The officials who handle the case write notes and tags."""
    return holds(user, TALK_AS_OFFICE, *topic.facts.office_pairs, at=at)
