"""Asking for a document: its facts are read at one moment, before the operation that needs their hash."""

import datetime as dt
from typing import Any

from core.jobs.models import Job
from core.users.models import User
from reporting.documents import operations
from reporting.documents.collecting import collect
from reporting.documents.kinds import Period
from reporting.documents.models import Document
from reporting.documents.recipes import Recipe


def ask(
    *, recipe: Recipe, subject: Any, language: str, period: Period | None = None, by: User, at: dt.datetime
) -> Document | Job:
    """
    Return the document of today's facts, or the job that makes it.

    :raises NotAllowed, UnknownLanguage, NoPeriod, NotOver, NothingDecided: as `operations.check_asked` says.
    """
    asked: dict[str, Any] = {
        "recipe": recipe, "subject": subject, "language": language, "period": period, "by": by, "at": at
    }  # fmt: skip
    operations.check_asked(**asked)
    facts = collect(recipe, subject, period, is_drawn=False)
    return operations.request(**asked, facts_hash=facts.sha256)
