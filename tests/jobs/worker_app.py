"""
The product's Celery app with one handler more, for the tests of real workers: a slow piece of work.

It writes a row (a mark) when it begins, takes its time, and writes another one when it is done; the folder
named by SLOW_WORK holds the file `hold`: while it is there, the work goes on for ever.
"""

import os
import time
from pathlib import Path

import django

from config.celery import app

django.setup()

from core.evidence.models import Mark  # noqa: E402 - models come after django.setup()
from core.jobs.operations import Progress  # noqa: E402
from core.jobs.registry import handles  # noqa: E402
from core.workflow import clock  # noqa: E402

__all__ = ["app"]


@handles("slow_work")
def work_slowly(progress: Progress, *, user_id: int) -> dict[str, int]:
    """Begin, wait until `hold` is gone, end; a second run adds nothing to what a first one finished."""
    begun = progress.job.attempt
    Mark.objects.get_or_create(
        kind="slow.begun",
        value=str(begun),
        defaults={"owner_kind": "job", "owner_id": begun, "at": clock.now(), "by_id": user_id},
    )
    progress(1, 2, "Working slowly")
    while (Path(os.environ["SLOW_WORK"]) / "hold").exists():
        time.sleep(0.1)
    done, _created = Mark.objects.get_or_create(
        kind="slow.done",
        value="once",
        defaults={"owner_kind": "job", "owner_id": begun, "at": clock.now(), "by_id": user_id},
    )
    progress(2, 2, "Done")
    return {"done_by": done.owner_id}
