"""Who may sign a document, as its recipe says."""

import datetime as dt
from typing import Any

from core.users.permissions import Verdict
from reporting.documents.kinds import Kind
from reporting.documents.models import Document
from reporting.documents.recipes import RECIPES


def may_sign(user: Any, document: Document, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may put their name under the document."""
    recipe = RECIPES[Kind(document.kind)]
    return recipe.may_sign(user, recipe.subject(document.subject_id), document.program, at=at)
