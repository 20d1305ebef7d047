"""Making documents in the background."""

import datetime as dt
from typing import Any, cast

from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from programs.models import Program
from reporting.documents.bundles.making import make_bundle
from reporting.documents.kinds import Kind, Period
from reporting.documents.making import make
from reporting.documents.recipes import RECIPES

STEPS = 4


@handles("document")
def make_document(
    progress: Progress, *, kind_of: str, subject_id: int, language: str, from_on: str = "", until_on: str = ""
) -> dict[str, Any]:
    """Make one document. A second run finds the document of the first and adds none."""
    recipe = RECIPES[Kind(kind_of)]
    document = make(
        recipe,
        recipe.subject(subject_id),
        language=language,
        period=Period(dt.date.fromisoformat(from_on), dt.date.fromisoformat(until_on)) if from_on else None,
        by=cast(User, progress.job.requested_by),  # only the operation enqueues, always for somebody
        say=lambda done, message: progress(done, STEPS, message),
    )
    return {"document": document.public_id}


@handles("program_bundle")
def make_program_bundle(
    progress: Progress, *, program_id: int, kind_of: str, language: str
) -> dict[str, Any]:
    """Make the bundle of a programme. A second run finds the dossiers of the first, and its bundle."""
    bundle = make_bundle(
        progress,
        Program.objects.select_related("office").get(pk=program_id),
        kind=kind_of,
        language=language,
        by=cast(User, progress.job.requested_by),  # only the operation enqueues, always for somebody
    )
    return {"bundle": bundle.public_id}
