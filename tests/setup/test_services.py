"""The product's own processes: started again when they end, ended when left over, followed by their logs."""

import json
import os
import subprocess
import sys

import pytest

from config.setup import services
from config.setup.follow import Follower
from config.setup.processes import is_alive, started_at, wait_until
from config.setup.said import Stop

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "LOGS", tmp_path)
    monkeypatch.setattr(services, "NOTE", tmp_path / "run" / "services.json")
    return tmp_path


@pytest.fixture
def service(here):
    one = services.Service("worker", SLEEP, patience=5)
    yield one
    one.stop()


class TestRestart:
    def test_starts_again_what_ended(self, service):
        service.start()
        first = service.pid
        os.kill(first, 9)
        assert wait_until(lambda: not is_alive(first), seconds=5)
        services.restart_ended([service])
        assert service.pid != first
        assert is_alive(service.pid)

    def test_gives_up_on_what_keeps_ending(self, here):
        one = services.Service("worker", ["/bin/true"], patience=5)
        one.start()
        for _ in range(services.MOST_RESTARTS):
            assert wait_until(lambda: not is_alive(one.pid), seconds=5)
            services.restart_ended([one])
        assert wait_until(lambda: not is_alive(one.pid), seconds=5)
        with pytest.raises(Stop, match="keeps ending"):
            services.restart_ended([one])


class TestLeftovers:
    def test_are_ended(self, service):
        service.start()
        services.note_down([service])
        services.end_leftovers()
        assert not is_alive(service.pid)
        assert not services.NOTE.exists()

    def test_but_not_another_process_of_that_number(self, here):
        services.NOTE.parent.mkdir()
        services.NOTE.write_text(json.dumps([{"pid": os.getpid(), "started_at": "1"}]))
        services.end_leftovers()  # this very process is still here

    def test_none_are_no_trouble(self, here):
        services.end_leftovers()

    def test_end_with_a_run_that_is_killed(self, here):
        script = (
            "import sys; from pathlib import Path; from config.setup.processes import spawn; "
            f"print(spawn({SLEEP!r}, log=Path({str(here / 'x.log')!r}), cwd=Path('/'), environment={{}}, "
            "ends_with_us=True), flush=True); sys.stdin.read()"
        )
        run = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        pid = int(run.stdout.readline())
        assert started_at(pid)
        run.kill()
        run.communicate()
        assert wait_until(lambda: not is_alive(pid), seconds=5)


class TestFollower:
    def test_shows_whole_new_lines_with_the_name_of_their_file(self, tmp_path):
        log = tmp_path / "web.log"
        log.write_text("old\n")
        follower = Follower({"web": log, "beat": tmp_path / "beat.log"})
        with log.open("a") as file:
            file.write("new\nunfin")
        assert follower.new_lines() == ["web    │ new"]
        with log.open("a") as file:
            file.write("ished\n")
        assert follower.new_lines() == ["web    │ unfinished"]

    def test_begins_again_with_a_new_file(self, tmp_path):
        log = tmp_path / "web.log"
        log.write_text("a long old line\n")
        follower = Follower({"web": log})
        log.write_text("new\n")
        assert follower.new_lines() == ["web    │ new"]
