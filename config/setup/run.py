"""
`./run`: everything a person needs to open the product in a browser, and to leave it with Ctrl-C.

It stays in the foreground as the one process that Ctrl-C reaches, and stops web, worker, beat, Redis and
PostgreSQL in this order.
"""

import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config import embedded
from config.setup import homes, preparation, servers, services
from config.setup.follow import Follower
from config.setup.places import LOGS, ROOT, VAR
from config.setup.said import Stop, complain, say

USAGE = "usage: [PORT=8123] ./run [--fresh]   (--fresh starts over, with an empty database)"
RUN_LOCK = VAR / "run" / "running.lock"
UP_WITHIN_SECONDS = 90
HEARTBEAT = "core.jobs.sweep["  # every ten seconds; it would hide the lines worth reading


class Leave(Exception):
    """Somebody asked `./run` to end."""


def main(arguments: list[str]) -> int:
    """Run until asked to leave, and return the exit code."""
    if set(arguments) - {"--fresh"}:
        print(USAGE)
        return 0 if {"-h", "--help"} & set(arguments) else 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    running: list[services.Service] = []
    pair: servers.Servers | None = None
    try:
        port = _port()
        _be_the_only_one()
        services.end_leftovers()
        _refuse_taken(port)
        preparation.prepare()
        if "--fresh" in arguments:
            _start_over()
        pair = embedded.ensure()
        sign_ins = _first_data()
        running = services.in_starting_order(port)
        _start(running)
        _await_health(port, running)
        _welcome(port, sign_ins)
        _watch(running)
    except Stop as problem:
        complain(problem)
        return 1
    except Leave:
        return 0
    finally:
        _stop(running, pair)
    return 0


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise Leave


def _port() -> int:
    """Return the port to listen on, and have settings know it."""
    given = os.environ.setdefault("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, not {given!r}.")
    return int(given)


def _be_the_only_one() -> None:
    """Hold this clone's run lock until the process ends."""
    RUN_LOCK.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(RUN_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        address = os.read(descriptor, 100).decode().strip() or "another terminal"
        raise Stop(f"It is already running: {address}. Ctrl-C in its terminal stops it.") from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"http://127.0.0.1:{os.environ['PORT']}".encode())


def _refuse_taken(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as problem:
            why = "is taken by another program" if problem.errno == errno.EADDRINUSE else "cannot be used"
            raise Stop(f"Port {port} {why}: try another one, PORT={port % 65000 + 123} ./run") from None


def _start_over() -> None:
    """
    Delete the embedded servers' data and the files that go with it, after asking if that would lose anything.
    """
    if os.environ.get("DATABASE_URL"):
        raise Stop("--fresh is for the embedded servers; DATABASE_URL names others, which it leaves alone.")
    home = homes.of_this_clone()
    if home.postgres_data.is_dir() and not _is_only_the_demo() and not _agreed():
        raise Stop("Nothing was deleted.")
    if not servers.erase(home):
        raise Stop("--fresh: another command is using the database; let it finish first.")
    for path in (VAR / "evidence", VAR / "mail", *VAR.glob("celerybeat-schedule*")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _is_only_the_demo() -> bool:
    """Return whether the demo command is sure that nobody added to what it played."""
    command = [sys.executable, "manage.py", "demo", "--untouched"]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        say("--fresh would delete data that was entered here, and nobody is there to be asked.")
        return False
    return input("This deletes all that was entered here. Type yes to go on: ").strip().lower() == "yes"


def _first_data() -> str:
    """Have Django prepare the database, and return the table of demo sign-ins."""
    LOGS.mkdir(parents=True, exist_ok=True)
    done = subprocess.Popen(
        [sys.executable, "-m", "config.setup.first_data"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    log = LOGS / "first-data.log"
    try:
        last = _show(done.stderr or [], log)
        sign_ins = done.stdout.read() if done.stdout else ""
    except Leave:
        done.terminate()
        done.wait()
        raise
    if done.wait():
        raise Stop(f"The database could not be prepared: {last} ({log} has it all)")
    return sign_ins


def _show(lines: Iterable[str], log: Path) -> str:
    """Write lines to a log and show them as they come, but for the inside of a traceback; return the last."""
    last = "nothing"
    with log.open("w") as file:
        for line in lines:
            file.write(line)
            last = line.strip() or last
            if not line.startswith((" ", "Traceback")):
                say(line.rstrip())
    return last


def _start(running: list[services.Service]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    for service in running:
        service.start()
        services.note_down(running)


def _await_health(port: int, running: list[services.Service]) -> None:
    """Return when /healthz says that database, broker and worker are there."""
    # On loopback, past any proxy that the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + UP_WITHIN_SECONDS
    answer = "no answer"
    while time.monotonic() < deadline:
        try:
            with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=10):
                return
        except urllib.error.HTTPError as problem:
            answer = f"{problem.code} {problem.read(200).decode(errors='replace')}"
        except OSError:
            pass
        services.restart_ended(running)
        time.sleep(0.3)
    raise Stop(f"Not up after {UP_WITHIN_SECONDS} s; /healthz says: {answer}; the logs are in {LOGS}")


def _welcome(port: int, sign_ins: str) -> None:
    say(f"\n  Open http://127.0.0.1:{port}/\n")
    if sign_ins.strip():
        say("  Demo sign-ins:\n" + "".join(f"  {line}\n" for line in sign_ins.rstrip().splitlines()))
    say("  Ctrl-C stops everything; the next ./run goes on with the same data.\n")


def _watch(running: list[services.Service]) -> NoReturn:
    """Show what the logs gain, and start again what ends by itself, until somebody asks to leave."""
    follower = Follower({service.name: service.log for service in running})
    while True:
        for line in follower.new_lines():
            if HEARTBEAT not in line:
                say(line)
        services.restart_ended(running)
        time.sleep(0.3)


def _stop(running: list[services.Service], pair: servers.Servers | None) -> None:
    """Stop web, worker and beat, then let go of Redis and PostgreSQL; a second Ctrl-C changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if running:
        say("\nStopping …")
    for service in running:
        service.stop()
    if running:
        services.NOTE.unlink(missing_ok=True)
    if pair:
        pair.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
