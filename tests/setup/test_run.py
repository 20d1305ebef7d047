"""`./run` in a clone of its own: up, healthy, stopped by Ctrl-C, and up again with its data."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import pytest

from config.setup.places import ROOT
from config.setup.processes import is_alive, wait_until

# What ./test put into this process's environment, and what a person's shell does not hold.
OURS = {
    *("DATABASE_URL", "REDIS_URL", "EMBEDDED_SERVERS", "THROW_AWAY_SERVERS", "DJANGO_SETTINGS_MODULE"),
    *("SECRET_KEY", "FONTCONFIG_FILE", "STATIC_ROOT", "EVIDENCE_ROOT"),
}
LEAVE_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", ".*_cache", "__pycache__")


@pytest.fixture(scope="module")
def clone():
    """A copy of this clone that shares its packages, so that nothing has to be downloaded."""
    folder = Path(tempfile.mkdtemp(prefix="office-clone-"))
    folder.chmod(0o755)
    copy = folder / "a clone"
    shutil.copytree(ROOT, copy, ignore=LEAVE_OUT)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    for name in ("vendor", "fonts"):
        shutil.copytree(ROOT / "var" / name, copy / "var" / name)
    yield copy
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def surroundings():
    """Return a person's environment, with no network: a start after the first needs none."""
    environment = {key: value for key, value in os.environ.items() if key not in OURS}
    return {**environment, "PIP_NO_INDEX": "1", "npm_config_offline": "true"}


def manage(clone, statement):
    """Run a statement in this clone's Django shell and return what it prints."""
    command = [str(ROOT / ".venv" / "bin" / "python"), "manage.py", "shell", "--no-imports", "-c", statement]
    done = subprocess.run(
        command, cwd=clone, env=surroundings(), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(clone, port, *arguments, stdin=subprocess.DEVNULL):
    return subprocess.Popen(
        [str(clone / "run"), *arguments],
        env={**surroundings(), "PORT": str(port)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(run, words):
    seen = []
    for line in run.stdout:
        seen.append(line)
        if words in line:
            return "".join(seen)
    raise AssertionError(f"{words!r} was not said:\n{''.join(seen)}")


def health(port):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return json.load(answer)


def services_of(clone):
    return [row["pid"] for row in json.loads((clone / "var" / "run" / "services.json").read_text())]


@pytest.mark.early
@pytest.mark.long  # installs, migrates and plays the demo in a clone of its own: three minutes
class TestRun:
    def test_comes_up_and_leaves_nothing_behind(self, clone, port):
        run = start(clone, port)
        said = read_until(run, "Ctrl-C stops everything")
        assert f"http://127.0.0.1:{port}/" in said
        assert health(port) == {"database": "ok", "broker": "ok", "worker": "ok"}
        pids = services_of(clone)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
        assert run.returncode == 0
        assert len(pids) == 3
        assert not any(map(is_alive, pids))
        assert not list((clone / "var" / "servers" / "postgres").glob("postmaster.pid"))

    def test_goes_on_after_it_was_killed_and_once_at_a_time(self, clone, port):
        run = start(clone, port)
        read_until(run, "Ctrl-C stops everything")
        second = start(clone, port)
        assert "already running" in second.communicate(timeout=60)[0]
        pids = services_of(clone)
        run.kill()
        run.communicate()
        third = start(clone, port)
        read_until(third, "Ctrl-C stops everything")
        assert wait_until(lambda: not any(map(is_alive, pids)), seconds=20)
        assert health(port)["worker"] == "ok"
        third.send_signal(signal.SIGTERM)
        third.communicate(timeout=60)
        assert third.returncode == 0

    def test_names_a_taken_port(self, clone, port):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
            run = start(clone, port)
            said, _ = run.communicate(timeout=60)
        assert run.returncode == 1
        assert said.startswith(f"✗ Port {port} is taken by another program")
        assert len(said.splitlines()) == 1

    def test_starts_over_only_if_somebody_agrees_to_lose_what_was_entered(self, clone, port):
        manage(clone, "from django.db import connection as c; c.cursor().execute('CREATE TABLE entered ()')")
        said, _ = start(clone, port, "--fresh").communicate(timeout=120)
        assert "Nothing was deleted" in said
        ours, theirs = os.openpty()
        run = start(clone, port, "--fresh", stdin=theirs)
        os.write(ours, b"yes\n")
        read_until(run, "Ctrl-C stops everything")
        found = manage(clone, "from django.db import connection as c; print(c.introspection.table_names())")
        assert "users_user" in found
        assert "entered" not in found
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=60) == 0

    @pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["--fersh"], 2)])
    def test_shows_how_to_use_it(self, clone, port, arguments, code):
        run = start(clone, port, *arguments)
        said, _ = run.communicate(timeout=60)
        assert "usage:" in said
        assert run.returncode == code
