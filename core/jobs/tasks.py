"""What Celery calls: run one job, and sweep up what the broker or a dead worker lost."""

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from celery.signals import worker_ready
from django.db import DatabaseError, close_old_connections, connection

from core.jobs import operations, registry
from core.jobs.models import Job
from core.workflow import clock
from core.workflow.refusals import Refusal

HEARTBEAT_SECONDS = 10
logger = logging.getLogger(__name__)


@shared_task(name="core.jobs.run", ignore_result=True)
def run(job_id: int) -> None:
    """Do one job: take it, beat while its handler works, end it. Harmless when called twice."""
    job = operations.take(job_id)
    if job is None:
        return
    try:
        with _heartbeat(job):
            result = registry.handler_of(job.kind)(operations.Progress(job), **job.payload)
        operations.finish(job, result)
    except operations.Lost:
        return
    except Refusal as refusal:
        operations.fail(job, traceback.format_exc(limit=8), refusal=refusal)
    except Exception:
        operations.fail(job, traceback.format_exc(limit=8))


@shared_task(name="core.jobs.sweep", ignore_result=True)
def sweep() -> int:
    """Send again what is waiting or silent; return how many."""
    lost = Job.objects.lost(clock.now(), patience=operations.PATIENCE)
    return sum(operations.send(pk) for pk in lost.values_list("pk", flat=True)[:500])


@worker_ready.connect
def _sweep_at_start(**_kwargs: object) -> None:
    """Take over what another worker left behind, now and when its last heartbeat has grown cold."""
    sweep.apply_async(retry=False)
    sweep.apply_async(retry=False, countdown=operations.PATIENCE.total_seconds() + 1)


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Beat every 10 seconds from a thread with a connection of its own, until the block is left."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            close_old_connections()
            try:
                if not operations.beat(job):
                    break
            except DatabaseError:  # the next beat has a new connection
                logger.warning("job %s: a heartbeat was missed", job.pk, exc_info=True)
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
