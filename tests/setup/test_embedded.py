"""The embedded servers: shared without a race, adopted after a kill, closed to everybody else."""

import os
import pwd
import shutil
import stat
import subprocess

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import embedded
from config.setup import homes, postgres, redis_server
from config.setup.places import ROOT
from config.setup.processes import is_alive
from config.setup.said import Stop

NO_RETRY = Retry(NoBackoff(), 0)


def postmaster(folder):
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def redis_pid(folder):
    return int((folder / "redis" / "started.pid").read_text().split()[0])


def answer_to(name, address):
    """Return what PostgreSQL says to that user of the machine, asked from a fork that becomes it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.setuid(pwd.getpwnam(name).pw_uid)
        try:
            psycopg.connect(address)
            os.write(writing, b"welcome")
        except psycopg.OperationalError as problem:
            os.write(writing, str(problem).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as file:
        return file.read()


class TestSharing:
    def test_the_last_user_stops_them(self, user, folder):
        first, second = user(), user()
        assert first.addresses() == second.addresses()
        pids = postmaster(folder), redis_pid(folder)
        first.leave()
        assert all(map(is_alive, pids))
        second.leave()
        assert not any(map(is_alive, pids))

    def test_many_at_once_start_one_pair(self, user):
        users = [user() for _ in range(5)]
        assert len({str(one.addresses()) for one in users}) == 1

    def test_the_next_start_goes_on_with_what_a_killed_command_left(self, user, folder):
        first = user()
        first.addresses()
        pids = postmaster(folder), redis_pid(folder)
        first.kill()
        assert all(map(is_alive, pids))
        second = user()
        second.addresses()
        assert (postmaster(folder), redis_pid(folder)) == pids
        second.leave()
        assert not any(map(is_alive, pids))

    def test_data_is_there_after_a_stop(self, user):
        first = user()
        with psycopg.connect(first.addresses()["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        first.leave()
        with psycopg.connect(user().addresses()["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)

    def test_a_number_that_another_process_has_by_now_is_no_obstacle(self, user, folder):
        first = user()
        first.addresses()
        first.leave()
        (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
        assert user().addresses()

    def test_servers_that_lost_their_sockets_are_started_anew(self, user, folder):
        first = user()
        first.addresses()
        old = postmaster(folder), redis_pid(folder)
        (folder / "pg" / ".s.PGSQL.5432").unlink()
        (folder / "redis" / "redis.sock").unlink()
        assert user().addresses()
        assert not any(map(is_alive, old))

    def test_redis_is_stopped_however_long_the_path_of_its_binary_is(self, folder, monkeypatch):
        binary = folder.joinpath(*["a-rather-long-folder-name"] * 8, "redis-server")
        binary.parent.mkdir(parents=True)
        shutil.copy(redis_server._binary(), binary)
        monkeypatch.setattr(redis_server, "_binary", lambda: str(binary))
        home = homes.throw_away_at(folder)
        homes.prepare(home)
        redis_server.start(home)
        pid = redis_pid(folder)
        redis_server.stop(home)
        assert not is_alive(pid)


class TestThrowAway:
    def test_nothing_is_left_of_them(self, servers, folder):
        servers.begin()
        pids = postmaster(folder), redis_pid(folder)
        servers.finish()
        assert not folder.exists()
        assert not any(map(is_alive, pids))

    def test_a_killed_runs_servers_are_cleared_away(self, user, folder, monkeypatch):
        from config.setup.servers import clear_away_abandoned

        monkeypatch.setattr(homes, "THROW_AWAY_PREFIX", folder.name)
        one = user()
        one.addresses()
        os.utime(folder, (0, 0))
        clear_away_abandoned()  # somebody uses them
        assert is_alive(postmaster(folder))
        pids = postmaster(folder), redis_pid(folder)
        one.kill()
        os.utime(folder, (0, 0))
        clear_away_abandoned()
        assert not any(map(is_alive, pids))
        assert not folder.exists()
        folder.mkdir()


class TestClosedToOthers:
    def test_there_is_no_tcp_port(self, running):
        with psycopg.connect(postgres.url(homes.throw_away_at(running), "postgres")) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    def test_sockets_lie_in_folders_of_their_owner_alone(self, running):
        for name in ("pg", "redis"):
            assert stat.S_IMODE((running / name).stat().st_mode) == 0o700

    def test_redis_wants_the_password(self, running):
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(unix_socket_path=str(running / "redis" / "redis.sock"), retry=NO_RETRY).ping()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
    @pytest.mark.parametrize(
        ("name", "expected"), [("daemon", "Permission denied"), ("nobody", "authentication failed")]
    )
    def test_postgresql_knows_only_who_started_it(self, running, name, expected):
        address = postgres.url(homes.throw_away_at(running), "postgres")
        assert expected in answer_to(name, address)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has PostgreSQL run as somebody else")
    def test_postgresql_does_not_run_as_root(self, running):
        assert os.stat(f"/proc/{postmaster(running)}").st_uid != 0

    def test_a_folder_of_somebody_else_is_not_used(self, tmp_path, servers, folder):
        (folder / "redis").symlink_to(tmp_path)
        with pytest.raises(Stop, match="somebody else"):
            homes.prepare(servers.home)
        (folder / "redis").unlink()


class TestGivenAddresses:
    """A deployment's own servers are left alone."""

    def test_nothing_is_started(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/office")
        monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
        assert embedded.ensure() is None

    @pytest.mark.parametrize("missing", embedded.ADDRESSES)
    def test_one_alone_is_a_mistake(self, monkeypatch, missing):
        for name in embedded.ADDRESSES:
            monkeypatch.setenv(name, "unix://x")
        monkeypatch.delenv(missing)
        with pytest.raises(Stop, match="set both, or neither"):
            embedded.ensure()


class TestHomes:
    def test_socket_paths_are_short_wherever_the_clone_lies(self):
        home = homes.of_this_clone()
        for path in (home.postgres_sockets / ".s.PGSQL.5432.lock", home.redis / "redis.sock"):
            assert len(os.fsencode(path)) < 100

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root's data may have to lie elsewhere")
    def test_the_server_may_reach_its_data(self):
        home = homes.of_this_clone()
        folders = [home.data, *home.data.parents]
        assert all(folder.stat().st_mode & stat.S_IXOTH for folder in folders if folder.exists())


class TestManage:
    def test_runs_without_ceremony_under_any_python(self):
        done = subprocess.run(
            ["python3", str(ROOT / "manage.py"), "--version"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("5.2"), done.stderr
