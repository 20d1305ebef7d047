"""Taking snapshots in the background."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_noop

from core.jobs.operations import Progress, enqueue
from core.jobs.registry import handles
from core.workflow import clock
from reporting.register import gathering, operations
from reporting.register.spool import Spool
from reporting.register.suppression import least_firms


@handles("register_snapshot")
def take_snapshot(progress: Progress) -> dict[str, Any]:
    """Gather what is public at this moment and keep it. A second run finds the snapshot of the first."""
    at = clock.now()
    progress(0, 3, gettext_noop("Gathering what is public"))
    least = least_firms(clock.day(at)).value
    with Spool.of(gathering.records(least_firms=least)) as spool:
        snapshot = operations.keep(spool=spool, progress=progress, by=progress.job.requested_by, at=at)
    return {"snapshot": snapshot.public_id}


@shared_task(name="register.take", ignore_result=True)
def strike() -> None:
    """Ask for the snapshot of this day in Seoul: once, however often the clock strikes."""
    enqueue("register_snapshot", key=f"register_snapshot:{clock.day(clock.now())}")
