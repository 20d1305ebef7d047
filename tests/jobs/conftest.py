"""Real Celery workers, on the run's own servers and the test's own database."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
#: of the sixteen numbers of a Redis; those of the tests count up from 0, their workers' queues down from here
LAST_NUMBER = 15


def environment(tmp_path: Path) -> dict[str, str]:
    """Return what a worker needs to see this test's database and a queue of its own."""
    name = connection.settings_dict["NAME"]
    # two of these tests may run side by side: each has a queue of its own, or one's worker takes the other's work
    queue = re.sub(r"\?db=(\d+)$", lambda own: f"?db={LAST_NUMBER - int(own[1])}", settings.REDIS_URL)
    return {
        **os.environ,
        "DATABASE_URL": re.sub(r"(postgres\w*://[^/]*/)[^?]*", rf"\g<1>{name}", settings.DATABASE_URL),
        "REDIS_URL": queue,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SLOW_WORK": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def start_worker(transactional_db, tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a worker (with beat inside it); all that still live are killed in the end."""
    import redis

    redis.Redis.from_url(environment(tmp_path)["REDIS_URL"]).flushdb()
    workers: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [
            *(sys.executable, "-m", "celery", "--app", "tests.jobs.worker_app", "worker", "--beat"),
            *(
                "--schedule",
                str(tmp_path / f"beat-{len(workers)}"),
                "--concurrency",
                "1",
                "--pool",
                "prefork",
            ),
            *(
                "--hostname",
                f"w{len(workers)}@test",
                "--without-gossip",
                "--without-mingle",
                "--loglevel",
                "INFO",
            ),
        ]
        with (tmp_path / f"worker-{len(workers)}.log").open("wb") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment(tmp_path), stdout=log, stderr=log, start_new_session=True
            )
        workers.append(worker)
        return worker

    yield start
    for number, worker in enumerate(workers):
        kill(worker)
        print((tmp_path / f"worker-{number}.log").read_text()[-4000:])


def kill(worker: subprocess.Popen) -> None:
    """End a worker and everybody in its session, whatever their group, as a power cut would."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pid, session = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[3])
            if session == worker.pid:
                os.kill(pid, signal.SIGKILL)
    worker.wait(timeout=20)


def wait_for(question: Callable[[], bool], *, seconds: float) -> float:
    """Wait until the answer is yes and return how long that took."""
    begun = time.monotonic()
    while not question():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"did not happen within {seconds} s")
        time.sleep(0.2)
    return time.monotonic() - begun
