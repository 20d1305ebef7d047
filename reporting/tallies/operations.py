"""Asking for a tally, and keeping one that was counted."""

import datetime as dt

from django.utils.translation import gettext_noop

from core.inbox import operations as inbox
from core.jobs.models import Job
from core.jobs.operations import Progress, enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from programs.models import Program
from reporting.tallies import permissions
from reporting.tallies.figures import NAMES, hash_of
from reporting.tallies.frozen import Input, hash_of_inputs
from reporting.tallies.models import Tally, TallyInput, TallyRow
from reporting.tallies.queries import Counted

#: so many inputs are written in one statement
BATCH = 5_000


@operation
def request_tally(*, program: Program, by: User, at: dt.datetime) -> Job:
    """
    Have the programme tallied in the background.

    :raises NotAllowed: if `by` may not.
    """
    require(permissions.may_make_tally, by, program, at=at)
    key = f"tally:{program.pk}:{at.isoformat()}"
    return enqueue("tally", key=key, requested_by=by, program_id=program.pk)


@operation
def keep(
    *,
    program: Program,
    counted: Counted,
    last_transfer: int,
    progress: Progress,
    by: User | None,
    at: dt.datetime,
) -> Tally:
    """
    Keep what was counted with the inputs it is the sum of, once per job, and tell who asked for it.

    :raises Lost: if another worker has taken over the job; then nothing is kept.
    """
    progress(
        len(counted.lines), len(counted.lines), gettext_noop("Keeping the figures")
    )  # holds the job's row until this commits
    tally, created = Tally.objects.get_or_create(
        job_key=progress.job.key,
        defaults={
            "program": program,
            "inputs_hash": hash_of(counted.lines, last_transfer),
            "frozen_hash": hash_of_inputs(counted.inputs),
            "last_transfer": last_transfer,
            "made_at": at,
        },
    )
    if not created:
        return tally
    TallyRow.objects.bulk_create(
        TallyRow(
            tally=tally,
            dimension=line.dimension,
            key=line.key,
            label_ko=line.label_ko,
            label_en=line.label_en,
            **dict(zip(NAMES, line.figures.plain, strict=True)),
        )
        for line in counted.lines
    )
    TallyInput.objects.bulk_create((_frozen(tally, one) for one in counted.inputs), batch_size=BATCH)
    if by is not None:
        inbox.open_item(
            key=f"tally_made:{tally.pk}",
            kind="tally_made",
            subject=tally,
            subject_kind="tally",
            about=str(tally),
            to=inbox.person(by),
            at=at,
            is_notice=True,
        )
    return tally


def _frozen(tally: Tally, one: Input) -> TallyInput:
    figures = dict(zip(NAMES, one.figures.plain, strict=True))
    return TallyInput(tally=tally, kind=one.kind, item=one.item, **one.place, **figures)
