"""Counting in the background."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_noop

from core.jobs.operations import Progress, enqueue
from core.jobs.registry import handles
from core.workflow import clock
from programs.models import Program
from reporting.tallies import operations, queries
from reporting.tallies.kept.increment import catch_up
from reporting.tallies.kept.recount import recount


@handles("tally")
def make_tally(progress: Progress, *, program_id: int) -> dict[str, Any]:
    """Count the programme and freeze what was counted. A second run counts again and keeps nothing new."""
    program = Program.objects.get(pk=program_id)
    newest = queries.newest_transfer()
    counted = queries.take(
        program,
        until=newest,
        step=lambda done, total: progress(done, total + 1, gettext_noop("Counting cases and lots")),
    )
    tally = operations.keep(
        program=program,
        counted=counted,
        last_transfer=newest,
        progress=progress,
        by=progress.job.requested_by,
        at=clock.now(),
    )
    return {"tally": tally.public_id}


@handles("tally_increment")
def bring_up_to_date(progress: Progress) -> dict[str, Any]:
    """Count again what changed since the last time. A second run finds nothing to do."""
    progress(0, 2, gettext_noop("Waiting for those who are booking"))
    newest = queries.newest_transfer()
    progress(1, 2, gettext_noop("Counting what changed"))
    done = catch_up(newest=newest, at=clock.now())
    return {"cells": done.cells, "moved": done.moved, "missing": queries.lacking().count()}


@handles("tally_recount")
def count_all_again(progress: Progress) -> dict[str, Any]:
    """Count everything beside the kept totals. A second run compares again and finds them equal."""
    progress(0, 2, gettext_noop("Waiting for those who are booking"))
    newest = queries.newest_transfer()
    progress(1, 2, gettext_noop("Counting everything again"))
    found = recount(newest=newest, at=clock.now())
    return {"recount": found.pk, "differences": found.differences}


@shared_task(name="tallies.catch_up", ignore_result=True)
def strike() -> None:
    """Have the totals brought up to date if something waits to be counted, and every hour all the same."""
    now = clock.now()
    if queries.is_behind():
        enqueue("tally_increment", key=f"tally_increment:{now:%Y-%m-%dT%H:%M}")
    else:
        enqueue("tally_increment", key=f"tally_increment:{now:%Y-%m-%dT%H}")


@shared_task(name="tallies.recount", ignore_result=True)
def strike_at_night() -> None:
    """Have everything counted again, once a night in Seoul."""
    enqueue("tally_recount", key=f"tally_recount:{clock.day(clock.now())}")
