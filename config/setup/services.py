"""The product's own processes: web, worker and beat. Their numbers are written down, so that none is lost."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.setup.places import LOGS, ROOT, VAR
from config.setup.processes import collect, end, is_alive, spawn, started_at
from config.setup.said import Stop, say

NOTE = VAR / "run" / "services.json"
BIN = Path(sys.executable).parent
LOG_SIZE_LIMIT = 5_000_000
# A service that ends by itself is started again, but not for ever.
MOST_RESTARTS, WITHIN_SECONDS = 3, 60.0


@dataclass
class Service:
    """A process of the product, and how long it may take to finish what it is doing."""

    name: str
    command: list[str]
    patience: float
    pid: int = 0
    restarts: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """Return the file that the process writes to."""
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        """Start the process; should `./run` be killed, it ends too."""
        if self.log.is_file() and self.log.stat().st_size > LOG_SIZE_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        surroundings = dict(os.environ)
        self.pid = spawn(self.command, log=self.log, cwd=ROOT, environment=surroundings, ends_with_us=True)

    def stop(self) -> None:
        """End the process, leaving it time to finish."""
        if self.pid:
            end(self.pid, seconds=self.patience)
            self.pid = 0


def in_starting_order(port: int) -> list[Service]:
    """Return web, worker and beat, none of them started; they are stopped in this order too."""
    web = [
        *(str(BIN / "gunicorn"), "config.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        # Two processes for two cores; threads, since most of a request is waiting for the database.
        *("--workers", "2", "--threads", "4", "--graceful-timeout", "10", "--timeout", "60"),
        *("--access-logfile", "-", "--no-control-socket"),
    ]
    celery = [str(BIN / "celery"), "--app", "config"]
    worker = ["worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    beat = ["beat", "--loglevel", "WARNING", "--pidfile", ""]
    return [
        Service("web", web, patience=15),
        Service("worker", [*celery, *worker], patience=20),
        Service("beat", [*celery, *beat], patience=5),
    ]


def note_down(services: list[Service]) -> None:
    """Write down which processes run, for a start after this one was killed."""
    NOTE.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"pid": one.pid, "started_at": started_at(one.pid)} for one in services if one.pid]
    NOTE.write_text(json.dumps(rows))


def end_leftovers() -> None:
    """
    End web, worker and beat of a `./run` that was killed, unless another process has their number by now.
    """
    try:
        rows = json.loads(NOTE.read_text())
    except (OSError, ValueError):
        return
    for row in rows:
        if is_alive(row["pid"]) and started_at(row["pid"]) == row["started_at"]:
            end(row["pid"], seconds=20)
    NOTE.unlink(missing_ok=True)


def restart_ended(services: list[Service], *, clock: Callable[[], float] = time.monotonic) -> None:
    """
    Start again what ended by itself.

    :raises Stop: if a service ended several times in a minute.
    """
    for service in services:
        if is_alive(service.pid):
            continue
        collect(service.pid)
        now = clock()
        service.restarts = [at for at in service.restarts if now - at < WITHIN_SECONDS]
        if len(service.restarts) >= MOST_RESTARTS:
            raise Stop(f"{service.name} keeps ending; {service.log} says why.")
        service.restarts.append(now)
        say(f"{service.name} ended by itself: starting it again.")
        service.start()
        note_down(services)
