"""A home for servers of one test, and a way to use it from several processes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from config.setup import homes, postgres, redis_server
from config.setup.places import ROOT
from config.setup.servers import Servers

# A user of the servers in a process of its own: says what it found, and leaves when told to, or is killed.
USER = """
import json, sys
from pathlib import Path
from config.setup import homes
from config.setup.servers import Servers
servers = Servers(homes.throw_away_at(Path(sys.argv[1])))
servers.home = servers.home.__class__(**{**servers.home.__dict__, "durable": True})
servers.begin()
print(json.dumps(servers.addresses()), flush=True)
sys.stdin.readline()
servers.finish()
print("finished", flush=True)
"""


class User:
    """Another command that uses the servers at the same time."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def addresses(self):
        return json.loads(self.process.stdout.readline())

    def leave(self):
        self.process.communicate("\n", timeout=60)

    def kill(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder():
    """A short folder of its own, as unix sockets need it; what runs in it is stopped at the end."""
    path = Path(tempfile.mkdtemp(prefix="office-try-", dir="/tmp"))
    if os.geteuid() == 0:
        path.chmod(0o711)
    yield path
    home = homes.throw_away_at(path)
    redis_server.stop(home)
    postgres.stop(home)
    shutil.rmtree(path)


@pytest.fixture
def user(folder):
    """Return a function that starts another user of the same servers."""
    started = []

    def start():
        started.append(User(folder))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.kill()


@pytest.fixture
def running():
    """Return the folder of the servers that this very run of tests uses."""
    from django.conf import settings

    return Path(settings.DATABASES["default"]["HOST"]).parent


@pytest.fixture
def servers(folder):
    pair = Servers(homes.throw_away_at(folder))
    yield pair
    pair.finish()
    folder.mkdir(exist_ok=True)
