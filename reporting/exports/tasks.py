"""Writing packs in the background."""

from typing import Any, cast

from django.utils.translation import gettext_noop

from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from core.workflow import clock
from programs.models import Program
from reporting.exports import operations


@handles("export_pack")
def make_pack(progress: Progress, *, program_id: int, step: str) -> dict[str, Any]:
    """Write the pack of a step. A second run finds the pack of the first and adds none."""
    progress(0, 3, gettext_noop("Reading the cases"))
    program = Program.objects.get(pk=program_id)
    progress(1, 3, gettext_noop("Writing the files"))
    by = cast(User, progress.job.requested_by)  # only the operation enqueues, always for somebody
    made = operations.keep(program=program, step=step, progress=progress, by=by, at=clock.now())
    return {"pack": made.public_id}
