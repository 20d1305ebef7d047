"""What Celery calls: run one job, and sweep up what the broker or a dead worker lost."""

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from celery.signals import worker_ready
from django.db import close_old_connections, connection

from core.jobs import operations, registry
from core.jobs.models import Job
from core.workflow import clock

HEARTBEAT_SECONDS = 10


@shared_task(name="core.jobs.run", ignore_result=True)
def run(job_id: int) -> None:
    """Do one job: take it, beat while its handler works, end it. Harmless when called twice."""
    job = operations.take(job_id)
    if job is None:
        return
    try:
        with _heartbeat(job):
            result = registry.handler_of(job.kind)(operations.Progress(job), **job.payload)
    except operations.Lost:
        return
    except Exception:
        operations.fail(job, traceback.format_exc(limit=8))
    else:
        operations.finish(job, result)


@shared_task(name="core.jobs.sweep", ignore_result=True)
def sweep() -> int:
    """Send again what is waiting or silent; return how many."""
    lost = Job.objects.lost(clock.now(), patience=operations.PATIENCE)
    return sum(operations.send(pk) for pk in lost.values_list("pk", flat=True)[:500])


@worker_ready.connect
def _sweep_at_start(**_kwargs: object) -> None:
    sweep.apply_async(retry=False)


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Beat every 10 seconds from a thread with a connection of its own, until the block is left."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            close_old_connections()
            operations.beat(job)
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
