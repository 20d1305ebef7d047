"""
Where embedded servers keep their data and their sockets.

Sockets lie in a short folder under /tmp, since the path of a unix socket must stay under about 100 bytes
however long the clone's path is. Data lies in the clone. There is one exception: PostgreSQL refuses to run as
root and then runs as `nobody`, who may not enter every clone; such a clone's data lies under /var/lib, and
var/servers/data.place says where.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from config.setup.places import LOGS, ROOT, VAR
from config.setup.processes import Account
from config.setup.said import Stop

SOCKETS_UNDER = Path("/tmp")  # noqa: S108 – the folders made in it are 0700 and their owner is checked
ROOT_DATA_UNDER = Path("/var/lib")
THROW_AWAY_PREFIX = "office-test-"


@dataclass(frozen=True)
class Home:
    """The folders of one pair of servers. `durable` data outlives a power cut; a test's need not."""

    state: Path
    data: Path
    sockets: Path
    logs: Path
    durable: bool
    server: Account | None  # whom PostgreSQL drops to; None: it runs as the caller

    @property
    def postgres_data(self) -> Path:
        """Return the database cluster's folder."""
        return self.data / "postgres"

    @property
    def postgres_sockets(self) -> Path:
        """Return the folder of PostgreSQL's socket, open to the server's user alone (and to root)."""
        return self.sockets / "pg"

    @property
    def redis(self) -> Path:
        """Return the folder of Redis's socket and configuration, open to the caller alone."""
        return self.sockets / "redis"

    @property
    def starting_lock(self) -> Path:
        """Return the lock held while servers are started or stopped."""
        return self.state / "starting.lock"

    @property
    def users_lock(self) -> Path:
        """Return the lock that every user of the servers holds shared."""
        return self.state / "users.lock"


def of_this_clone() -> Home:
    """Return where the servers that `./run` and `manage.py` share live."""
    state = VAR / "servers"
    state.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(f"{os.geteuid()}:{ROOT}".encode()).hexdigest()[:12]
    server = _server_account()
    return Home(
        state=state,
        data=state if server is None else _data_for_root(state, key),
        sockets=SOCKETS_UNDER / f"office-{key}",
        logs=LOGS,
        durable=True,
        server=server,
    )


def thrown_away_later() -> Home:
    """Return a new empty home for servers that nobody needs after this run."""
    folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX, dir=SOCKETS_UNDER))
    return throw_away_at(folder)


def throw_away_at(folder: Path) -> Home:
    """Return the home in a throw-away folder that is already there."""
    server = _server_account()
    return Home(state=folder, data=folder, sockets=folder, logs=folder, durable=False, server=server)


def abandoned_folders() -> list[Path]:
    """Return this user's throw-away folders of some age; one that is in use still holds its users' lock."""
    found = []
    for folder in SOCKETS_UNDER.glob(f"{THROW_AWAY_PREFIX}*"):
        try:
            state = folder.lstat()
        except FileNotFoundError:
            continue  # its own run has just removed it
        # A run that begins at this moment has made its folder and not yet taken its lock: leave young ones
        # alone.
        if (
            stat.S_ISDIR(state.st_mode)
            and state.st_uid == os.geteuid()
            and time.time() - state.st_mtime > 120
        ):
            found.append(folder)
    return found


def prepare(home: Home) -> None:
    """
    Make the folders of a home, each open only to the user that needs it.

    :raises Stop: if a folder of that name belongs to somebody else.
    """
    passable = 0o711 if home.server else 0o700  # `nobody` has to get through, and sees nothing on the way
    _make(home.sockets, mode=passable)
    if home.data not in {home.sockets, home.state}:
        _make(home.data, mode=passable)
    _make(home.postgres_sockets, mode=0o700, owner=home.server)
    _make(home.redis, mode=0o700)


def remove(home: Home) -> None:
    """Delete all that the servers of a home kept. They must have been stopped."""
    remove_sockets(home)
    shutil.rmtree(home.postgres_data, ignore_errors=True)
    if not home.durable:
        shutil.rmtree(home.state, ignore_errors=True)


def remove_sockets(home: Home) -> None:
    """Delete the folders that only running servers need."""
    for folder in (home.postgres_sockets, home.redis):
        shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):  # data may lie there too, and stays
        home.sockets.rmdir()


def _server_account() -> Account | None:
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Stop("PostgreSQL does not run as root, and there is no user `nobody` to run it as.") from None
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid, name="nobody")


def _data_for_root(state: Path, key: str) -> Path:
    """
    Return the folder that `nobody` may reach: in the clone where that is possible. Once chosen, it stays.
    """
    note = state / "data.place"
    if note.is_file():
        clone, _, place = note.read_text().strip().partition("\n")
        # A clone that was moved takes its data along; a copy of a clone that is still there gets its own.
        if clone == str(ROOT) or not Path(clone).is_dir():
            return state if place == "here" else Path(place)
    here = all(folder.stat().st_mode & stat.S_IXOTH for folder in (state, *state.parents))
    place = "here" if here else str(ROOT_DATA_UNDER / f"office-{key}")
    note.write_text(f"{ROOT}\n{place}\n")
    return state if here else Path(place)


def _make(folder: Path, *, mode: int, owner: Account | None = None) -> None:
    uid = owner.uid if owner else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if owner:
            os.chown(folder, owner.uid, owner.gid)
        folder.chmod(mode)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {uid, os.geteuid()}:
            raise Stop(f"{folder} belongs to somebody else: remove it, and start again.") from None
        if found.st_uid != uid and owner:
            os.chown(folder, owner.uid, owner.gid)
        folder.chmod(mode)
