"""The web server and the worker of `./run`, beside the bench, on its throw-away PostgreSQL and Redis."""

import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from config.setup import services
from config.setup.places import ROOT
from config.setup.processes import wait_until

UP_WITHIN_SECONDS = 90


@contextmanager
def serving() -> Iterator[int]:
    """
    Start web and worker by the commands of `./run`, yield the port, and stop them.

    :raises RuntimeError: if they do not come up.
    """
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="bench-static-") as static:
        names = {"DJANGO_SETTINGS_MODULE": "bench.serving", "STATIC_ROOT": static, "PORT": str(port)}
        os.environ.update(names, PYTHONPATH=str(ROOT), LOG_LEVEL="WARNING")
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, check=True)
        started = [
            replace(one, name=f"bench-{one.name}")
            for one in services.in_starting_order(port)
            if one.name != "beat"
        ]
        try:
            for service in started:
                service.start()
            if not wait_until(lambda: _is_up(port), seconds=UP_WITHIN_SECONDS, every=0.5):
                raise RuntimeError(f"Not up after {UP_WITHIN_SECONDS} s; see {started[0].log}")
            yield port
        finally:
            for service in started:
                service.stop()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _is_up(port: int) -> bool:
    """Say whether /healthz finds database, broker and worker; on loopback, past any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=10):
            return True
    except OSError:
        return False
