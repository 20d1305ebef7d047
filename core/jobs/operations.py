"""Asking for work, taking it, reporting on it, ending it."""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation

from core.jobs import registry
from core.jobs.models import Job, Status
from core.workflow import clock
from core.workflow.refusals import Refusal

logger = logging.getLogger(__name__)

#: a worker that was silent for this long has lost its job (heartbeats come every 10 seconds)
PATIENCE = dt.timedelta(seconds=35)
#: waiting times after a failed attempt; after the last one the job has failed
RETRIES = (dt.timedelta(seconds=10), dt.timedelta(seconds=60))
#: work that took its worker down with it this often is not tried again
MOST_TRIES = 5


def enqueue(
    kind: str, *, key: str, requested_by: Any = None, not_before: dt.datetime | None = None, **payload: Any
) -> Job:
    """
    Write down work to be done once this transaction commits.

    A second call with the same key adds nothing, unless the work had failed: then it is tried again.
    What is not to be done `not_before` a moment waits for the sweep.
    """
    now = clock.now()
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": payload,
            "requested_by": requested_by,
            "queued_at": now,
            "not_before": max(not_before or now, now),
        },
    )
    if (created or _try_again(job, now)) and job.not_before <= now:
        transaction.on_commit(lambda: send(job.pk), robust=True)
    return job


def _try_again(job: Job, now: dt.datetime) -> bool:
    """Put a failed job back at the start of its tries; False if it has not failed."""
    again = {"status": Status.QUEUED, "tries": 0, "not_before": now, "sent_at": None, "finished_at": None}
    if not Job.objects.filter(pk=job.pk, status=Status.FAILED).update(**again, error="", message=""):
        return False
    job.refresh_from_db()
    return True


def send(job_id: int) -> bool:
    """
    Hand the job to the broker; if that fails, the sweep will. Say whether it went.

    That it was sent is written down before: a worker is quicker than that, and passes over a row that is
    being written.
    """
    from core.jobs.tasks import run

    waiting = Job.objects.filter(pk=job_id, status=Status.QUEUED)
    waiting.update(sent_at=clock.now())
    try:
        run.apply_async(args=[job_id], retry=False)
    except (
        Exception
    ):  # whatever is wrong with the broker: the operation has committed, and its page must answer
        logger.warning("job %s waits for the sweep: the broker did not take it", job_id, exc_info=True)
        waiting.update(sent_at=None)
        return False
    return True


def take(job_id: int) -> Job | None:
    """Take the job for one attempt, or None if somebody else has it, it is over, or it must wait."""
    now = clock.now()
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None or job.is_over or job.not_before > now:
            return None
        if job.status == Status.STARTED and job.heartbeat_at and job.heartbeat_at > now - PATIENCE:
            return None
        if job.tries >= MOST_TRIES:
            job.status, job.finished_at, job.message = Status.FAILED, now, ""
            job.error = f"{job.tries} workers ended while doing it"
            job.save(update_fields=["status", "finished_at", "message", "error"])
            registry.failed(job, now)
            return None
        job.status, job.attempt, job.tries, job.heartbeat_at = (
            Status.STARTED,
            job.attempt + 1,
            job.tries + 1,
            now,
        )
        job.progress_done = job.progress_total = 0
        job.save(
            update_fields=["status", "attempt", "tries", "heartbeat_at", "progress_done", "progress_total"]
        )
        return job


def beat(job: Job) -> bool:
    """Give a sign of life; False if another worker has taken over."""
    return bool(_mine(job).update(heartbeat_at=clock.now()))


def finish(job: Job, result: dict[str, Any] | None) -> bool:
    """End the attempt well; False if another worker has taken over."""
    total = F("progress_total")
    return bool(
        _mine(job).update(
            status=Status.FINISHED,
            result=result or {},
            finished_at=clock.now(),
            progress_done=total,
            error="",
        )
    )


def fail(job: Job, error: str, *, refusal: Refusal | None = None) -> None:
    """
    End the attempt badly: the job waits for the next one, or has failed after the last.

    What the state of affairs refuses is not tried again: whoever waits reads why.
    """
    now = clock.now()
    if refusal is not None or job.tries > len(RETRIES):
        _give_up(job, error, refusal, now)
    else:
        later = now + RETRIES[job.tries - 1]
        _mine(job).update(status=Status.QUEUED, error=error, not_before=later, sent_at=None)


@transaction.atomic
def _give_up(job: Job, error: str, refusal: Refusal | None, now: dt.datetime) -> None:
    """End the job for good and tell whoever asked for it; a message is kept as its English msgid."""
    with translation.override("en"):
        said = str(refusal.text) if refusal is not None and not refusal.figures else ""
    if _mine(job).update(status=Status.FAILED, error=error, message=said[:200], finished_at=now):
        registry.failed(job, now)


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, status=Status.STARTED)


class Lost(Exception):
    """Another worker has taken over this job; stop at once."""


class Progress:
    """What a handler reports through: `progress(3, 12, "Drawing pages")`."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def remember(self, **result: Any) -> None:
        """
        Write down what is done for good, for whoever has to take over: it is in `job.result` then.

        :raises Lost: if another worker has taken over.
        """
        self.job.result = {**self.job.result, **result}
        if not _mine(self.job).update(result=self.job.result, heartbeat_at=clock.now()):
            raise Lost

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """
        Write down how far the work is. Call it outside a transaction, or nobody sees it in time.

        :raises Lost: if another worker has taken over.
        """
        changed = _mine(self.job).update(
            progress_done=min(done, total), progress_total=total, message=message, heartbeat_at=clock.now()
        )
        if not changed:
            raise Lost
