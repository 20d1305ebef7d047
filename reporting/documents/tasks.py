"""Making documents in the background."""

from typing import Any, cast

from django.utils.translation import gettext_noop

from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from core.workflow import clock
from programs.models import Consortium
from reporting.documents import operations, pdf
from reporting.documents.facts import collect

STEPS = 4


@handles("chain_audit")
def make_chain_audit(progress: Progress, *, consortium_id: int, language: str) -> dict[str, Any]:
    """Make the dossier of a chain. A second run finds the document of the first and adds none."""
    consortium = Consortium.objects.select_related(
        "program__office", "call", "support_model", "anchor", "registered_by"
    ).get(pk=consortium_id)
    progress(0, STEPS, gettext_noop("Collecting the facts"))
    facts = collect(consortium)
    progress(1, STEPS, gettext_noop("Composing the dossier"))
    html = pdf.compose(facts, language=language)
    progress(2, STEPS, gettext_noop("Drawing the pages"))
    made = pdf.archive(html, facts)
    document = operations.keep(
        consortium=consortium,
        language=language,
        facts=facts,
        pdf=made,
        progress=progress,
        by=cast(User, progress.job.requested_by),  # only the operation enqueues, always for somebody
        at=clock.now(),
    )
    return {"document": document.public_id}
