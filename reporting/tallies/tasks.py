"""Counting in the background."""

from typing import Any

from django.utils.translation import gettext_noop

from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.workflow import clock
from programs.models import Program
from reporting.tallies import operations, queries


@handles("tally")
def make_tally(progress: Progress, *, program_id: int) -> dict[str, Any]:
    """Count the programme, consortium by consortium. A second run counts again and keeps nothing new."""
    program = Program.objects.get(pk=program_id)
    newest = queries.newest_transfer()
    lines = queries.count(
        program,
        until=newest,
        step=lambda done, total: progress(done, total + 1, gettext_noop("Counting the consortia")),
    )
    tally = operations.keep(
        program=program,
        lines=lines,
        last_transfer=newest,
        progress=progress,
        by=progress.job.requested_by,
        at=clock.now(),
    )
    return {"tally": tally.public_id}
